import type { Span } from '../documents/exercise.ts';
import { type Arithmetic, isCongruent, mayBeOfBase, ordinary } from './arithmetics.ts';
import { evaluate, isValue, type Obstacle, roundedRange } from './evaluate.ts';
import type { Evidence, Shown, Valued } from './evidence.ts';
import type { Expr, Formula, Relation, RelationSign, Side } from './formula.ts';
import { displayed, inPlaceOf, isNumeral, type Literal, literalOf, quoted, sentenceAround } from './notation.ts';
import type { NumberStyle } from './numbers.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';
import { rewritten } from './rewrite.ts';
import {
  approximately,
  changesMeaningAfter,
  changesMeaningBefore,
  condition,
  estimate,
  measure,
  mistaken,
  otherDigits,
  physical,
  remainderWord,
  reservation,
  time,
} from './words.ts';
import { plainNumber, writeExpr } from './write.ts';

/** What the exact check says of one relation; spans are offsets in the text it was read from. */
export interface Judgement {
  readonly span: Span;
  readonly answer: 'holds' | 'fails' | 'unknown';
  /** Why it can't be said. Absent when it can. */
  readonly why?: Doubt;
  readonly evidence?: Evidence;
  readonly correction?: { readonly span: Span; readonly text: string };
  /** Only irrational numbers stand between this relation and an answer: `settle` gives it once both sides are known. */
  readonly open?: OpenQuestion;
}

export interface OpenQuestion {
  readonly left: Side;
  readonly relation: Relation;
  readonly right: Side;
  /** Where the formula stands that the relation is part of. */
  readonly within: Span;
}

/** Why the check can't say whether a relation holds. */
export type Doubt =
  | 'variable'
  | 'notation'
  | 'size'
  | 'undefined'
  | 'irrational'
  | 'given'
  | 'units'
  | 'rounded'
  | 'running'
  | 'words'
  | 'approximate'
  | 'grouping'
  | 'condition'
  | 'modulus'
  | 'unread';

/** A step with more false relations than this is no reasoning; reading the words around each would take long. */
const mostDoubts = 300;

/** Judges every relation of a text's formulas. */
export function check(
  text: string,
  formulas: readonly Formula[],
  style: NumberStyle,
  arithmetic: Arithmetic = ordinary,
): Judgement[] {
  const doubts = { left: mostDoubts };
  return formulas.flatMap((formula, k) => {
    if (formula.answer) return [];
    const context: Context = { text, style, arithmetic, formula, next: formulas[k + 1], doubts };
    const found = formula.relations.map((relation, i) => {
      const judged = judge(formula.sides[i]!, relation, formula.sides[i + 1]!, context);
      return judged.answer === 'fails' && isCarriedOn(formula, i, context)
        ? ({ span: judged.span, answer: 'unknown', why: 'rounded' } as const)
        : judged;
    });
    const before = formula.leading && continues(text, formulas, k);
    if (before) return [judge(before, formula.leading!, formula.sides[0]!, context), ...found];
    const repeated = repetition(text, formulas, k, context);
    return repeated ? [...found, repeated] : found;
  });
}

/** "1250 · 1.02^4 = 1250 · 1.0824 = 1353.04": only the middle was rounded, the calculator went on with all digits. */
function isCarriedOn({ sides, relations }: Formula, i: number, context: Context): boolean {
  const [middle, result] = [sides[i]!, sides[i + 1]!];
  if (relations[i]!.sign !== '=' || !/\d[.,]\d/.test(context.text.slice(middle.span.start, middle.span.end)))
    return false;
  return sides.slice(0, i).some(side => judge(side, relations[i]!, result, context).answer === 'holds');
}

/** "Total = 52 + 24. Total = 78.": the second statement says what the first one calculates. */
function repetition(text: string, formulas: readonly Formula[], k: number, context: Context): Judgement | undefined {
  const [first, second] = [formulas[k - 1], formulas[k]!];
  if (!first?.name || !second.name || first.answer || first.name.text !== second.name.text) return undefined;
  // What was calculated to its end may be one of several cases.
  if (first.sides.length > first.name.at + 1) return undefined;
  const between = text.slice(first.span.end, second.name.start);
  if (between.length > 40 || /\d|\bor\b|\bo\b|\boder\b|\bou\b|или|或|\n\s*\n/.test(between)) return undefined;
  const calculated = first.sides[first.sides.length - 1]!;
  const claimed = second.sides[second.name.at]!;
  // "x = 9/5, x = 8": two values.
  if (isNumeral(calculated.expr)) return undefined;
  // Two calculations may be two cases; not so when one display follows the other.
  if (!literalOf(claimed.expr) && !/^(?:\s|\$\$?|\\\]|\\\[|\\\\|\.)*$/.test(between)) return undefined;
  // Letters take several values in turn, so nothing but a conclusion may stand between.
  if (
    second.name.at === 1 &&
    !/^[^\p{L}]*(?:\p{Lu}?\p{Ll}*(?:so|hence|thus|therefore|also|somit|donc|luego|entonces|więc|значит)[^\p{L}]*)?$/u.test(
      between,
    )
  )
    return undefined;
  if (second.name.at === 1 && formulas[k - 2]?.name?.text === first.name.text) return undefined;
  if (signless(calculated.expr) === signless(claimed.expr)) return undefined;
  const judged = judge(calculated, second.name.relation, claimed, context);
  const span = { start: second.name.relation.span.start, end: claimed.span.end };
  return judged.answer === 'unknown' ? undefined : { ...judged, span };
}

/** The two solutions of a quadratic equation are written alike but for a sign. */
function signless(expr: Expr): string {
  return writeExpr(expr).replace(/[-+]/g, '±');
}

/** The side that a row beginning with a relation continues: the last one of the row right above. */
function continues(text: string, formulas: readonly Formula[], k: number): Side | undefined {
  const above = formulas[k - 1];
  if (!above || above.answer) return undefined;
  const between = text.slice(above.span.end, formulas[k]!.span.start);
  const empty = /^[\s&]*(?:\\\\(?:\[[^\]\n]*\])?)?[\s&]*$/.test(between) && !/\n\s*\n/.test(between);
  const calcRow = /^\s*:=[^\n]*\n\s*_?\s*$/.test(between);
  return empty || calcRow ? above.sides[above.sides.length - 1] : undefined;
}

interface Context {
  readonly text: string;
  readonly style: NumberStyle;
  readonly arithmetic: Arithmetic;
  readonly formula: Pick<Formula, 'span'>;
  readonly next?: Formula | undefined;
  readonly doubts: { left: number };
}

interface Known {
  readonly side: Side;
  readonly value: Rational;
  readonly literal: Literal | undefined;
}

function judge(left: Side, relation: Relation, right: Side, context: Context): Judgement {
  const span = { start: left.span.start, end: right.span.end };
  const unknown = (reason: Doubt): Judgement => ({ span, answer: 'unknown', why: reason });
  const values = [evaluate(left.expr), evaluate(right.expr)] as const;
  const obstacle = worse(values[0], values[1]);
  if (obstacle === 'irrational')
    return { ...unknown('irrational'), open: { left, relation, right, within: context.formula.span } };
  if (obstacle) return unknown(obstacle);
  const a = knownOf(left, values[0] as Rational);
  const b = knownOf(right, values[1] as Rational);
  // Many write `4^2 = 3 (mod 13)` for the congruence.
  const congruent = relation.sign === '≡' || (relation.sign === '=' && modulusOf(context) !== undefined);
  if (congruent) return q.equal(a.value, b.value) ? { span, answer: 'holds' } : congruence(a, b, context, span);
  return decide(a, relation.sign, b, context);
}

/** Answers an open question with the values of both sides, each right to some twelve digits. */
export function settle(text: string, style: NumberStyle, judgement: Judgement, left: number, right: number): Judgement {
  const { open, ...closed } = judgement;
  if (!open || !Number.isFinite(left) || !Number.isFinite(right)) return closed;
  const scale = Math.max(Math.abs(left), Math.abs(right));
  if (scale > 1e12) return { ...closed, why: 'size' };
  const same = Math.abs(left - right) <= 1e-10 * Math.max(1, scale);
  const a = knownOf(open.left, near(left));
  const b = knownOf(open.right, same ? a.value : near(right));
  return decide(a, open.relation.sign, b, {
    text,
    style,
    arithmetic: ordinary,
    formula: { span: open.within },
    doubts: { left: 1 },
  });
}

function near(value: number): Rational {
  return q.parseSigned(value.toFixed(12));
}

function knownOf(side: Side, value: Rational): Known {
  return { side, value, literal: literalOf(side.expr) };
}

function decide(a: Known, sign: RelationSign, b: Known, context: Context): Judgement {
  const span = { start: a.side.span.start, end: b.side.span.end };
  const unknown = (reason: Doubt): Judgement => ({ span, answer: 'unknown', why: reason });
  if (truth(a.value, sign, b.value)) return { span, answer: 'holds' };
  if (context.doubts.left-- <= 0) return unknown('size');
  const doubt = doubtOf(a, sign, b, context);
  if (doubt === 'holds') return { span, answer: 'holds' };
  if (doubt) return unknown(doubt);
  return { span, answer: 'fails', ...proof(a, sign, b, context) };
}

function worse(a: Rational | Obstacle, b: Rational | Obstacle): Obstacle | undefined {
  if (typeof a === 'string') return typeof b === 'string' && b === 'variable' ? b : a;
  return typeof b === 'string' ? b : undefined;
}

function truth(a: Rational, sign: RelationSign, b: Rational): boolean {
  const order = q.compare(a, b);
  switch (sign) {
    case '=':
    case '~':
      return order === 0;
    case '≠':
      return order !== 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '≤':
      return order <= 0;
    case '≥':
      return order >= 0;
    case '≡':
      return false;
  }
}

/** Why a relation that isn't exactly true might still not be a mistake, or that it does hold as it is meant. */
function doubtOf(a: Known, sign: RelationSign, b: Known, context: Context): Doubt | 'holds' | undefined {
  if (a.literal && b.literal) return 'given';
  if (sign === '~') return approximation(a, b);
  const sentence = sentenceAround(context.text, context.formula.span);
  if (reservation.test(sentence) || mistaken.test(sentence) || otherDigits.test(sentence)) return 'words';
  const written = context.text.slice(a.side.span.start, b.side.span.end);
  const { asksWhether, defiant, estimated } = context.arithmetic;
  if (asksWhether || defiant || mayBeOfBase(written, context.arithmetic)) return 'words';
  if (isCongruent(a.value, b.value, context.arithmetic)) return 'modulus';
  if (/[?？]\s*$/.test(sentence)) return 'condition';
  if (sign !== '=') return condition.test(sentence) ? 'condition' : otherReading(a, sign, b, context);
  if (a.literal?.percent !== b.literal?.percent && percentage(a, b)) return 'holds';
  const rounding = roundingOf(a, b);
  if (isQuotientWithRemainder(a, b, context)) return 'holds';
  if (rounding) return rounding;
  const isNear = estimated || approximately.test(sentence) || estimate.test(sentence);
  if (isNear && mayBeRounded(a, b)) return 'rounded';
  if (leanText.test(context.text)) {
    const natural = leanDoubt(a, b, context);
    if (natural) return natural;
  }
  if (changesMeaningBefore.test(before(a.side, context)) || changesMeaningAfter.test(after(b.side, context)))
    return 'words';
  if (isRunning(a.value, b.side.expr)) return 'running';
  if (isListed(a, context)) return 'notation';
  if (isMeasure(a, context) || isShare(a, b) || isShare(b, a) || isConversion(a, b, context)) return 'units';
  return otherReading(a, sign, b, context);
}

const leanText = /:=|\b(?:norm_num|linarith|nlinarith|omega|rfl|simp)\b|^\s*(?:theorem|lemma|have|example)\b[^.\n]*:/m;

/** In Lean, natural numbers subtract and divide their own way, and a word before an expression is a function. */
function leanDoubt(a: Known, b: Known, context: Context): Doubt | undefined {
  const written = context.text.slice(a.side.span.start, b.side.span.end);
  if (/[-−/]/.test(written)) return 'notation';
  const word = /([\p{L}\p{M}\d_.'₀-₉]+)\s*$/u.exec(before(a.side, context))?.[1];
  return word !== undefined && !/^(?:have|show|from|by|at|then|calc|this|exact)$/.test(word) ? 'words' : undefined;
}

function before(side: Side, { text }: Context): string {
  return plainWords(text.slice(Math.max(0, side.span.start - 40), side.span.start).replace(/^[\s\S]*\n/, ''));
}

function after(side: Side, { text }: Context): string {
  return plainWords(text.slice(side.span.end, side.span.end + 40).replace(/\n[\s\S]*$/, ''));
}

function plainWords(text: string): string {
  return text
    .replace(/\\(?:text|mathrm|textbf|mbox|[,;!)(\][ ])|[\\{}$*&]/g, ' ')
    .replace(/\s+/g, ' ')
    .toLowerCase();
}

/** `≈` promises little: only what is off by more than a tenth and by more than a unit of its last digit fails. */
function approximation(a: Known, b: Known): Doubt | 'holds' | undefined {
  const off = q.abs(q.subtract(a.value, b.value));
  const size = q.abs(a.value);
  const unit = b.literal ? lastDigit(b.literal) : a.literal ? lastDigit(a.literal) : q.zero;
  if (q.compare(off, unit) <= 0) return 'holds';
  return q.compare(q.multiply(off, q.integer(10)), size) > 0 && q.compare(off, q.one) > 0 ? undefined : 'approximate';
}

/** What one step of the last digit shown is worth; zeros at the end of a whole number aren't shown digits. */
function lastDigit(literal: Literal): Rational {
  const zeros = literal.decimals === 0 ? /0*$/.exec(literal.text)![0].length : 0;
  const unit = q.power(q.integer(10), BigInt(zeros - literal.decimals));
  return literal.percent ? q.divide(unit, q.integer(100)) : unit;
}

/** "2/4 · 100 = 50%": people write the percent sign for the unit as well as for the hundredth. */
function percentage(a: Known, b: Known): boolean {
  const [x, y] = [withoutPercent(a), withoutPercent(b)];
  return q.equal(x.value, y.value) || roundingOf(x, y) === 'holds';
}

/** "48 = 100% + 20%": an amount and its share of itself. */
function isShare(amount: Known, share: Known): boolean {
  const { expr } = share.side;
  return (
    amount.literal?.percent === false &&
    expr.kind === 'sum' &&
    expr.terms.every(term => term.expr.kind === 'postfix' && term.expr.sign === '%')
  );
}

/** "Weeks 1-2 = …" is a span of weeks, and "14, 400/80 = …" a number torn apart. */
function isListed({ side }: Known, context: Context): boolean {
  const written = context.text.slice(side.span.start, side.span.end);
  const words = before(side, context);
  const [, low, high] = /^(\d+)[-–](\d+)$/.exec(written) ?? [];
  if (low && high && Number(low) < Number(high) && /\p{L} ?$/u.test(words)) return true;
  return /\d, ?$/.test(words) && /^\d{3}(?!\d)/.test(written);
}

function withoutPercent(known: Known): Known {
  if (!known.literal?.percent) return known;
  return {
    ...known,
    value: q.multiply(known.value, q.integer(100)),
    literal: { ...known.literal, percent: false },
  };
}

/** "1/2 inch = 20 miles", "3 feet + 6 inches = 42 inches": amounts whose units decide. */
function isMeasure({ side, value }: Known, context: Context): boolean {
  const named = unitsOf(side).filter(unit => /\p{L}/u.test(unit));
  const { expr } = side;
  const proper = expr.kind === 'mixed' || (divisionOf(expr) !== undefined && q.compare(q.abs(value), q.one) < 0);
  if (proper && (named.length > 0 || /\d(?: \p{L}+)? (?:and|&|und|et|y|e|и) ?$/u.test(before(side, context))))
    return true;
  return expr.kind === 'sum' && new Set(named.filter(unit => measure.test(unit))).size > 1;
}

/** A result with fewer decimals than the exact one needs is rounded or cut; inputs with decimals may have been rounded before. */
function roundingOf(a: Known, b: Known): 'holds' | 'rounded' | undefined {
  const shown = b.literal ?? a.literal;
  const exact = b.literal ? a : b;
  const other = b.literal ? b : a;
  if (!shown || isScientific(other.side.expr) || isScientific(exact.side.expr))
    return overlap(a, b) ? 'rounded' : undefined;
  const scale = shown.percent ? q.integer(100) : q.one;
  const needed = q.decimalsOf(q.multiply(exact.value, scale));
  if (q.decimalsOf(q.multiply(other.value, scale)) >= needed) {
    // As many decimals as the exact result has: nobody rounded here, except in inputs with decimals without end.
    return undefined;
  }
  const unit = q.divide(q.power(q.integer(10), BigInt(-shown.decimals)), scale);
  const off = q.abs(q.subtract(exact.value, other.value));
  if (q.compare(off, unit) < 0) return shown.decimals > 0 ? 'holds' : 'rounded';
  if (overlap(a, b)) return 'rounded';
  const slight = q.compare(q.multiply(off, q.integer(300)), q.abs(exact.value)) < 0;
  return slight ? 'rounded' : undefined;
}

/** With words of rounding around it, a result may be off by its last shown digit, or by one when it is whole. */
function mayBeRounded(a: Known, b: Known): boolean {
  const shown = b.literal ?? a.literal;
  const exact = b.literal ? a : b;
  if (!shown) return true;
  if (shown.decimals > 0 && q.decimalsOf(exact.value) <= shown.decimals) return false;
  const unit = lastDigit(shown);
  const off = q.abs(q.subtract(a.value, b.value));
  return q.compare(off, unit) <= 0 || q.compare(off, q.one) <= 0;
}

function overlap(a: Known, b: Known): boolean {
  const [ra, rb] = [rangeOf(a), rangeOf(b)];
  return ra !== undefined && rb !== undefined && ra[0] <= rb[1] && rb[0] <= ra[1];
}

/** Between which values a side lies whose decimals may be rounded; an irrational one has its own value. */
function rangeOf({ side, value }: Known): readonly [number, number] | undefined {
  const range = roundedRange(side.expr);
  if (range) return range;
  const exact = q.toNumber(value);
  return evaluate(side.expr) === 'irrational' ? [exact, exact] : undefined;
}

/** `1.25·10^5`: as many digits as the mantissa has. */
function isScientific(expr: Expr): boolean {
  const [mantissa, power, ...others] = expr.kind === 'product' ? expr.factors : [];
  if (mantissa?.expr.kind !== 'number' || power?.sign !== '*' || power.expr.kind !== 'power' || others.length > 0)
    return false;
  return literalOf(power.expr.base)?.text === '10' && mantissa.expr.text.includes('.');
}

/** "17/5 = 3 remainder 2". */
function isQuotientWithRemainder(a: Known, b: Known, context: Context): boolean {
  const rest = remainderWord.exec(after(b.side, context));
  const division = divisionOf(a.side.expr);
  if (!rest?.[1] || !division) return false;
  const product = q.multiply(b.value, division.under);
  return q.equal(q.add(product, q.integer(Number(rest[1]))), division.over);
}

function divisionOf(expr: Expr): { over: Rational; under: Rational } | undefined {
  const [over, under] =
    expr.kind === 'fraction'
      ? [expr.over, expr.under]
      : expr.kind === 'product' && expr.factors.length === 2 && expr.factors[1]!.sign === '/'
        ? [expr.factors[0]!.expr, expr.factors[1]!.expr]
        : [];
  if (!over || !under) return undefined;
  const values = [evaluate(over), evaluate(under)] as const;
  return isValue(values[0]) && isValue(values[1]) ? { over: values[0], under: values[1] } : undefined;
}

/** "5 + 3 = 8 · 2 = 16": the right-hand side begins with the result and calculates on. */
function isRunning(result: Rational, expr: Expr): boolean {
  const first = firstOperand(expr);
  if (!first) return false;
  const value = evaluate(first);
  return isValue(value) && q.equal(value, result);
}

function firstOperand(expr: Expr): Expr | undefined {
  if (expr.kind === 'sum' && expr.terms.length > 1 && expr.terms[0]!.sign === '') {
    const [first] = expr.terms;
    return first!.expr.kind === 'product' ? firstOperand(first!.expr) : first!.expr;
  }
  return expr.kind === 'product' ? expr.factors[0]!.expr : undefined;
}

const factors = (...values: readonly number[]) => values.map(value => q.integer(value));
const betweenTimes = factors(60, 3600, 24, 7, 12, 52, 365, 30, 1440);
const betweenMeasures = factors(10, 100, 1000, 10_000, 1_000_000);
const betweenOldMeasures = factors(2, 3, 4, 8, 12, 16, 36);

/** Whether both sides are the same but for a factor between units: "3 · 60 = 3 hours", "5 · 20 cents = 1 dollar". */
function isConversion(a: Known, b: Known, context: Context): boolean {
  if (a.value.n === 0n || b.value.n === 0n) return false;
  const [left, right] = [unitsOf(a.side), [...unitsOf(b.side), ...wordsAfter(b.side, context)]];
  const all = [...left, ...right];
  const factor = q.abs(q.divide(a.value, b.value));
  const between = (known: readonly Rational[]) =>
    known.some(one => q.equal(one, factor) || q.equal(q.divide(q.one, one), factor));
  const shared = left.some(unit => right.includes(unit));
  if (shared) return false;
  if ([left, right].every(units => units.some(unit => physical.test(unit)))) return true;
  if (all.some(unit => time.test(unit)) && between(betweenTimes)) return true;
  if (all.some(unit => measure.test(unit) || /^[$€£¢]$/.test(unit)) && between(betweenMeasures)) return true;
  // Feet and inches, quarts and gallons: factors so small that they are slips too, unless both units are named.
  return [left, right].every(units => units.some(unit => measure.test(unit))) && between(betweenOldMeasures);
}

function unitsOf(side: Side): string[] {
  return side.units.flatMap(unit => unit.split(' '));
}

function wordsAfter(side: Side, context: Context): string[] {
  const word = /^ ?(\p{L}+|[$€£¢])/u.exec(after(side, context))?.[1];
  return word === undefined ? [] : [word];
}

/** The other ways to read it: whether one of them holds. */
function otherReading(a: Known, sign: RelationSign, b: Known, { style, text }: Context): Doubt | undefined {
  if (isAmbiguous(a.side.expr) || isAmbiguous(b.side.expr)) return 'notation';
  if ((isSymbolOfResidue(a.side.expr) && isSignOrSymbol(b)) || (isSymbolOfResidue(b.side.expr) && isSignOrSymbol(a)))
    return 'notation';
  // `f'(2) = 3` and `s : 300 = 2 : 3`, of which the start wasn't read.
  const beside = text.slice(Math.max(0, a.side.span.start - 8), a.side.span.start);
  const isRatio = /[:：]/.test(text.slice(b.side.span.start, b.side.span.end)) && /\p{L}\s*[:：]\s*$/u.test(beside);
  if (isRatio || /['′’]\s*$/.test(beside)) return 'notation';
  if ([a, b].some(({ side: { expr } }) => expr.kind === 'symbol' && expr.name === 'π') && isNear(a.value, b.value))
    return 'rounded';
  if ([a, b].some(({ side }) => repeating.test(text.slice(side.span.start, side.span.end)))) return 'notation';
  if (isPrimeCount(a, b)) return 'notation';
  if (holdsWith(withoutPercents, a, sign, b) || roundsWithoutPercents(a, b)) return 'notation';
  if (!style.undecided) return undefined;
  return holdsWith(withoutPoints, a, sign, b) ? 'grouping' : undefined;
}

function roundsWithoutPercents(a: Known, b: Known): boolean {
  const [x, y] = [evaluate(withoutPercents(a.side.expr)), evaluate(withoutPercents(b.side.expr))];
  return isValue(x) && isValue(y) && roundingOf({ ...a, value: x }, { ...b, value: y }) !== undefined;
}

function holdsWith(reading: (expr: Expr) => Expr, a: Known, sign: RelationSign, b: Known): boolean {
  const [x, y] = [evaluate(reading(a.side.expr)), evaluate(reading(b.side.expr))];
  return isValue(x) && isValue(y) && truth(x, sign, y);
}

/** Legendre's `(3/7) = -1` and its products: numbers in brackets, the lower one odd. */
function isSymbolOfResidue(expr: Expr): boolean {
  if (expr.kind === 'product')
    return expr.factors.every(({ sign, expr: factor }) => sign !== '/' && isSymbolOfResidue(factor));
  if (expr.kind === 'power') return isSymbolOfResidue(expr.base);
  if (expr.kind === 'sum') return expr.terms.length === 1 && isSymbolOfResidue(expr.terms[0]!.expr);
  const [inside, ...others] = expr.kind === 'parentheses' ? expr.items : [];
  if (inside?.kind !== 'fraction' || others.length > 0) return false;
  const under = evaluate(inside.under);
  return isValue(under) && under.d === 1n && under.n > 1n && under.n % 2n === 1n;
}

const isSignOrSymbol = ({ side, value }: Known) =>
  (value.d === 1n && value.n >= -1n && value.n <= 1n) || isSymbolOfResidue(side.expr);

/** π for the purposes of a school book: 22/7. */
const isNear = (a: Rational, b: Rational) => Math.abs(q.toNumber(a) - q.toNumber(b)) < 0.002;

/** `2.1(6)`: digits in brackets that repeat without end, or a factor. */
const repeating = /\d[.,]\d+\(\d{1,6}\)/;

/** `π(10) = 4`: the number of primes up to 10. */
function isPrimeCount(a: Known, b: Known): boolean {
  const [first, second, ...others] = a.side.expr.kind === 'product' ? a.side.expr.factors : [];
  const counts = first?.expr.kind === 'symbol' && first.expr.name === 'π' && second?.expr.kind === 'parentheses';
  return counts && second.sign === '' && others.length === 0 && b.literal?.decimals === 0;
}

/** `6/2(1+2)`, `-3^2` after nothing, `2^3^2`: written in a way people read differently. */
function isAmbiguous(expr: Expr): boolean {
  switch (expr.kind) {
    case 'product': {
      const slash = expr.factors.findIndex(f => f.sign === '/');
      const glued = slash >= 0 && expr.factors.some((f, k) => k > slash && f.sign !== '*');
      return glued || expr.factors.some(f => isAmbiguous(f.expr));
    }
    case 'sum': {
      const [first] = expr.terms;
      const open = expr.terms.slice(0, -1).some(term => endsOpen(term.expr));
      return open || (first!.sign === '-' && first!.expr.kind === 'power') || expr.terms.some(t => isAmbiguous(t.expr));
    }
    case 'power':
      return expr.base.kind === 'power' || isAmbiguous(expr.base);
    case 'fraction':
      return isAmbiguous(expr.over) || isAmbiguous(expr.under);
    case 'parentheses':
      return expr.items.some(isAmbiguous);
    case 'call':
      return expr.args.some(isAmbiguous);
    default:
      return false;
  }
}

/** Whether a term ends with a sum or product whose body may go on behind it. */
function endsOpen(expr: Expr): boolean {
  const last = expr.kind === 'product' ? expr.factors[expr.factors.length - 1]!.expr : expr;
  return last.kind === 'call' && (last.name === 'sum' || last.name === 'prod');
}

/** The expression with `1.234` read as a thousand and some. */
function withoutPoints(expr: Expr): Expr {
  return rewritten(expr, e =>
    e.kind === 'number' && /^[1-9]\d{0,2}\.\d{3}$/.test(e.text) ? { ...e, text: e.text.replace('.', '') } : e,
  );
}

/** The expression with `75%` read as 75. */
function withoutPercents(expr: Expr): Expr {
  return rewritten(expr, e => (e.kind === 'postfix' && e.sign === '%' ? e.of : e));
}

/** The modulus in the statement right after a formula. */
function modulusOf({ next, formula }: Context): Rational | undefined {
  const modulus = next?.sides[0]?.expr;
  const near = next && next.span.start - formula.span.end < 12;
  if (!near || modulus?.kind !== 'call' || modulus.name !== 'mod' || modulus.args.length !== 1) return undefined;
  const n = evaluate(modulus.args[0]!);
  return isValue(n) && n.n !== 0n && n.d === 1n ? n : undefined;
}

function congruence(a: Known, b: Known, context: Context, span: Span): Judgement {
  const { text, formula } = context;
  const n = modulusOf(context);
  if (!n) return { span, answer: 'unknown', why: 'modulus' };
  const apart = q.divide(q.subtract(a.value, b.value), n);
  if (apart.d === 1n) return { span, answer: 'holds' };
  if (a.value.d !== 1n || b.value.d !== 1n || reservation.test(sentenceAround(text, formula.span)))
    return { span, answer: 'unknown', why: 'words' };
  const residue = (v: Rational) => q.subtract(v, q.multiply(n, q.floor(q.divide(v, n)))).n;
  const valued = (known: Known) => ({ side: quoted(text, known.side), value: { exact: `${residue(known.value)}` } });
  const evidence = { kind: 'residues', left: valued(a), right: valued(b), modulus: `${n.n}` } as const;
  return { span, answer: 'fails', evidence };
}

/** Both sides' values as the writer would put them, and what to write instead when there is one sensible candidate. */
function proof(
  a: Known,
  sign: RelationSign,
  b: Known,
  { text, style }: Context,
): Pick<Judgement, 'evidence' | 'correction'> {
  const written = (side: Side) => text.slice(side.span.start, side.span.end);
  const inPercent = (known: Known, like: Known) =>
    like.literal?.percent === true && (known === like || !isNearer(a, b));
  const scaled = (known: Known, like: Known) =>
    inPercent(known, like) ? q.multiply(known.value, q.integer(100)) : known.value;
  const valued = (known: Known, like: Known) => {
    const shown = displayed(scaled(known, like), written(like.side), style, like.literal);
    const unit = inPercent(known, like) ? '%' : '';
    return valuedAs(quoted(text, known.side), shown, unit);
  };
  const asWritten = ({ start, end, negative, percent }: Literal) =>
    (negative ? '-' : '') + plainNumber(text.slice(start, end)) + (percent ? '%' : '');
  if (sign !== '=') {
    return { evidence: { kind: 'order', left: valued(a, b), sign, right: valued(b, a) } };
  }
  const [calculated, claimed] = b.literal ? [a, b] : a.literal ? [b, a] : [a, b];
  if (!claimed.literal) return { evidence: { kind: 'apart', left: valued(a, a), right: valued(b, b) } };
  const evidence = { kind: 'other', ...valued(calculated, claimed), claimed: asWritten(claimed.literal) } as const;
  const { literal } = claimed;
  const value = scaled(calculated, claimed);
  const replacement =
    value.n < 0n === literal.negative ? inPlaceOf(q.abs(value), literal, written(claimed.side), style) : undefined;
  const place = { start: literal.start, end: literal.end };
  return replacement ? { evidence, correction: { span: place, text: replacement } } : { evidence };
}

/** "8/3 is 8/3 (about 2.67)" tells nothing twice. */
function valuedAs(side: string, { exact, about }: Shown, unit: string): Valued {
  const value = {
    ...(exact === undefined || (about !== undefined && exact === side.replaceAll(' ', ''))
      ? {}
      : { exact: exact + unit }),
    ...(about === undefined ? {} : { about: about + unit }),
  };
  return { side, value };
}

/** Whether a percentage is meant as the bare number before its sign: its other side is nearer to that. */
function isNearer(a: Known, b: Known): boolean {
  const apart = (x: Known, y: Known) => q.abs(q.subtract(x.value, y.value));
  return q.compare(apart(withoutPercent(a), withoutPercent(b)), apart(a, b)) < 0;
}
