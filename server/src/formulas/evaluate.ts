import type { Expr } from './formula.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';

/** Why an expression has no exact value here. The first of these that is met anywhere in it counts. */
export const obstacles = ['variable', 'notation', 'size', 'undefined', 'irrational'] as const;
export type Obstacle = (typeof obstacles)[number];

/** What letters stand for, and how much work is left before the answer is "too large". */
interface Scope {
  readonly letters: ReadonlyMap<string, Rational>;
  readonly budget: { left: number };
}

/** Steps of work for one expression: about ten milliseconds at worst. */
const effort = 10_000;
const bigStep = 200;
const big = 1n << 512n;

/** Terms of a closed sum or product that are added up. */
const mostTerms = 1_000n;

/** Larger factorials and binomials aren't calculated. */
const largestFactorial = 500n;

/** The exact value of an expression, or why there is none. */
export function evaluate(expr: Expr, letters: ReadonlyMap<string, Rational> = new Map()): Rational | Obstacle {
  try {
    return value(expr, { letters, budget: { left: effort } });
  } catch (error) {
    if (error instanceof q.TooLarge || error instanceof RangeError) return 'size';
    throw error;
  }
}

export function isValue(value: Rational | Obstacle): value is Rational {
  return typeof value !== 'string';
}

function worst(values: readonly (Rational | Obstacle)[]): Obstacle | undefined {
  let found: Obstacle | undefined;
  for (const v of values)
    if (typeof v === 'string' && (found === undefined || obstacles.indexOf(v) < obstacles.indexOf(found))) found = v;
  return found;
}

function value(expr: Expr, scope: Scope): Rational | Obstacle {
  const result = measured(expr, scope);
  const isBig = typeof result !== 'string' && (result.d > big || result.n > big || result.n < -big);
  scope.budget.left -= isBig ? bigStep : 1;
  if (scope.budget.left < 0) throw new q.TooLarge();
  return result;
}

function measured(expr: Expr, scope: Scope): Rational | Obstacle {
  switch (expr.kind) {
    case 'number':
      return q.parseDecimal(expr.text);
    case 'symbol':
      return scope.letters.get(expr.name) ?? (expr.name === 'π' ? 'irrational' : 'variable');
    case 'sum':
      return sum(expr, scope);
    case 'product':
      return product(expr, scope);
    case 'fraction':
      return quotient(value(expr.over, scope), value(expr.under, scope));
    case 'mixed':
      return combine(q.add, value(expr.whole, scope), value(expr.part, scope));
    case 'power':
      return raise(value(expr.base, scope), value(expr.exponent, scope));
    case 'postfix':
      return postfix(expr, scope);
    case 'subscript':
      return 'variable';
    case 'degrees':
      return value(expr.of, scope);
    case 'parentheses': {
      const [first] = expr.items;
      return expr.items.length === 1 ? value(first!, scope) : (worst(all(expr.items, scope)) ?? 'notation');
    }
    case 'root':
      return root(2n, value(expr.of, scope));
    case 'call':
      return call(expr, scope);
  }
}

function all(exprs: readonly Expr[], scope: Scope): (Rational | Obstacle)[] {
  return exprs.map(expr => value(expr, scope));
}

function combine(
  operation: (a: Rational, b: Rational) => Rational,
  a: Rational | Obstacle,
  b: Rational | Obstacle,
): Rational | Obstacle {
  return typeof a === 'string' || typeof b === 'string' ? worst([a, b])! : operation(a, b);
}

function quotient(a: Rational | Obstacle, b: Rational | Obstacle): Rational | Obstacle {
  if (typeof a === 'string' || typeof b === 'string') return worst([a, b])!;
  return b.n === 0n ? 'undefined' : q.divide(a, b);
}

function sum({ terms }: Extract<Expr, { kind: 'sum' }>, scope: Scope): Rational | Obstacle {
  const values = terms.map(term => value(term.expr, scope));
  const obstacle = worst(values);
  if (obstacle) return obstacle;
  if (terms.some(term => term.sign === '±')) return 'notation';
  // "50 + 20%" is 60 on a calculator and 50.2 in a book.
  const percents = terms.filter(term => term.expr.kind === 'postfix' && term.expr.sign === '%').length;
  if (percents > 0 && percents < terms.length) return 'notation';
  let total = q.zero;
  terms.forEach((term, k) => {
    const v = values[k] as Rational;
    total = term.sign === '-' ? q.subtract(total, v) : q.add(total, v);
  });
  return total;
}

function product({ factors }: Extract<Expr, { kind: 'product' }>, scope: Scope): Rational | Obstacle {
  const values = factors.map(factor => value(factor.expr, scope));
  const obstacle = worst(values);
  if (obstacle) return obstacle;
  let total = values[0] as Rational;
  for (let k = 1; k < factors.length; k++) {
    const v = values[k] as Rational;
    if (factors[k]!.sign !== '/') total = q.multiply(total, v);
    else if (v.n === 0n) return 'undefined';
    else total = q.divide(total, v);
  }
  return total;
}

function raise(base: Rational | Obstacle, exponent: Rational | Obstacle): Rational | Obstacle {
  if (typeof base === 'string' || typeof exponent === 'string') return worst([base, exponent])!;
  if (base.n === 0n && exponent.n <= 0n) return 'undefined';
  if (exponent.d === 1n) return q.power(base, exponent.n);
  if (exponent.d > 64n || base.n < 0n) return 'irrational';
  const rooted = root(exponent.d, base);
  return typeof rooted === 'string' ? rooted : q.power(rooted, exponent.n);
}

function root(degree: bigint, of: Rational | Obstacle): Rational | Obstacle {
  if (typeof of === 'string') return of;
  if (of.n < 0n) return 'undefined';
  const over = q.wholeRoot(of.n, degree);
  const under = q.wholeRoot(of.d, degree);
  return over === undefined || under === undefined ? 'irrational' : { n: over, d: under };
}

function postfix({ sign, of }: Extract<Expr, { kind: 'postfix' }>, scope: Scope): Rational | Obstacle {
  const v = value(of, scope);
  if (typeof v === 'string') return v;
  if (sign === '%') return q.multiply(v, { n: 1n, d: 100n });
  if (sign === "'") return 'variable';
  if (v.d !== 1n || v.n < 0n) return 'undefined';
  // 3!! is a double factorial, and not the factorial of one.
  if (of.kind === 'postfix' && of.sign === '!') return 'notation';
  return v.n > largestFactorial ? 'size' : q.integer(factorial(v.n));
}

function factorial(n: bigint): bigint {
  let result = 1n;
  for (let k = 2n; k <= n; k++) result *= k;
  return result;
}

function call({ name, args }: Extract<Expr, { kind: 'call' }>, scope: Scope): Rational | Obstacle {
  if (name === 'sum' || name === 'prod') return series(name, args, scope);
  if (name === 'int' || name === 'lim' || name === 'diff') return 'variable';
  const values = all(args, scope);
  const obstacle = worst(values);
  if (obstacle) return obstacle;
  const known = values as Rational[];
  const [a, b] = known;
  switch (name) {
    case 'abs':
      return q.abs(a!);
    case 'floor':
      return q.floor(a!);
    case 'ceil':
      return q.negate(q.floor(q.negate(a!)));
    case 'max':
      return known.reduce((x, y) => (q.compare(x, y) >= 0 ? x : y));
    case 'min':
      return known.reduce((x, y) => (q.compare(x, y) <= 0 ? x : y));
    case 'gcd':
    case 'lcm':
      return wholes(known, name);
    case 'mod':
      return b !== undefined && b.n !== 0n ? q.subtract(a!, q.multiply(b, q.floor(q.divide(a!, b)))) : 'notation';
    case 'binom':
      return binomial(a!, b!);
    case 'root':
      return a!.d === 1n && a!.n > 0n && a!.n <= 64n ? root(a!.n, b!) : 'irrational';
    default:
      return 'irrational';
  }
}

function wholes(values: readonly Rational[], name: 'gcd' | 'lcm'): Rational | Obstacle {
  if (values.some(v => v.d !== 1n || v.n <= 0n)) return 'undefined';
  let result = values[0]!.n;
  for (const { n } of values.slice(1)) {
    const common = q.gcd(result, n);
    result = name === 'gcd' ? common : (result / common) * n;
  }
  return q.rational(result, 1n);
}

function binomial(n: Rational, k: Rational): Rational | Obstacle {
  if (n.d !== 1n || k.d !== 1n || k.n < 0n || n.n < 0n) return 'undefined';
  if (k.n > n.n) return q.zero;
  const smaller = k.n * 2n > n.n ? n.n - k.n : k.n;
  if (smaller > largestFactorial) return 'size';
  let result = 1n;
  for (let i = 1n; i <= smaller; i++) result = (result * (n.n - smaller + i)) / i;
  return q.rational(result, 1n);
}

function series(name: 'sum' | 'prod', args: readonly Expr[], scope: Scope): Rational | Obstacle {
  const [body, variable, low, high] = args;
  if (!body || variable?.kind !== 'symbol' || !low || !high) return 'notation';
  const bounds = [value(low, scope), value(high, scope)];
  const obstacle = worst(bounds);
  if (obstacle) return obstacle;
  const [from, to] = bounds as [Rational, Rational];
  if (from.d !== 1n || to.d !== 1n) return 'undefined';
  if (to.n - from.n > mostTerms) return 'size';
  let total = name === 'sum' ? q.zero : q.one;
  for (let k = from.n; k <= to.n; k++) {
    const term = value(body, { ...scope, letters: new Map([...scope.letters, [variable.name, q.integer(k)]]) });
    if (typeof term === 'string') return term;
    total = name === 'sum' ? q.add(total, term) : q.multiply(total, term);
  }
  return total;
}

/** Between which numbers the value lies when every decimal in the expression may have been rounded; nothing when unknown. */
export function roundedRange(expr: Expr): readonly [number, number] | undefined {
  switch (expr.kind) {
    case 'number': {
      const point = expr.text.indexOf('.');
      const half = point < 0 ? 0 : 0.5000001 * 10 ** -(expr.text.length - point - 1);
      const v = Number(expr.text);
      return [v - half, v + half];
    }
    case 'sum':
      return expr.terms.reduce<readonly [number, number] | undefined>(
        (total, { sign, expr: term }) => {
          const r = roundedRange(term);
          if (!total || !r || sign === '±') return undefined;
          return sign === '-' ? [total[0] - r[1], total[1] - r[0]] : [total[0] + r[0], total[1] + r[1]];
        },
        [0, 0],
      );
    case 'product':
      return expr.factors.reduce<readonly [number, number] | undefined>(
        (total, { sign, expr: factor }) => times(total, roundedRange(factor), sign === '/'),
        [1, 1],
      );
    case 'fraction':
      return times(roundedRange(expr.over), roundedRange(expr.under), true);
    case 'parentheses':
      return expr.items.length === 1 ? roundedRange(expr.items[0]!) : undefined;
    case 'postfix':
      return expr.sign === '%' ? times(roundedRange(expr.of), [100, 100], true) : exactRange(expr);
    case 'power': {
      const exponent = evaluate(expr.exponent);
      const base = roundedRange(expr.base);
      if (!isValue(exponent) || !base || base[0] <= 0) return exactRange(expr);
      const e = q.toNumber(exponent);
      const ends = [base[0] ** e, base[1] ** e];
      return [Math.min(...ends), Math.max(...ends)];
    }
    case 'root': {
      const of = roundedRange(expr.of);
      return of && of[0] >= 0 ? [Math.sqrt(of[0]), Math.sqrt(of[1])] : undefined;
    }
    case 'call': {
      const [index, of] = expr.args.map(roundedRange);
      if (expr.name !== 'root' || !of || !index || of[0] < 0) return exactRange(expr);
      return [of[0] ** (1 / index[0]), of[1] ** (1 / index[0])];
    }
    case 'symbol':
      return expr.name === 'π' ? [Math.PI, Math.PI] : undefined;
    default:
      return exactRange(expr);
  }
}

function exactRange(expr: Expr): readonly [number, number] | undefined {
  const v = evaluate(expr);
  if (!isValue(v)) return undefined;
  const number = q.toNumber(v);
  return [number, number];
}

function times(
  a: readonly [number, number] | undefined,
  b: readonly [number, number] | undefined,
  inverse: boolean,
): readonly [number, number] | undefined {
  if (!a || !b || (inverse && b[0] <= 0 && b[1] >= 0)) return undefined;
  const c = inverse ? [1 / b[1], 1 / b[0]] : b;
  const ends = [a[0] * c[0]!, a[0] * c[1]!, a[1] * c[0]!, a[1] * c[1]!];
  return [Math.min(...ends), Math.max(...ends)];
}
