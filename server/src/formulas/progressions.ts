import type { Judgement } from './check.ts';
import { evaluate, isValue } from './evaluate.ts';
import type { Evidence } from './evidence.ts';
import { isAlternative, isDoubtful, isPart, type Place, styleAt } from './facts.ts';
import type { Expr, Formula } from './formula.ts';
import { valueWith } from './givens.ts';
import { fraction, isNumeral, quoted } from './notation.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';
import { mentions } from './rewrite.ts';
import { isSumName, type Kind, type Told, toldIn } from './sequenceData.ts';
import { termIn, termsIn, withTerms } from './sequences.ts';
import { lettersOf, type Pair, pairsOf, spanOf } from './statement.ts';
import { area, changesMeaningBefore, someTerms, sumWord } from './words.ts';
import { writeExpr, writeShown } from './write.ts';

/**
 * Terms and sums of a sequence whose difference or quotient has a letter: `a_1 = 6, d = 3` says what `a_8` and `S_8` are. What kind it is,
 * words say, or the letters where the problem is nothing but these; else only the slips that everybody makes are told: one step too many
 * or too few, a sum that isn't halved.
 */
export function ofProgressions(place: Place): Judgement[] {
  const { text, formula, functions } = place;
  if (!/^\p{L}_/u.test(formula.text)) return [];
  const pair = pairsOf(text, formula, functions)[0];
  const term = pair?.at === 0 && pair.sign === '=' ? termIn(pair.left.expr) : undefined;
  if (!pair || !term || isPart(place)) return [];
  const told = toldIn(place);
  const claim = told && claimIn(pair, term, told);
  if (!claim) return [];
  const said = withinSize(() => judged(claim, pair, told, place));
  if (!said) return [];
  const span = spanOf(pair);
  if (said === 'holds') return [{ span, answer: 'holds' }];
  if (isDoubtful(text, formula) || isAlternative(text, formula) || isDenied(text, formula)) return [];
  return [{ span, answer: 'fails', evidence: said }];
}

/** `a_8 = …`, `S_8 = …`, `a_n = …` */
interface Claim {
  readonly name: string;
  readonly isSum: boolean;
  /** A number, or the letter for any. */
  readonly index: number | 'n';
}

function claimIn({ right }: Pair, { name, index }: NonNullable<ReturnType<typeof termIn>>, told: Told) {
  const isSum = isSumName(name);
  const sequence = isSum ? (told.name ?? nameIn(right.expr) ?? 'a') : name;
  if (told.name === undefined ? !usual.test(sequence) : told.name !== sequence) return undefined;
  if (typeof index === 'number') {
    // Another value than the one said before begins another sequence.
    const isSaid = !isSum && told.terms.has(index) && lettersOf(right.expr).size === 0;
    return isSaid || index > 200 ? undefined : { name: sequence, isSum, index };
  }
  if (index.letter !== 'n' || index.shift !== 0) return undefined;
  const given = told.letters.get('n');
  const isGiven = given !== undefined && given.d === 1n && !lettersOf(right.expr).has('n');
  return { name: sequence, isSum, index: isGiven ? Number(given.n) : ('n' as const) };
}

/** Names of sequences, where none has been said. */
const usual = /^[abgtuvx]$/;
const nameIn = (expr: Expr) => /(?<!\p{L})(\p{L})_1(?!\d)/u.exec(writeExpr(expr))?.[1];

function withinSize<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof q.TooLarge) return undefined;
    throw error;
  }
}

function judged(claim: Claim, pair: Pair, told: Told, place: Place): Evidence | 'holds' | undefined {
  const { expr } = pair.right;
  if (hasDecimals(expr)) return undefined;
  const letter = letterOf(expr, told);
  const value = letter === undefined ? undefined : told.letters.get(letter);
  const base = told.terms.size > 0 ? Math.min(...told.terms.keys()) : undefined;
  if (claim.isSum && !isSumPlain(claim, expr, told, place)) return undefined;
  if (!letter || value === undefined || base === undefined) {
    if (isUnhalved(claim, expr, told)) return unhalved(claim, pair, told, place);
    return letter && told.said ? inLetters(claim, pair, letter, told, place) : undefined;
  }
  const known: Progression = { ...claim, kind: told.kind!, letter, step: value, base, first: told.terms.get(base)! };
  if ([...told.terms].some(([k, one]) => !isEqual(termOf(k, known), one))) return undefined;
  if (claim.index === 'n') return ofAll(known, pair, told, place);
  const [is, said] = [valueAt(claim.index, known), saidOf(expr, claim.index, known)];
  if (!is || !said) return undefined;
  if (q.equal(is, said)) return told.plain || isOwn(expr, known) ? 'holds' : undefined;
  if (is.d !== 1n && isNumeral(expr)) return undefined;
  if (!told.plain && !(isUsual(claim, told, place) && isSlip(expr, said, known, claim.index))) return undefined;
  return missed(claim, pair, is, known, place);
}

/** A sequence, as `a_1 = 6, d = 3` says it. */
interface Progression extends Claim {
  readonly kind: Kind;
  readonly letter: string;
  readonly step: Rational;
  readonly base: number;
  readonly first: Rational;
}

function termOf(k: number, { kind, step, base, first }: Progression): Rational | undefined {
  if (kind === 'arithmetic') return q.add(first, q.multiply(q.integer(k - base), step));
  return step.n === 0n ? undefined : q.multiply(first, q.power(step, BigInt(k - base)));
}

/** A term, or the sum of all from the first on. */
function valueAt(k: number, known: Progression): Rational | undefined {
  if (!known.isSum) return termOf(k, known);
  let total = q.zero;
  for (let j = 1; j <= k; j++) {
    const next = termOf(j, known);
    if (!next) return undefined;
    total = q.add(total, next);
  }
  return total;
}

function saidOf(expr: Expr, n: number, known: Progression): Rational | undefined {
  const numbers = new Map([
    [known.letter, known.step],
    ['n', q.integer(n)],
  ]);
  for (const { index } of termsIn(expr, known.name)) {
    const k = typeof index === 'number' ? index : index.letter === 'n' ? n + index.shift : undefined;
    const value = k === undefined || Math.abs(k) > 400 ? undefined : termOf(k, known);
    if (value === undefined) return undefined;
    numbers.set(`${known.name}_${k}`, value);
  }
  return valueWith(withTerms(expr, 'n', n), numbers);
}

const isEqual = (a: Rational | undefined, b: Rational) => a !== undefined && q.equal(a, b);

/** `A_2 = 5 + 2·3` may be of something else, and "without the first" begins another sequence. */
function isUsual({ name, index }: Claim, { said, text }: Told, place: Place): boolean {
  return index !== 2 && (said || usual.test(name)) && !someTerms.test(text) && !someTerms.test(place.text);
}

/** One step too many or too few. */
function isSlip(expr: Expr, said: Rational, known: Progression, index: number): boolean {
  return isOwn(expr, known) && isNextTo(said, known, index);
}

const isNextTo = (said: Rational, known: Progression, index: number) =>
  [-1, 1].some(off => isEqual(valueAt(index + off, known), said));

/** With the sequence's own numbers in their places. */
function isOwn(expr: Expr, known: Progression): boolean {
  if (known.kind === 'arithmetic') return !known.isSum && isFirstAndSteps(expr, known);
  return (
    hasNumber(expr, known.first) && mentions(expr, part => part.kind === 'power' && isNumber(part.base, known.step))
  );
}

/** `6 + 8·3` */
function isFirstAndSteps(expr: Expr, { first, step }: Progression): boolean {
  const parts = termsOf(expr) ?? [];
  const steps = parts.find(part => part.kind === 'product' && part.factors.some(factor => isNumber(factor.expr, step)));
  return parts.length === 2 && steps !== undefined && parts.some(part => part !== steps && isNumber(part, first));
}

/** A number, but for its sign. */
function isNumber(expr: Expr, value: Rational): boolean {
  const said = isNumeral(expr) ? evaluate(expr) : undefined;
  return said !== undefined && isValue(said) && q.equal(q.abs(said), q.abs(value));
}

function hasNumber(expr: Expr, value: Rational): boolean {
  const size = q.abs(value);
  return mentions(expr, part => part.kind === 'number' && q.equal(q.parseDecimal(part.text), size));
}

/** `S_23 = 23(5 + 137)` */
function isUnhalved({ index }: Claim, expr: Expr, { terms, kind }: Told): boolean {
  const [first, last] = [terms.get(1), typeof index === 'number' ? terms.get(index) : undefined];
  if (!first || !last || kind !== 'arithmetic') return false;
  const said = evaluate(expr);
  const double = q.multiply(q.integer(index as number), q.add(first, last));
  return isValue(said) && q.equal(said, double) && hasNumber(expr, first) && hasNumber(expr, last);
}

function unhalved(claim: Claim, pair: Pair, { terms }: Told, place: Place): Evidence {
  const index = claim.index as number;
  const [first, last] = [terms.get(1)!, terms.get(index)!];
  const is = q.divide(q.multiply(q.integer(index), q.add(first, last)), q.integer(2));
  const told = (value: Rational) => fraction(value, styleAt(place), place.text);
  const equation = `${claim.name}_1 = ${told(first)}, ${claim.name}_${index} = ${told(last)}`;
  return root(equation, pair, is, place);
}

function missed(claim: Claim, pair: Pair, is: Rational, { letter, step, base, first }: Progression, place: Place) {
  const told = (value: Rational) => fraction(value, styleAt(place), place.text);
  return root(`${claim.name}_${base} = ${told(first)}, ${letter} = ${told(step)}`, pair, is, place);
}

function root(equation: string, { left, right }: Pair, is: Rational, place: Place): Evidence {
  const term = `${writeShown(left.expr, place.text)} = ${fraction(is, styleAt(place), place.text)}`;
  return { kind: 'root', equation, root: term, claimed: quoted(place.text, right.written) };
}

/** "a_n = 6 + 3n, n = 0, 1, 2, …" */
const fromZero = /(?:=|≥|\\geq?|>|from|ab|desde|de|da|od|от|с)[\s$]*0(?![.,]?\d)|_\{?0/iu;

/** `a_n = 3n + 6`: the same sequence, if its first terms are. */
function ofAll(known: Progression, pair: Pair, told: Told, place: Place): Evidence | 'holds' | undefined {
  if (!lettersOf(pair.right.expr).has('n')) return undefined;
  if (fromZero.test(place.text) || !told.plain) return undefined;
  return compared(known, pair, place, n => `n = ${n}`);
}

/** Compared at several places. */
function compared(
  known: Progression,
  pair: Pair,
  place: Place,
  where: (n: number) => string,
  at = [known.base + 1, known.base + 2, known.base + 4].filter(n => n > 0),
): Evidence | 'holds' | undefined {
  const values = at.map(n => [valueAt(n, known), saidOf(pair.right.expr, n, known)] as const);
  if (values.some(([is, said]) => !is || !said)) return undefined;
  const apart = values.findIndex(([is, said]) => !q.equal(is!, said!));
  if (apart < 0) return 'holds';
  const [is, said] = values[apart] as readonly [Rational, Rational];
  // Deposits at the beginning of each year come to S_n = a_1q(q^n-1)/(q-1).
  if (known.isSum && known.kind === 'geometric' && !isNextTo(said, known, at[apart]!)) return undefined;
  return differing(pair, is, said, where(at[apart]!), place);
}

function differing({ left, right }: Pair, is: Rational, said: Rational, where: string, place: Place): Evidence {
  const valued = (side: string, value: Rational) => ({
    side,
    value: { exact: fraction(value, styleAt(place), place.text) },
  });
  return {
    kind: 'function',
    where,
    left: valued(quoted(place.text, left.written), is),
    right: valued(quoted(place.text, right.written), said),
  };
}

/** `a_8 = a_1 + 8d`, whatever these are. */
function inLetters(claim: Claim, pair: Pair, letter: string, told: Told, place: Place): Evidence | 'holds' | undefined {
  const { expr } = pair.right;
  if (claim.index === 'n' && fromZero.test(place.text)) return undefined;
  const [term, ...others] = termsIn(expr, claim.name);
  if (!term || others.length > 0 || typeof term.index !== 'number' || (claim.isSum && term.index !== 1))
    return undefined;
  if (!isFormula(expr, claim, letter, told.kind!)) return undefined;
  const numbers = { first: q.integer(2), step: q.integer(5) };
  const known: Progression = { ...claim, ...numbers, kind: told.kind!, letter, base: term.index };
  const where = `${claim.name}_${term.index} = 2, ${letter} = 5`;
  if (claim.index === 'n') return compared(known, pair, place, n => `${where}, n = ${n}`);
  return compared(known, pair, place, () => where, [claim.index]);
}

/** A term and so many steps, nothing else: "the eighth is three times the second" is no such thing. */
function isFormula(expr: Expr, { isSum, index }: Claim, letter: string, kind: Kind): boolean {
  const letters = lettersOf(expr);
  if (letters.size !== (index === 'n' ? 3 : 2) || !letters.has(letter) || (index === 'n' && !letters.has('n')))
    return false;
  if (isSum) return true;
  const parts = kind === 'arithmetic' ? termsOf(expr) : factorsOf(expr);
  const [a, b] = parts ?? [];
  if (!a || !b || parts!.length !== 2) return false;
  return [a, b].some(part => part.kind === 'subscript') && [a, b].some(part => lettersOf(part).has(letter));
}

const termsOf = (expr: Expr) => (expr.kind === 'sum' ? expr.terms.map(term => term.expr) : undefined);
const factorsOf = (expr: Expr) =>
  expr.kind === 'product' && expr.factors.every(({ sign }) => sign !== '/')
    ? expr.factors.map(factor => factor.expr)
    : undefined;

const hasDecimals = (expr: Expr) => mentions(expr, part => part.kind === 'number' && part.text.includes('.'));

/** "de raison r" */
const differenceR = /(?<!\p{L})(?:raison|razón|razão|ragione|ra[țt]i[ea])/iu;

/** The letter of the difference or the quotient: one that has a value, or that the claim is written with. */
function letterOf(expr: Expr, { kind, letters, text }: Told): string | undefined {
  if (!kind) return undefined;
  const own = kind === 'arithmetic' ? (differenceR.test(text) ? ['d', 'r'] : ['d']) : ['q', 'r'];
  const [letter, ...others] = own.filter(one => letters.has(one) || lettersOf(expr).has(one));
  return others.length === 0 ? letter : undefined;
}

/** "from a_5 to a_10" */
function isPartial(text: string, name: string, index: number): boolean {
  const terms = text.match(new RegExp(String.raw`(?<![\p{L}\\])${name}_(?:\{\d+\}|\d)(?!\s*=)`, 'gu')) ?? [];
  return terms.some(term => !['1', `${index}`].includes(term.replace(/\D/g, '')));
}

/** Sums begin at the first term, where nobody speaks of one before it. */
function isSumPlain({ name, index }: Claim, expr: Expr, told: Told, { earlier, text }: Place): boolean {
  if (area.test(told.text) || someTerms.test(told.text) || someTerms.test(text)) return false;
  if (writeExpr(expr).includes(`${name}_0`)) return false;
  const other = new RegExp(String.raw`(?<!\p{L})(?![Ss]|${name})\p{L}_|(?<!\p{L})${name}_0`, 'u');
  if (earlier.some(({ formulas }) => formulas.some(one => other.test(one.text)))) return false;
  if (index !== 'n' && isPartial(told.text, name, index)) return false;
  return sumWord.test(told.text) || sumWord.test(text) || !isNumeral(expr);
}

/** "not a_8 = 6 + 8·3" */
function isDenied(text: string, { span }: Formula): boolean {
  const before = text.slice(Math.max(0, span.start - 40), span.start).replace(/[\\{}$*&(]/g, ' ');
  return changesMeaningBefore.test(before.toLowerCase());
}
