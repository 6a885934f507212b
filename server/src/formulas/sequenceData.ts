import { evaluate, isValue } from './evaluate.ts';
import { hasReservation, isAlternative, type Place } from './facts.ts';
import type { Formula, Passage } from './formula.ts';
import { isPlainly } from './givens.ts';
import { isNumeral } from './notation.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';
import { termIn } from './sequences.ts';
import { isWordless } from './task.ts';
import {
  arithmeticWord,
  changing,
  difference,
  firstTerm,
  geometricWord,
  measure,
  noSuchSequence,
  ofOthers,
  piecewise,
  plainWord,
  quotient,
  sequenceWord,
} from './words.ts';

export type Kind = 'arithmetic' | 'geometric';

/** What is said of a sequence up to a place. */
export interface Told {
  /** The sequence's letter, and those of its terms that have values. */
  readonly name: string | undefined;
  readonly terms: ReadonlyMap<number, Rational>;
  /** `d`, `q`, `r`, `n` */
  readonly letters: ReadonlyMap<string, Rational>;
  readonly kind: Kind | undefined;
  /** Words say the kind. */
  readonly said: boolean;
  /** The problem gives nothing but a term, the difference or quotient, and asks for terms and sums. */
  readonly plain: boolean;
  readonly text: string;
}

/** What is said of sequences, up to here; nothing where something is said twice, of several sequences or with units. */
export function toldIn(place: Place): Told | undefined {
  const { earlier, text } = place;
  const [problem] = earlier;
  if (!problem || piecewise.test(problem.text)) return undefined;
  const terms = new Map<number, Rational>();
  const letters = new Map<string, Rational>();
  const names = new Set<string>();
  for (const [k, passage] of earlier.entries())
    for (const formula of passage.formulas) {
      const value = valueSaid(passage.text, formula, k === 0);
      if (value === undefined) continue;
      if (value === 'unclear') return undefined;
      const { letter, term } = value;
      if (term) names.add(term.name);
      const known = term ? terms.get(term.index) : letters.get(letter!);
      if (known && !q.equal(known, value.value)) return undefined;
      if (term) terms.set(term.index, value.value);
      else letters.set(letter!, value.value);
    }
  if (names.size > 1) return undefined;
  const near = [...earlier.slice(0, 4), ...earlier.slice(4).slice(-4)].map(one => one.text).join('\n');
  const all = `${near}\n${text}`;
  const [arithmetic, geometric] = [arithmeticWord.test(all), geometricWord.test(all)];
  if ((arithmetic && geometric) || [noSuchSequence, ofOthers].some(word => word.test(all))) return undefined;
  const said = (arithmetic || geometric) && sequenceWord.test(all);
  const byLetter = letters.has('d') ? 'arithmetic' : letters.has('q') ? 'geometric' : undefined;
  if (byLetter && letters.has('d') && letters.has('q')) return undefined;
  const kind = said ? (arithmetic ? 'arithmetic' : 'geometric') : byLetter;
  const own = [...letters].filter(([letter]) => letter !== 'n');
  const beside = kind && namedIn(problem.text, kind);
  const { first, step } = beside && (beside.goesOn || own.length > 0) ? beside : {};
  if (step && own.length === 0) letters.set(kind === 'arithmetic' ? 'd' : 'q', step);
  if (first && terms.size === 0 && isCounted(place)) terms.set(1, first);
  const plain = isPlain(problem) && (said || isWordless(problem.text, problem.formulas)) && !changing.test(text);
  return { name: [...names][0], terms, letters, kind, said, plain, text: problem.text };
}

interface Named {
  readonly first?: Rational;
  readonly step?: Rational;
  /** Without dots a list may have an end. */
  readonly goesOn: boolean;
}

/** "first term 5 and common difference 3", "2, 5, 8, …" */
function namedIn(text: string, kind: Kind): Named {
  const plain = text.replace(/[−–]/g, '-');
  const listed = listIn(plain, kind);
  if (listed) return listed;
  const found = [firstTerm, kind === 'arithmetic' ? difference : quotient].map(word => word.exec(plain)?.[1]);
  const [first, step] = found.map(number => (number === undefined ? {} : { value: q.parseSigned(number) }));
  return {
    ...(first?.value ? { first: first.value } : {}),
    ...(step?.value ? { step: step.value } : {}),
    goesOn: true,
  };
}

/** "2, 5, 8, …" */
function listIn(text: string, kind: Kind): Named | undefined {
  const [list, dots] = /(?<![\d.,])(?:-?\d{1,6}[\s$]*[,;，、][\s$]*){3,8}(\.\.\.|…|\\[lc]?dots)?/.exec(text) ?? [];
  const values = (list?.match(/-?\d+/g) ?? []).map(q.parseSigned);
  const [first, second] = values;
  if (!first || !second || (kind === 'geometric' && first.n === 0n)) return undefined;
  const step = kind === 'arithmetic' ? q.subtract(second, first) : q.divide(second, first);
  const next = (value: Rational) => (kind === 'arithmetic' ? q.add(value, step) : q.multiply(value, step));
  if (values.slice(1).some((value, k) => !q.equal(value, next(values[k]!)))) return undefined;
  return { first, step, goesOn: dots !== undefined };
}

/** Whether the first term has the number 1, by a term with that number or as "the 8th term": some begin with 0. */
function isCounted({ earlier, formula }: Place): boolean {
  const all = [...earlier.flatMap(({ formulas }) => formulas), formula].map(one => one.text);
  if (all.some(one => /_0/.test(one))) return false;
  const index = /^\p{L}_\(?(\d+)/u.exec(formula.text)?.[1];
  const isData = index !== undefined && new RegExp(`(?<![\\d_{.,-])${index}(?![.,]?\\d)`).test(earlier[0]!.text);
  return isData || all.some(one => /_1(?!\d)/.test(one));
}

export const isSumName = (name: string) => name === 'S' || name === 's';

const unitBehind = /^(?:\\[,;: ]|[\s~])*\$?\s*(?:\\(?:mathrm|text)\s*\{)?\s*(\p{L}+)/u;

interface Said {
  readonly letter?: string;
  readonly term?: { readonly name: string; readonly index: number };
  readonly value: Rational;
}

/** `a_1 = 6`, `d = 3`, `d = 9 - 6 = 3` */
function valueSaid(text: string, formula: Formula, given: boolean): Said | 'unclear' | undefined {
  const { sides, relations } = formula;
  const [first, ...others] = sides;
  const term = termIn(first!.expr);
  const letter = first!.expr.kind === 'symbol' && /^[dqrn]$/.test(first!.expr.name) ? first!.expr.name : undefined;
  if (!letter && typeof term?.index !== 'number') return undefined;
  if (term && isSumName(term.name)) return undefined;
  const number = others[others.length - 1]?.expr;
  const value = number && isNumeral(number) ? evaluate(number) : undefined;
  if (value === undefined || !isValue(value) || relations.some(({ sign }) => sign !== '=')) return undefined;
  const unit = unitBehind.exec(text.slice(formula.span.end, formula.span.end + 30))?.[1];
  const isMeasured = formula.text.includes('%') || (unit !== undefined && measure.test(unit));
  if (isMeasured || (given && !isPlainly(text, formula))) return 'unclear';
  if (hasReservation(text, formula) || isAlternative(text, formula)) return 'unclear';
  if (letter) return { letter, value };
  return { term: { name: term!.name, index: term!.index as number }, value };
}

/** Whether a problem gives values and asks for terms and sums, in words that say nothing else: "take their squares" makes another sequence. */
function isPlain({ text, formulas }: Passage): boolean {
  if (!formulas.every(formula => typeof valueSaid(text, formula, true) === 'object')) return false;
  const outside = formulas
    .reduceRight((rest, { span }) => `${rest.slice(0, span.start)} ${rest.slice(span.end)}`, text)
    .replace(/^\W*(?:\p{L}+\s)?\d+[.):]/u, ' ')
    .replace(/\\[a-zA-Z]+/g, ' ')
    .replace(/(?<!\p{L})\p{L}_(?:\{\w+\}|\w)/gu, ' ');
  return !/\d/.test(outside) && (outside.match(/\p{sc=Han}+|\p{L}{2,}/gu) ?? []).every(word => plainWord.test(word));
}
