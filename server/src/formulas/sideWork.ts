import { freeLetters } from './comparison.ts';
import type { Expr, Factor } from './formula.ts';
import { expand, type Polynomial, worthOf } from './polynomial.ts';
import * as q from './rational.ts';
import { seriesOf } from './series.ts';
import { lettersOf } from './statement.ts';

const mostParts = 400;
const mostSummands = 7;

/**
 * Whether an expression may have been worked out beside the expressions at hand: a part of one, what comes out of a part or of some of
 * its summands, a numerator, a denominator, a factor or a multiple of these.
 */
export function isSideWork(claim: Expr, said: readonly Expr[]): boolean {
  const letters = [...lettersOf(claim)];
  const mark = markOf(claim, letters);
  if (!mark) return true;
  return said.some(expr => {
    const parts = partsOf(expr).slice(1, mostParts);
    return parts.some(part => isMarked(part, mark, letters)) || isPiece(claim, expr);
  });
}

/** Values by which two expressions are told apart. */
function markOf(expr: Expr, letters: readonly string[]): readonly number[] | undefined {
  const places = [1.37, 2.61, 0.53];
  const values = places.map(x => {
    const at = (name: string) => x + 0.71 * letters.indexOf(name);
    return seriesOf(expr, { letters: at, order: 0, base: 10 })?.[0] ?? Number.NaN;
  });
  return values.every(Number.isFinite) ? values : undefined;
}

/** The same, its negative, or turned upside down. */
function isMarked(part: Expr, mark: readonly number[], letters: readonly string[]): boolean {
  const values = markOf(part, letters);
  const near = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
  return (
    values !== undefined &&
    [(x: number) => x, (x: number) => -x, (x: number) => 1 / x].some(turn =>
      values.every((x, k) => near(turn(x), mark[k]!)),
    )
  );
}

/** An expression, the first one itself, and all that may be looked at alone in it. */
function partsOf(expr: Expr): Expr[] {
  switch (expr.kind) {
    case 'sum': {
      const inner = expr.terms.flatMap(({ expr: term }) => partsOf(term));
      return [expr, ...chosen(expr.terms).map((terms): Expr => ({ ...expr, terms })), ...inner];
    }
    case 'product': {
      const inner = expr.factors.flatMap(({ expr: factor }) => partsOf(factor));
      const narrowed = expr.factors.flatMap((factor, k) =>
        partsOf(factor.expr)
          .slice(1, mostSummands * 2)
          .map((part): Expr => ({ ...expr, factors: expr.factors.with(k, { ...factor, expr: part }) })),
      );
      return [expr, ...chosen(expr.factors).map((factors): Expr => ({ ...expr, factors })), ...narrowed, ...inner];
    }
    case 'fraction':
      return [expr, ...partsOf(expr.over), ...partsOf(expr.under)];
    case 'power': {
      const count = expr.exponent.kind === 'number' ? Number(expr.exponent.text) : 0;
      if (!Number.isInteger(count) || count < 2 || count > 5)
        return [expr, ...partsOf(expr.base), ...partsOf(expr.exponent)];
      // Multiplied out one after the other.
      const factor: Factor = { sign: '*', at: expr.start, expr: expr.base };
      return [expr, ...partsOf({ ...expr, kind: 'product', factors: new Array<Factor>(count).fill(factor) }).slice(1)];
    }
    case 'mixed':
      return [expr, expr.whole, expr.part];
    case 'root':
    case 'postfix':
      return [expr, ...partsOf(expr.of)];
    case 'parentheses':
      return [expr, ...expr.items.flatMap(partsOf)];
    case 'call':
      return [expr, ...expr.args.flatMap(partsOf)];
    default:
      return [expr];
  }
}

/** Some of these, or some neighbours of many. */
function chosen<T>(all: readonly T[]): T[][] {
  const count = all.length;
  if (count < 2) return [];
  if (count > mostSummands)
    return all.flatMap((_, from) => all.slice(from + 1).map((_, k) => all.slice(from, from + k + 1)));
  return Array.from({ length: 2 ** count - 2 }, (_, k) => all.filter((_, i) => ((k + 1) >> i) & 1));
}

/** Some of the summands that come out, or a factor or multiple of the numerator or the denominator. */
function isPiece(claim: Expr, whole: Expr): boolean {
  const [a, b] = [expand(claim), expand(whole)];
  if (!a || !b) return false;
  if (freeLetters(claim).size > 0 && isSome(a.over, b.over)) return true;
  const letters = [...lettersOf(claim, whole)];
  const at = [101, 211, 307].map(x => new Map(letters.map((name, k) => [name, q.integer(x + 67 * k)] as const)));
  const ratios = (p: Polynomial, r: Polynomial) => at.map(place => [worthOf(p, place), worthOf(r, place)] as const);
  const divides = (p: Polynomial, r: Polynomial) =>
    p.size > 0 && !isNumber(p) && ratios(p, r).every(([x, y]) => x.n !== 0n && q.divide(y, x).d === 1n);
  const isWhole = isNumber(a.under);
  return (
    isWhole &&
    (divides(a.over, b.over) ||
      (!isNumber(b.under) && (divides(b.over, a.over) || divides(a.over, b.under) || divides(b.under, a.over))))
  );
}

const isNumber = (polynomial: Polynomial) => [...polynomial.keys()].every(one => one === '');

function isSome(some: Polynomial, all: Polynomial): boolean {
  const kept = (sign: bigint) =>
    [...some].every(([one, value]) => q.equal(q.multiply(value, q.integer(sign)), all.get(one) ?? q.zero));
  return kept(1n) || kept(-1n);
}

/** Whether one is the derivative of the other in one of its letters. */
export function isDerivative(claim: Expr, of: Expr): boolean {
  return [...lettersOf(of)].some(letter =>
    [1.37, 2.61, 0.53].every(x => {
      const names = [...lettersOf(of, claim)];
      const letters = (name: string) => x + 0.71 * names.indexOf(name);
      const slope = seriesOf(of, { letters, letter, order: 1, base: 10 })?.[1];
      const value = seriesOf(claim, { letters, order: 0, base: 10 })?.[0];
      return (
        slope !== undefined && value !== undefined && Math.abs(slope - value) <= 1e-9 * Math.max(1, Math.abs(value))
      );
    }),
  );
}
