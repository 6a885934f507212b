import type { Formula, Passage } from './formula.ts';
import type { Functions } from './functions.ts';
import { sentenceAround } from './notation.ts';
import { type Statement, statementsOf } from './statement.ts';
import { condition, reservation } from './words.ts';

/** Formulas that are looked back at; nobody follows a longer chain. */
export const reach = 80;

/** A formula, and what stands before it. */
export interface Place {
  readonly text: string;
  readonly formula: Formula;
  readonly earlier: readonly Passage[];
  /** This formula and those after it in its passage. */
  readonly rest: readonly Formula[];
  readonly functions: Functions;
}

/** A statement, and where it stands. */
export interface Fact extends Statement {
  /** How many passages before the one at hand. */
  readonly back: number;
  /** Nothing stands between it and the formula at hand. */
  readonly isNext: boolean;
  /** It stands in the problem. */
  readonly given: boolean;
  /** It holds for one case, or in a trial. */
  readonly supposed: boolean;
}

/** What was said of a letter before, the nearest first. */
export function factsAbout(letter: string, { earlier, functions }: Place): Fact[] {
  const found: Fact[] = [];
  let between = 0;
  for (let k = earlier.length - 1; k >= 0; k--) {
    const { text, formulas } = earlier[k]!;
    const given = k === 0;
    for (const formula of formulas.toReversed()) {
      const isNext = between++ === 0;
      if (!mentionsLetter(formula, letter)) continue;
      const supposed = !given && hasReservation(text, formula);
      for (const statement of statementsOf(text, formula, functions).toReversed())
        if (statement.letter === letter)
          found.push({ ...statement, back: earlier.length - 1 - k, isNext, given, supposed });
    }
  }
  return found;
}

export const mentionsLetter = ({ text }: Formula, letter: string) => text.includes(letter);

const supposition =
  /\b(?:let(?:ting)?|set(?:ting)?|put(?:ting)?|tak(?:e|ing)|plug(?:ging)?|substitut(?:e|ing)|choos(?:e|ing)|if|suppose|assume|case|try|when|either|otherwise|sei|wenn|falls|entweder|soit|si|sea|albo)\b|пусть|если|设|若|如果/iu;
/** Words between things that hold one or the other. */
const alternative = /\b(?:or|oder|ou|o|oppure|lub|eller)\b|или|либо|或|または|혹은|또는/iu;

/** The words around a formula. */
const near = (text: string, { span }: Formula) => text.slice(Math.max(0, span.start - 80), span.end + 60);

/** "If I subtract them, …" says what is done, and supposes nothing of a number; what remains after it ("resto") neither. */
const deed =
  /(?<!\p{L})(?:if|when|wenn|falls|si|se|quand|lorsque|cuando|если|когда)\s+(?:we|i|you|one|ich|wir|man|je|nous|on|l[aeo]s?|мы|я)(?!\p{L})|(?<!\p{L})rest[eo]?(?!\p{L})/giu;

/** Whether the words around a formula suppose, ask or deny what it says. */
export function hasReservation(text: string, formula: Formula): boolean {
  const words = near(text, formula).replace(deed, '');
  return reservation.test(words) || supposition.test(words);
}

/** Whether what the formula says may be one of several cases. */
export const isAlternative = (text: string, formula: Formula) => alternative.test(near(text, formula));

/** Whether it may be no claim at all, also by words elsewhere in its sentence. */
export function isDoubtful(text: string, formula: Formula): boolean {
  return hasReservation(text, formula) || condition.test(sentenceAround(text, formula.span).replace(deed, ''));
}
