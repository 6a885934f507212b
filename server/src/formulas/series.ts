import type { Expr } from './formula.ts';
import { isCalled } from './polynomial.ts';
import { mentions } from './rewrite.ts';
import { writeExpr } from './write.ts';

/** Where an expression is looked at. */
export interface Spot {
  readonly letters: (name: string) => number;
  /** The letter that derivatives are taken in, and how many of them. */
  readonly letter?: string;
  readonly order: number;
  /** The base of a bare `log`. */
  readonly base: number;
}

/** Taylor coefficients: the value, the derivative, half the second derivative, … NaN where there is none. */
type Series = readonly number[];

/**
 * An expression's value and its derivatives at one place, calculated together; nothing when it has parts that are no plain real
 * functions. A writer's e is a letter to some: as 2.718…, what holds for every e holds, too.
 */
export function seriesOf(expr: Expr, spot: Spot): Series | undefined {
  try {
    return expanded(expr, spot);
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

class Unsupported extends Error {}

function expanded(expr: Expr, spot: Spot): Series {
  const inside = (part: Expr) => expanded(part, spot);
  switch (expr.kind) {
    case 'number':
      return constant(Number(expr.text), spot);
    case 'symbol':
      return ofLetter(expr.name, spot);
    case 'subscript':
      if (expr.of.kind !== 'symbol') throw new Unsupported();
      return ofLetter(writeExpr(expr), spot);
    case 'sum':
      return expr.terms.reduce<Series>(
        (total, { sign, expr: term }) => {
          if (sign === '±') throw new Unsupported();
          return plus(total, inside(term), sign === '-' ? -1 : 1);
        },
        constant(0, spot),
      );
    case 'product':
      if (expr.factors.some((factor, k) => isCalled(factor.expr, expr.factors[k + 1]))) throw new Unsupported();
      return expr.factors.reduce<Series>(
        (total, { sign, expr: factor }) => (sign === '/' ? over(total, inside(factor)) : times(total, inside(factor))),
        constant(1, spot),
      );
    case 'fraction':
      return over(inside(expr.over), inside(expr.under));
    case 'mixed':
      return plus(inside(expr.whole), inside(expr.part), 1);
    case 'power':
      // sin⁻¹ x is an angle to most.
      if (expr.base.kind === 'call' && !isPositive(expr.exponent)) throw new Unsupported();
      return raised(inside(expr.base), inside(expr.exponent));
    case 'root':
      return toPower(inside(expr.of), 0.5);
    case 'parentheses':
      if (expr.items.length !== 1) throw new Unsupported();
      return inside(expr.items[0]!);
    case 'postfix':
      if (expr.sign !== '%') throw new Unsupported();
      return scaled(inside(expr.of), 0.01);
    case 'call':
      if (isRunOn(expr)) throw new Unsupported();
      return called(expr.name, expr.args, spot);
    case 'degrees':
      throw new Unsupported();
  }
}

const isPositive = (exponent: Expr) => exponent.kind === 'number';

/** Without brackets nobody can tell where an argument ends: `\sin x e^x`, `\cos x^2`. */
function isRunOn(call: Extract<Expr, { kind: 'call' }>): boolean {
  const last = call.args.at(-1);
  if (!last || last.end < call.end) return false;
  if (last.kind === 'power') return call.name !== 'ln' && call.name !== 'log';
  if (last.kind !== 'product') return false;
  const names = last.factors.map(({ expr }) =>
    expr.kind === 'number' ? '' : expr.kind === 'symbol' ? expr.name : '?',
  );
  return names.slice(1).some((name, k) => name === '?' || names.indexOf(name) <= k);
}

function constant(value: number, { order }: Spot): Series {
  return [value, ...new Array<number>(order).fill(0)];
}

function ofLetter(name: string, spot: Spot): Series {
  if (name === 'π') return constant(Math.PI, spot);
  if (name === 'e') return constant(Math.E, spot);
  if (name === 'i' || name === 'j' || name === '∞') throw new Unsupported();
  const value = constant(spot.letters(name), spot);
  return name === spot.letter && spot.order > 0 ? [value[0]!, 1, ...value.slice(2)] : value;
}

const plus = (a: Series, b: Series, factor: number) => a.map((one, k) => one + factor * b[k]!);
const scaled = (a: Series, factor: number) => a.map(one => factor * one);
const isConstant = (a: Series) => a.slice(1).every(one => one === 0);

function times(a: Series, b: Series): Series {
  return a.map((_, k) => sumTo(k, j => a[j]! * b[k - j]!));
}

/** term(0) + … + term(k) */
function sumTo(k: number, term: (j: number) => number, from = 0): number {
  let total = 0;
  for (let j = from; j <= k; j++) total += term(j);
  return total;
}

/** A series whose coefficients follow from those before. */
function built(length: number, next: (k: number, before: readonly number[]) => number): Series {
  const out: number[] = [];
  for (let k = 0; k < length; k++) out.push(next(k, out));
  return out;
}

function over(a: Series, b: Series): Series {
  if (b[0] === 0) return a.map(() => Number.NaN);
  return built(a.length, (k, q) => (a[k]! - sumTo(k, j => b[j]! * q[k - j]!, 1)) / b[0]!);
}

function raised(base: Series, exponent: Series): Series {
  const power = exponent[0]!;
  if (!isConstant(exponent)) return exponential(times(exponent, logarithm(base)));
  if (!Number.isInteger(power) || Math.abs(power) > 64) return toPower(base, power);
  if (base[0] === 0 && power <= 0) return base.map(() => Number.NaN);
  const one = base.map((_, k) => (k === 0 ? 1 : 0));
  let out: Series = one;
  for (let k = Math.abs(power); k > 0; k--) out = times(out, base);
  return power < 0 ? over(one, out) : out;
}

function toPower(a: Series, power: number): Series {
  if (!(a[0]! > 0)) return a.map((_, k) => (a[0] === 0 && k === 0 && power > 0 ? 0 : Number.NaN));
  return built(a.length, (k, p) =>
    k === 0 ? a[0]! ** power : sumTo(k, j => (power * j - (k - j)) * a[j]! * p[k - j]!, 1) / (k * a[0]!),
  );
}

function exponential(a: Series): Series {
  return built(a.length, (k, e) => (k === 0 ? Math.exp(a[0]!) : sumTo(k, j => j * a[j]! * e[k - j]!, 1) / k));
}

function logarithm(a: Series): Series {
  if (!(a[0]! > 0)) return a.map(() => Number.NaN);
  return built(a.length, (k, l) =>
    k === 0 ? Math.log(a[0]!) : (a[k]! - sumTo(k - 1, j => j * l[j]! * a[k - j]!, 1) / k) / a[0]!,
  );
}

function sineAndCosine(a: Series): { sine: Series; cosine: Series } {
  const sine = [Math.sin(a[0]!)];
  const cosine = [Math.cos(a[0]!)];
  for (let k = 1; k < a.length; k++) {
    sine.push(sumTo(k, j => j * a[j]! * cosine[k - j]!, 1) / k);
    cosine.push(-sumTo(k, j => j * a[j]! * sine[k - j]!, 1) / k);
  }
  return { sine, cosine };
}

/** A function with this value here, whose derivative is `slope · a'`. */
function integrated(value: number, a: Series, slope: Series): Series {
  return built(a.length, k => (k === 0 ? value : sumTo(k, j => j * a[j]! * slope[k - j]!, 1) / k));
}

function called(name: string, args: readonly Expr[], spot: Spot): Series {
  if (name === 'int') return integral(args, spot);
  const [first, second] = args.map(arg => expanded(arg, spot));
  if (!first) throw new Unsupported();
  const one = constant(1, spot);
  switch (name) {
    case 'ln':
      return logarithm(first);
    case 'log':
      return second ? over(logarithm(second), logarithm(first)) : scaled(logarithm(first), 1 / Math.log(spot.base));
    case 'exp':
      return exponential(first);
    case 'abs':
      return first[0] === 0 && spot.order > 0 ? first.map(() => Number.NaN) : scaled(first, Math.sign(first[0]!));
    case 'root':
      return second ? root(first, second) : first.map(() => Number.NaN);
    case 'arcsin':
      return integrated(Math.asin(first[0]!), first, toPower(plus(one, times(first, first), -1), -0.5));
    case 'arccos':
      return integrated(Math.acos(first[0]!), first, scaled(toPower(plus(one, times(first, first), -1), -0.5), -1));
    case 'arctan':
      return integrated(Math.atan(first[0]!), first, over(one, plus(one, times(first, first), 1)));
    default:
      return ofAngle(name, first, args[0]!, one);
  }
}

function ofAngle(name: string, angle: Series, written: Expr, one: Series): Series {
  // A bare number may be degrees.
  const isClear = mentions(written, part => part.kind === 'symbol');
  if (!isClear && angle[0] !== 0) throw new Unsupported();
  const { sine, cosine } = sineAndCosine(angle);
  switch (name) {
    case 'sin':
      return sine;
    case 'cos':
      return cosine;
    case 'tan':
      return over(sine, cosine);
    case 'cot':
      return over(cosine, sine);
    case 'sec':
      return over(one, cosine);
    case 'csc':
      return over(one, sine);
    default:
      throw new Unsupported();
  }
}

function root(degree: Series, of: Series): Series {
  const n = degree[0]!;
  if (!isConstant(degree) || !Number.isInteger(n) || n < 1) return of.map(() => Number.NaN);
  return of[0]! < 0 && n % 2 === 1 ? scaled(toPower(scaled(of, -1), 1 / n), -1) : toPower(of, 1 / n);
}

/** A definite integral; NaN where two ways to add it up disagree, as they do at a pole. */
function integral(args: readonly Expr[], spot: Spot): Series {
  const [body, letter, low, high] = args;
  if (!body || letter?.kind !== 'symbol' || !low || !high) throw new Unsupported();
  if (spot.order > 0) throw new Unsupported();
  const [from, to] = [expanded(low, spot)[0]!, expanded(high, spot)[0]!];
  const at = (x: number) =>
    expanded(body, { ...spot, letters: name => (name === letter.name ? x : spot.letters(name)) })[0]!;
  const [coarse, fine] = [added(at, from, to, 16), added(at, from, to, 41)];
  return [Math.abs(coarse - fine) <= 1e-8 * Math.max(1, Math.abs(fine)) ? fine : Number.NaN];
}

/** Gauss's rule with three places in each part; an even and an odd number of parts don't miss the same pole. */
function added(at: (x: number) => number, from: number, to: number, parts: number): number {
  const half = (to - from) / parts / 2;
  const aside = Math.sqrt(0.6) * half;
  let total = 0;
  for (let k = 0; k < parts; k++) {
    const middle = from + (2 * k + 1) * half;
    total += 5 * at(middle - aside) + 8 * at(middle) + 5 * at(middle + aside);
  }
  return (total * half) / 9;
}
