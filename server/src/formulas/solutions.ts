import { evaluate, isValue } from './evaluate.ts';
import type { Expr, Passage } from './formula.ts';
import { type Numeric, numeric } from './numeric.ts';
import { coefficientsOf, difference } from './polynomial.ts';
import * as q from './rational.ts';
import { mentions } from './rewrite.ts';
import { equationOf, lettersOf, pairsOf } from './statement.ts';
import { asksForAll, asksToSolve, hasUnits, isPrimed } from './task.ts';

/** The one equation that a problem asks to solve, for one letter. */
export interface EquationToSolve {
  readonly letter: string;
  /** In the writer's words. */
  readonly quote: string;
  /** A quotient of polynomials that isn't written with decimals: whatever doesn't solve it can be told for certain. */
  readonly isExact: boolean;
  /** The problem says so in words: all solutions, or real ones. */
  readonly asksForAll: boolean;
  readonly left: Expr;
  readonly right: Expr;
  /** What solves it as far as it can be found, some of it only nearly. */
  readonly places: readonly number[];
  /** Of a polynomial equation, the lowest power first. */
  readonly coefficients?: readonly q.Rational[];
}

/** The equation that a problem consists of, where it says nothing else than to solve it. */
export function equationToSolve(problem: Passage | undefined): EquationToSolve | undefined {
  if (!problem) return undefined;
  const said = problem.formulas.filter(({ answer }) => !answer);
  const [formula] = said.filter(({ relations }) => relations.length > 0);
  if (!formula || formula.leading || formula.text === '' || formula.relations.length > 1) return undefined;
  const [pair] = pairsOf(problem.text, formula, new Map());
  if (pair?.sign !== '=' || hasUnits(pair.left.written, pair.right.written)) return undefined;
  const [left, right] = [pair.left.expr, pair.right.expr];
  const statement = equationOf(problem.text, pair);
  if (!statement || !asksToSolve(problem.text, formula.span, statement.letter)) return undefined;
  if (/_/.test(statement.letter) || isPrimed(problem.text, formula.span) || [left, right].some(isUnclear))
    return undefined;
  const fraction = difference(left, right);
  const coefficients = fraction && coefficientsOf(fraction.over, statement.letter);
  const { letter, quote, places } = statement;
  const isExact = coefficients !== undefined && !statement.rounded;
  return {
    letter,
    quote,
    isExact,
    asksForAll: asksForAll.test(problem.text),
    left,
    right,
    places,
    ...(coefficients ? { coefficients } : {}),
  };
}

/** Powers whose bases have to be positive to some, logarithms of powers, several readings. */
function isUnclear(expr: Expr): boolean {
  const hasPower = (part: Expr) => mentions(part, one => one.kind === 'power');
  return mentions(
    expr,
    part =>
      (part.kind === 'power' && lettersOf(part.base).size > 0 && !isWhole(part.exponent)) ||
      (part.kind === 'call' && /^(?:log|ln)$/.test(part.name) && part.args.some(hasPower)) ||
      (part.kind === 'sum' && part.terms.some(({ sign }) => sign === '±')),
  );
}

function isWhole(exponent: Expr): boolean {
  const value = evaluate(exponent);
  return isValue(value) && value.d === 1n;
}

/** Whether both sides are equal there, however a bare `log` is meant. */
export function isSolvedBy(x: number, { left, right }: EquationToSolve): boolean {
  return [10, Math.E].every(base => {
    const [a, b] = [left, right].map(side => (numeric(side, { sign: 1, base }) as Numeric)(() => x)) as [
      number,
      number,
    ];
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
  });
}

const mostRoots = 6;

/** What certainly solves it: the roots of a quadratic equation, and numbers that can be put in and come out exactly. */
export function certainRoots(equation: EquationToSolve): readonly number[] {
  // So many are places of a stretch of solutions.
  if (equation.places.length > mostRoots) return [];
  return equation.places.flatMap(place => {
    const near = fractionNear(place);
    if (near) return isExactRoot(near, equation) ? [q.toNumber(near)] : [];
    return equation.coefficients?.length === 3 && isSolvedBy(place, equation) ? [place] : [];
  });
}

function isExactRoot(root: q.Rational, equation: EquationToSolve): boolean {
  const { coefficients } = equation;
  const rest = coefficients?.reduceRight((total, c) => q.add(q.multiply(total, root), c), q.zero);
  return (rest === undefined || rest.n === 0n) && isSolvedBy(q.toNumber(root), equation);
}

/** A fraction with a small denominator that is nearly this number. */
export function fractionNear(x: number): q.Rational | undefined {
  if (Math.abs(x) > 1e6) return undefined;
  for (let d = 1; d <= 60; d++) {
    const n = Math.round(x * d);
    if (Math.abs(x * d - n) <= 1e-6 * Math.max(1, Math.abs(x * d))) return q.divide(q.integer(n), q.integer(d));
  }
  return undefined;
}
