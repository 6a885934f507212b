import type { Formula, Passage } from './formula.ts';
import type { Functions } from './functions.ts';
import { isNumeral, sentenceAround } from './notation.ts';
import { numberStyle } from './numbers.ts';
import { isLetter, type Statement, statementsOf } from './statement.ts';
import {
  alternative,
  concluding,
  condition,
  deed,
  lookedAt,
  looking,
  mistaken,
  neglecting,
  numberedPart,
  partLabel,
  placeOfFigure,
  putIn,
  puttingIn,
  reservation,
  severalThings,
  supposition,
  valueBeside,
} from './words.ts';

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

/** How numbers are written up to there. */
export const styleAt = ({ text, earlier }: Place) => numberStyle([...earlier.slice(0, -1).map(one => one.text), text]);

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
  /** Its formula goes on to the number that comes out: `d = 9/3 = 3`. */
  readonly workedOut: boolean;
}

/** What was said of a letter before, the nearest first. */
export const factsAbout = (letter: string, place: Place) => factsOf(letter, place, name => name === letter);

/** What was said of `x_1`, `x_2`, … before. */
export const numberedFacts = (letter: string, place: Place) =>
  factsOf(letter, place, name => name.startsWith(`${letter}_`));

function factsOf(mentioned: string, { earlier, functions }: Place, isMeant: (letter: string) => boolean): Fact[] {
  const found: Fact[] = [];
  let between = 0;
  for (let k = earlier.length - 1; k >= 0; k--) {
    const { text, formulas } = earlier[k]!;
    const given = k === 0;
    for (const formula of formulas.toReversed()) {
      const isNext = between++ === 0;
      if (!mentionsLetter(formula, mentioned)) continue;
      const supposed = !given && hasReservation(text, formula);
      const workedOut = formula.relations.length > 1 && isNumeral(formula.sides.at(-1)!.expr);
      for (const statement of statementsOf(text, formula, functions).toReversed())
        if (isMeant(statement.letter))
          found.push({ ...statement, back: earlier.length - 1 - k, isNext, given, supposed, workedOut });
    }
  }
  return found;
}

export const mentionsLetter = ({ text }: Formula, letter: string) => text.includes(letter);

/** Whether another question begins here. */
export const isPart = ({ text, earlier }: Place) =>
  partLabel.test(text) || (numberedPart.test(text) && severalThings.test(earlier[0]?.text ?? ''));

/** The words around a formula. */
const near = (text: string, { span }: Formula) => text.slice(Math.max(0, span.start - 80), span.end + 60);

/** Whether the words around a formula suppose, ask or deny what it says. */
export function hasReservation(text: string, formula: Formula): boolean {
  let known = reserved.get(formula);
  if (known === undefined) {
    const words = near(text, formula).replace(deed, '');
    known = [reservation, mistaken, supposition, neglecting].some(one => one.test(words)) || isAtPlace(text, formula);
    reserved.set(formula, known);
  }
  return known;
}

/** A formula is looked back at by every one that follows it. */
const reserved = new WeakMap<Formula, boolean>();

/** Whether what the formula says may be one of several cases. */
export const isAlternative = (text: string, formula: Formula) => alternative.test(near(text, formula));

/** Whether it may be no claim at all, also by words elsewhere in its sentence. */
export function isDoubtful(text: string, formula: Formula): boolean {
  return hasReservation(text, formula) || condition.test(sentenceAround(text, formula.span).replace(deed, ''));
}

/** Whether a letter's value is said as what came out, alone or after words that say so: "the vertex lies at x = 3" looks at a place. */
export function isConclusion(text: string, formula: Formula): boolean {
  const words = wordsBefore(text, formula);
  if (placeOfFigure.test(sentenceUpTo(text, formula))) return false;
  return (!/\p{L}/u.test(words) || concluding.test(words)) && !looking.test(words);
}

/** What stands between a formula and the one before it in its sentence. */
function wordsBefore(text: string, formula: Formula): string {
  return (
    sentenceUpTo(text, formula)
      .replace(/\\(?:[Rr]ightarrow|Longrightarrow|implies|therefore)/g, '⇒')
      .replace(/\\[a-zA-Z]+/g, ' ')
      .replace(valueBeside, ' ')
      .split(/\d[^\p{L}\d]{0,4}(?=[\s,$])/u)
      .at(-1) ?? ''
  );
}

function sentenceUpTo(text: string, { span }: Formula): string {
  const before = text.slice(Math.max(0, span.start - 200), span.start);
  return before.split(/[.!?;。！？]\s|\n\s*\n/u).at(-1) ?? '';
}

/** "At x = 0, 3y = 12", "x = 0 gives 3y = 12": what is said of a place holds there. */
function isAtPlace(text: string, formula: Formula): boolean {
  const before = sentenceUpTo(text, formula);
  if (lookedAt.test(before) || putIn.test(before)) return true;
  return isValueOfLetter(formula) && puttingIn.test(text.slice(formula.span.end, formula.span.end + 24));
}

/** `x = 3` */
function isValueOfLetter({ sides, relations }: Formula): boolean {
  const [left, right] = sides.map(({ expr }) => expr);
  return relations.length === 1 && isLetter(left!) && isNumeral(right!);
}
