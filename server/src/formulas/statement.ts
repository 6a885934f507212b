import type { Span } from '../documents/exercise.ts';
import { evaluate, isValue } from './evaluate.ts';
import type { Expr, Formula, RelationSign, Side } from './formula.ts';
import { type Functions, isOfFunctions, resolved } from './functions.ts';
import { isNumeral, literalOf, quoted } from './notation.ts';
import { type Numeric, numeric, type Reading } from './numeric.ts';
import { coefficientsOf, difference, expand, type Polynomial, polynomialOf } from './polynomial.ts';
import { toNumber } from './rational.ts';
import { mentions, rewritten } from './rewrite.ts';
import { polynomialRoots, rootsOnGrid } from './roots.ts';
import { writeExpr } from './write.ts';

/** What a formula says of one letter: an equation, or a chain of inequalities. */
export interface Statement {
  readonly kind: 'equation' | 'order';
  readonly letter: string;
  readonly span: Span;
  /** In the writer's words. */
  readonly quote: string;
  /** `x = 5`: the letter's value as it is written. */
  readonly value?: Expr;
  /** An equation's real solutions, or where the truth of inequalities changes. */
  readonly places: readonly number[];
  /** What is said to be a number: `x - 2` in `x - 2 = 3`. Statements that share it may be cases side by side. */
  readonly subject?: string;
  /** The number isn't written out, but as a calculation: `2x = 24 + 2`. */
  readonly calculated: boolean;
  /** An equation's sides in normal form, without their written-out zeros. */
  readonly sides: readonly string[];
  /** A product that is zero. Nobody rewrites one as another. */
  readonly factored?: boolean;
  /** Of an equation between polynomials, the lowest power first. */
  readonly coefficients?: readonly number[];
  /** The same of each side by itself. */
  readonly halves?: readonly (readonly number[])[];
  /** It stands in a chain that begins with something else: `y' = 2x - 6 = 0`. */
  readonly headed: boolean;
  /** Whether these are all there are. */
  readonly complete: boolean;
  /** Numbers with decimals may have been rounded. */
  readonly rounded: boolean;
  readonly holdsAt: (x: number) => boolean;
  /** Inequalities: the letter stands alone, or only a division is left to do. */
  readonly form?: 'solved' | 'multiple';
  /** Inequalities that are linear, one by one. */
  readonly lines?: readonly Line[];
}

/** One relation of a formula. */
export interface Pair {
  readonly left: ResolvedSide;
  readonly sign: RelationSign;
  readonly right: ResolvedSide;
  /** Its place among the formula's relations. */
  readonly at: number;
}

/** A side with its functions' values put in, and as it was written. */
interface ResolvedSide {
  readonly expr: Expr;
  readonly written: Side;
  /** In the writer's words, where it doesn't stand in the text at hand. */
  readonly quote?: string;
}

/** A formula's relations, but for those with a sign that may be none. */
export function pairsOf(text: string, { sides, relations }: Formula, functions: Functions): Pair[] {
  const known = sides.map(written => ({ expr: resolved(written.expr, functions), written }));
  return relations
    .map(({ sign }, at): Pair => ({ left: known[at]!, sign, right: known[at + 1]!, at }))
    .filter(({ left, right }) => ![left, right].some(({ written }) => isOfFunctions(written.expr, functions)))
    .filter(pair => !isTorn(text, pair) && !isNumbered(text, pair));
}

/** `(1) x + y = 7`, `x + y = 7 \ (1)`: the number of an equation, read as a factor. */
function isNumbered(text: string, { left, right }: Pair): boolean {
  const { expr } = left.written;
  const first = expr.kind === 'sum' ? expr.terms[0]! : { sign: '', expr };
  const [number, next] = first.sign === '' && first.expr.kind === 'product' ? first.expr.factors : [];
  if (number && next?.sign === '' && next.expr.kind !== 'parentheses' && isDigit(number.expr)) return true;
  // `x^{(1)}` is an iterate or a derivative.
  if ([left, right].some(side => /\^\{\([\dkn]+\)\}/.test(written(text, side)))) return true;
  if (/\d\s+\(\d{1,2}\)(?:\s*[-+]\s*\(\d{1,2}\))*$/.test(written(text, right))) return true;
  return /(?:\\[ ,;:]|~|\\q?quad)\s*(?:\\text\{)?\(\d{1,2}\)/.test(written(text, right));
}

function isDigit(expr: Expr): boolean {
  const item = expr.kind === 'parentheses' && expr.items.length === 1 ? expr.items[0]! : expr;
  return expr !== item && item.kind === 'number' && /^\d$/.test(item.text);
}

const written = (text: string, { written: { span } }: ResolvedSide) => text.slice(span.start, span.end).trim();

/** "- $x = 1$ - $x = 2$" has no subtraction in it, and "$y = 2x$ is $-3$" neither, whatever they were read as. */
function isTorn(text: string, pair: Pair): boolean {
  const { start, end } = spanOf(pair);
  return /(?:\\[)\]]|\$)(?:\s*[-–]\s*(?:\\[([]|\$)|[^$\\]*\p{L}[^$\\]*(?:\\[([]|\$)\s*(?:\\boxed\{)?\s*[-–+])/u.test(
    text.slice(start, end),
  );
}

/** `x dy + y dx`, `d(xy)`: differentials, and no letter d to calculate with. */
export function isOfDifferentials(text: string, pair: Pair): boolean {
  const { start, end } = spanOf(pair);
  return lettersOf(pair.left.expr, pair.right.expr).has('d') && differential.test(text.slice(start, end));
}

const differential = /(?<![\p{L}\\])(?:[\p{L}\d)} ]|\\,)?d(?:[a-zA-Z](?!\p{L})|\\[a-z]+|(?:\\left)? ?\()/u;

export function spanOf(first: Pair, last = first): Span {
  return { start: first.left.written.span.start, end: last.right.written.span.end };
}

/** The relations in the writer's words. */
export function quoteOf(text: string, pairs: readonly Pair[]): string {
  const rest = pairs.map(({ sign, right }) => ` ${sign} ${quoted(text, right.written)}`);
  return quoted(text, pairs[0]!.left.written) + rest.join('');
}

export const isLetter = ({ kind }: Expr) => kind === 'symbol' || kind === 'subscript';

export function lettersOf(...exprs: readonly Expr[]): Set<string> {
  const found = new Set<string>();
  for (const expr of exprs)
    rewritten(expr, part => {
      if (part.kind === 'symbol' && part.name !== 'π') found.add(part.name);
      if (part.kind === 'subscript') found.add(writeExpr(part));
      return part;
    });
  return found;
}

/** Everything a formula says of single letters. */
export function statementsOf(text: string, formula: Formula, functions: Functions): readonly Statement[] {
  if (functions.size > 0) return statements(text, formula, functions);
  let known = remembered.get(formula);
  if (!known) {
    known = statements(text, formula, functions);
    remembered.set(formula, known);
  }
  return known;
}

/** A formula is looked back at by every one that follows it. */
const remembered = new WeakMap<Formula, readonly Statement[]>();

function statements(text: string, formula: Formula, functions: Functions): readonly Statement[] {
  if (formula.answer || formula.text === '') return [];
  const pairs = pairsOf(text, formula, functions);
  const order =
    pairs.length === formula.relations.length && pairs.every(({ sign }) => '<>≤≥'.includes(sign))
      ? orderOf(text, pairs)
      : undefined;
  if (order) return [order];
  return pairs.flatMap(pair => (pair.sign === '=' ? (equationOf(text, pair) ?? []) : []));
}

export function equationOf(text: string, pair: Pair): Statement | undefined {
  const { left, right } = pair;
  const [letter, ...others] = lettersOf(left.expr, right.expr);
  if (letter === undefined || others.length > 0) return undefined;
  const alternatives = readings(left.expr, right.expr).map(reading => alternativeOf(left, right, reading, letter));
  if (alternatives.some(one => one === undefined)) return undefined;
  const known = alternatives as Alternative[];
  if (known.some(({ identity }) => identity)) return undefined;
  const value = valueIn(left, right, letter) ?? valueIn(right, left, letter);
  return {
    kind: 'equation',
    letter,
    span: spanOf(pair),
    quote: quoteOf(text, [pair]),
    ...numberIn(pair),
    sides: [left, right].map(({ written }) => writeExpr(written.expr)).filter(side => side !== '0'),
    ...(known.length === 1 && known[0]!.coefficients ? { coefficients: known[0]!.coefficients } : {}),
    ...(isFactored(left.expr, right.expr) || isFactored(right.expr, left.expr) ? { factored: true } : {}),
    ...halvesOf(pair, letter),
    headed: pair.at > 0,
    ...(value ? { value } : {}),
    places: distinct(known.flatMap(({ roots }) => roots)),
    complete: known.every(({ complete }) => complete),
    rounded: hasDecimals(left.expr) || hasDecimals(right.expr),
    holdsAt: x => known.some(({ apart }) => Math.abs(apart(x)) <= 1),
  };
}

function halvesOf({ left, right }: Pair, letter: string): Pick<Statement, 'halves'> {
  const halves = [left, right].map(({ expr }) => {
    const polynomial = polynomialOf(expand(expr));
    return polynomial && coefficientsOf(polynomial, letter)?.map(toNumber);
  });
  return halves.every(half => half !== undefined) ? { halves: halves as readonly (readonly number[])[] } : {};
}

function isFactored(product: Expr, zero: Expr): boolean {
  if (writeExpr(zero) !== '0' || product.kind !== 'product') return false;
  return product.factors.filter(factor => lettersOf(factor.expr).size > 0).length > 1;
}

/** What a number stands opposite to, and how it is written. */
function numberIn({ left, right }: Pair): Pick<Statement, 'subject' | 'calculated'> {
  const [subject, number] =
    lettersOf(right.expr).size === 0
      ? [left.expr, right.expr]
      : lettersOf(left.expr).size === 0
        ? [right.expr, left.expr]
        : [];
  if (!subject || !number) return { calculated: false };
  const calculated = !isNumeral(number) && isValue(evaluate(number));
  return { subject: writeExpr(number) === '0' ? zeroSubject : writeExpr(subject), calculated };
}

/** Factors of a product that is zero have nothing in common but being zero. */
export const zeroSubject = '0';

function valueIn(letter: ResolvedSide, value: ResolvedSide, name: string): Expr | undefined {
  return writeExpr(letter.expr) === name && lettersOf(value.expr).size === 0 ? value.expr : undefined;
}

/** An equation under one reading of its notation. */
interface Alternative {
  /** How far apart the sides are, in units of what counts as equal. */
  readonly apart: (x: number) => number;
  readonly roots: readonly number[];
  readonly complete: boolean;
  readonly identity: boolean;
  readonly coefficients?: readonly number[];
}

const equality = 1e-7;
/** Beyond it, floating point finds roots where there are none. */
const highestDegree = 6;

function alternativeOf(
  left: ResolvedSide,
  right: ResolvedSide,
  reading: Reading,
  letter: string,
): Alternative | undefined {
  const [a, b] = [numeric(left.expr, reading), numeric(right.expr, reading)];
  if (!a || !b) return undefined;
  const apart = (x: number) => apartAt(a, b, x) / equality;
  const fraction = difference(signed(left.expr, reading), signed(right.expr, reading));
  const coefficients = fraction && coefficientsOf(fraction.over, letter);
  const defined = (x: number) => Math.abs(apart(x)) <= 10;
  if (coefficients && coefficients.length <= highestDegree + 1)
    return {
      apart,
      roots: polynomialRoots(coefficients.map(toNumber)).filter(defined),
      complete: true,
      coefficients: coefficients.map(toNumber),
      identity: coefficients.every(({ n }) => n === 0n),
    };
  if (coefficients) return undefined;
  const roots = rootsOnGrid(x => a(() => x) - b(() => x));
  return { apart, roots, complete: false, identity: roots.length > 20 };
}

function apartAt(a: Numeric, b: Numeric, x: number): number {
  const [left, right] = [a(() => x), b(() => x)];
  if (!Number.isFinite(left) || !Number.isFinite(right)) return Number.POSITIVE_INFINITY;
  return (left - right) / Math.max(1, Math.abs(left), Math.abs(right));
}

/** `±` as one of its signs. */
function signed(expr: Expr, { sign }: Reading): Expr {
  return rewritten(expr, part =>
    part.kind === 'sum' && part.terms.some(term => term.sign === '±')
      ? {
          ...part,
          terms: part.terms.map(term => (term.sign === '±' ? { ...term, sign: sign > 0 ? '+' : '-' } : term)),
        }
      : part,
  );
}

function readings(...exprs: readonly Expr[]): Reading[] {
  const signs = exprs.some(expr => mentions(expr, hasPlusMinus)) ? ([1, -1] as const) : ([1] as const);
  const bases = exprs.some(expr => mentions(expr, isBareLog)) ? [10, Math.E] : [10];
  return signs.flatMap(sign => bases.map(base => ({ sign, base })));
}

const hasPlusMinus = (expr: Expr) => expr.kind === 'sum' && expr.terms.some(({ sign }) => sign === '±');
const isBareLog = (expr: Expr) => expr.kind === 'call' && expr.name === 'log' && expr.args.length === 1;

const hasDecimals = (expr: Expr) => mentions(expr, part => part.kind === 'number' && part.text.includes('.'));

function distinct(places: readonly number[]): number[] {
  const sorted = [...places].sort((a, b) => a - b);
  return sorted.filter((x, k) => k === 0 || x - sorted[k - 1]! > 1e-7 * Math.max(1, Math.abs(x)));
}

export const plainReading: Reading = { sign: 1, base: 10 };

function orderOf(text: string, pairs: readonly Pair[]): Statement | undefined {
  const letters = lettersOf(...pairs.flatMap(({ left, right }) => [left.expr, right.expr]));
  const [letter] = letters;
  if (letter === undefined || letters.size > 1) return undefined;
  const parts = pairs.map(({ left, sign, right }) => {
    const [a, b] = [numeric(left.expr, plainReading), numeric(right.expr, plainReading)];
    const places = changesOf(left.expr, right.expr, letter);
    return (
      a &&
      b &&
      places && {
        places,
        holds: (x: number) =>
          isOrdered(
            a(() => x),
            sign,
            b(() => x),
          ),
      }
    );
  });
  if (parts.some(part => !part)) return undefined;
  const [first, last] = [pairs[0]!, pairs[pairs.length - 1]!];
  const lines = pairs.map(pair => lineOf(pair, letter));
  const solved = valueIn(first.left, last.right, letter) ?? valueIn(last.right, first.left, letter);
  return {
    kind: 'order',
    letter,
    span: spanOf(first, last),
    quote: quoteOf(text, pairs),
    ...(pairs.length === 1 && solved ? { value: solved } : {}),
    ...formOf(pairs, letter),
    ...(pairs.length === 1 ? numberIn(first) : { calculated: false }),
    ...(lines.every(line => line !== undefined) ? { lines: lines as readonly Line[] } : {}),
    sides: [],
    headed: false,
    places: distinct(parts.flatMap(part => part!.places)),
    complete: true,
    rounded: pairs.some(({ left, right }) => hasDecimals(left.expr) || hasDecimals(right.expr)),
    holdsAt: x => parts.every(part => part!.holds(x)),
  };
}

function formOf(pairs: readonly Pair[], letter: string): Pick<Statement, 'form'> {
  const sides = [pairs[0]!.left, ...pairs.map(({ right }) => right)].map(({ expr }) => writeExpr(expr));
  if (sides.includes(letter)) return { form: 'solved' };
  const isMultiple = (side: string) => side.endsWith(letter) && /^-?[\d/.()]+$/.test(side.slice(0, -letter.length));
  return sides.some(isMultiple) ? { form: 'multiple' } : {};
}

/** `slope·x + offset < 0` or `≤ 0`, as an inequality would be written with everything on one side. */
export interface Line {
  readonly slope: number;
  readonly offset: number;
}

function lineOf({ left, sign, right }: Pair, letter: string): Line | undefined {
  const polynomial = polynomialOf(difference(left.expr, right.expr));
  const coefficients = polynomial && coefficientsOf(polynomial, letter);
  if (coefficients?.length !== 2) return undefined;
  const [offset, slope] = coefficients.map(toNumber) as [number, number];
  return sign === '<' || sign === '≤' ? { slope, offset } : { slope: -slope, offset: -offset };
}

/** Where `left − right` may change its sign: roots and poles. */
function changesOf(left: Expr, right: Expr, letter: string): number[] | undefined {
  const fraction = difference(left, right);
  const parts = fraction && [fraction.over, fraction.under].map(part => rootsOf(part, letter));
  return parts?.every(part => part !== undefined) ? parts.flatMap(part => part!) : undefined;
}

function rootsOf(polynomial: Polynomial, letter: string): number[] | undefined {
  const coefficients = coefficientsOf(polynomial, letter);
  return coefficients && polynomialRoots(coefficients.map(toNumber));
}

function isOrdered(a: number, sign: RelationSign, b: number): boolean {
  switch (sign) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '≤':
      return a <= b;
    case '≥':
      return a >= b;
    default:
      return false;
  }
}

/** Whether two equations can't both hold, beyond what rounding explains. */
export function contradict(a: Statement, b: Statement): boolean {
  if (a.places.length === 0 || b.places.length === 0) return false;
  if (a.places.some(b.holdsAt) || b.places.some(a.holdsAt)) return false;
  return !a.places.some(x => b.places.some(y => mayBeRounded(x, b, y) || mayBeRounded(y, a, x)));
}

/** Whether y, as it is written, may stand for x: rounded to its last digit or to a whole. */
function mayBeRounded(x: number, { value, rounded }: Statement, y: number): boolean {
  const literal = value && literalOf(value.kind === 'sum' && value.terms.length === 1 ? value.terms[0]!.expr : value);
  if (literal) {
    const unit = 10 ** -literal.decimals;
    return !Number.isInteger(Math.round(x * 1e9) / 1e9) && Math.abs(x - y) < unit;
  }
  const isShort = Number.isInteger(Math.round(x * 1e9) / 1e7);
  return rounded && !isShort && Math.abs(x - y) <= 0.02 * Math.max(Math.abs(x), Math.abs(y));
}

/**
 * Whether one equation may be meant as a rewriting of the other: a side was kept, or a coefficient, or two where there are more. What
 * keeps nothing may be a new equation.
 */
export function isAkin(a: Statement, b: Statement): boolean {
  if (a.sides.some(side => b.sides.includes(side))) return true;
  const [p, q] = [a.coefficients, b.coefficients];
  if (!p || !q || (a.factored && b.factored) || areBothNormal(a, b)) return false;
  const kept = (sign: 1 | -1) => p.filter((c, k) => c !== 0 && c === sign * (q[k] ?? 0)).length;
  return Math.max(kept(1), kept(-1)) >= Math.min(2, Math.max(p.length, q.length) - 1);
}

/** `x^2 - 5x + 6 = 0`, `x^2 + 5x + 6 = 0`: nothing was done to the one that could have made the other of it. */
function areBothNormal(a: Statement, b: Statement): boolean {
  const isNormal = ({ quote, sides, halves, factored, coefficients }: Statement) =>
    sides.length === 1 &&
    summands(quote) <= 3 &&
    !factored &&
    coefficients?.length === 3 &&
    halves?.some(half => half.every(c => c === 0)) === true;
  const leads = [a, b].map(({ coefficients }) => Math.abs(coefficients?.[2] ?? 0));
  return isNormal(a) && isNormal(b) && leads[0] === leads[1];
}

const summands = (quote: string) => quote.replace(/^\s*[-−+]/, '').split(/[-−+±]/).length;

/**
 * Whether at least half of the numbers of one equation stand on the same sides of the other, but for their signs: two lines of a
 * solution, with more than one slip between them.
 */
export function isReworked(a: Statement, b: Statement): boolean {
  const [p, q] = [a.halves, b.halves];
  if (!p || !q) return false;
  const sizes = [p, q].map(halves => halves.flat().filter(c => c !== 0).length);
  const kept = p.map(
    (half, side) => half.filter((c, k) => c !== 0 && Math.abs(c) === Math.abs(q[side]![k] ?? 0)).length,
  );
  const all = kept.reduce((sum, n) => sum + n, 0);
  return all >= 2 && 2 * all >= Math.max(...sizes) && kept.every(n => n > 0);
}

/** `3x + 5 = 20 - 2x`, `3x + 5 = 2x - 20`: two cases of an equation between absolute values or squares. */
export function areNegated(a: Statement, b: Statement): boolean {
  const [p, q] = [a.halves, b.halves];
  if (!p || !q || [...p, ...q].some(half => half.length < 2)) return false;
  const same = (sign: 1 | -1, side: number) =>
    p[side]!.length === q[side]!.length && p[side]!.every((c, k) => c === sign * q[side]![k]!);
  return [1, -1].some(sign => same(sign as 1 | -1, 0) && same(-sign as 1 | -1, 1));
}

/** Whether everything that solves the one solves one of the others. */
export function implies(a: Statement, others: readonly Statement[]): boolean {
  return a.complete && a.places.length > 0 && a.places.every(x => others.some(({ holdsAt }) => holdsAt(x)));
}

/** Points in every interval between the places where either statement's truth changes. */
export function between(a: Statement, b: Statement): number[] {
  const places = distinct([...a.places, ...b.places]);
  if (places.length === 0) return [0];
  const inner = places.slice(1).map((high, k) => simplest(places[k]!, high));
  return [Math.ceil(places[0]!) - 1, ...inner, Math.floor(places[places.length - 1]!) + 1];
}

/** A number between two others that is easily checked by hand. */
function simplest(low: number, high: number): number {
  if (low < 0 && high > 0) return 0;
  for (const unit of [1, 2, 4, 10, 100]) {
    const x = low >= 0 ? Math.floor(low * unit + 1) / unit : Math.ceil(high * unit - 1) / unit;
    if (x > low && x < high) return x;
  }
  return (low + high) / 2;
}
