import { evaluate, isValue } from './evaluate.ts';
import type { Expr, Factor } from './formula.ts';
import { literalOf } from './notation.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';
import { writeExpr } from './write.ts';

/** A polynomial with exact coefficients, by the monomials' variables: `x x y` stands for x²y, the empty text for 1. */
export type Polynomial = ReadonlyMap<string, Rational>;

/** A quotient of polynomials. */
export interface RationalFunction {
  readonly over: Polynomial;
  readonly under: Polynomial;
}

const mostTerms = 120;
const highestPower = 12n;

const constant = (value: Rational): Polynomial => (value.n === 0n ? new Map() : new Map([['', value]]));
const unit = constant(q.one);

/** Expands an expression; nothing when it isn't made of sums, products, quotients and whole powers, or grows too large. */
export function expand(expr: Expr): RationalFunction | undefined {
  try {
    return expanded(expr);
  } catch (error) {
    if (error instanceof q.TooLarge) return undefined;
    throw error;
  }
}

function expanded(expr: Expr): RationalFunction | undefined {
  switch (expr.kind) {
    case 'number':
      return whole(constant(q.parseDecimal(expr.text)));
    case 'symbol':
      // e, i and j are numbers to some and letters to others; π isn't a rational number.
      return /^[πeij∞]$/.test(expr.name) ? undefined : whole(new Map([[expr.name, q.one]]));
    case 'subscript':
      return expr.of.kind === 'symbol' ? whole(new Map([[writeExpr(expr), q.one]])) : undefined;
    case 'parentheses':
      return expr.items.length === 1 ? expanded(expr.items[0]!) : undefined;
    case 'sum': {
      let total: RationalFunction | undefined = whole(new Map());
      for (const { sign, expr: term } of expr.terms) {
        const next = expanded(term);
        if (!next || !total || sign === '±') return undefined;
        total = plus(total, next, sign === '-' ? q.integer(-1) : q.one);
      }
      return total;
    }
    case 'product': {
      if (expr.factors.some((factor, k) => isCalled(factor.expr, expr.factors[k + 1]))) return undefined;
      let total: RationalFunction | undefined = whole(unit);
      for (const { sign, expr: factor } of expr.factors) {
        const next = expanded(factor);
        if (!next || !total) return undefined;
        total = sign === '/' ? over(total, next) : times(total, next);
      }
      return total;
    }
    case 'fraction': {
      const [a, b] = [expanded(expr.over), expanded(expr.under)];
      return a && b && over(a, b);
    }
    case 'mixed': {
      const [a, b] = [expanded(expr.whole), expanded(expr.part)];
      return a && b && plus(a, b, q.one);
    }
    case 'power':
      return raised(expr.base, expr.exponent);
    default: {
      const value = evaluate(expr);
      return isValue(value) && expr.kind !== 'degrees' ? whole(constant(value)) : undefined;
    }
  }
}

/** `f(x + 1)`, `k(2)`, `u(a, b)`: the value of a function, and not a product like `x(x + 1)`. */
export function isCalled(letter: Expr, next: Factor | undefined): boolean {
  const name = nameOf(letter);
  if (name.kind !== 'symbol' || next?.sign !== '' || next.expr.kind !== 'parentheses') return false;
  const [argument, ...others] = next.expr.items;
  // Nobody writes the product of a letter and a number in this way.
  return isFunctionName(name.name) || others.length > 0 || argument!.kind === 'symbol' || isNumber(argument!);
}

const isNumber = (expr: Expr) => literalOf(expr) !== undefined;

/** A letter without its primes, index or exponent: `f'`, `f_1`, `f^(-1)`. */
function nameOf(letter: Expr): Expr {
  if (letter.kind === 'postfix' || letter.kind === 'subscript') return nameOf(letter.of);
  return letter.kind === 'power' ? nameOf(letter.base) : letter;
}

/** Letters that people call functions. */
const isFunctionName = (name: string) => /^[fghpq\p{Lu}φψ]$/u.test(name);

function raised(base: Expr, exponent: Expr): RationalFunction | undefined {
  const power = evaluate(exponent);
  const of = expanded(base);
  if (!of || !isValue(power) || power.d !== 1n || power.n > highestPower || power.n < -highestPower) return undefined;
  let total = whole(unit);
  for (let k = power.n < 0n ? -power.n : power.n; k > 0n; k--) total = times(total, of);
  return power.n < 0n ? over(whole(unit), total) : total;
}

function whole(polynomial: Polynomial): RationalFunction {
  return { over: polynomial, under: unit };
}

function plus(a: RationalFunction, b: RationalFunction, factor: Rational): RationalFunction {
  if (a.under === b.under) return { over: sum(a.over, b.over, factor), under: a.under };
  return { over: sum(product(a.over, b.under), product(b.over, a.under), factor), under: product(a.under, b.under) };
}

function times(a: RationalFunction, b: RationalFunction): RationalFunction {
  return {
    over: product(a.over, b.over),
    under: a.under === unit ? b.under : b.under === unit ? a.under : product(a.under, b.under),
  };
}

function over(a: RationalFunction, b: RationalFunction): RationalFunction | undefined {
  const divisor = isConstant(b.over) && b.under === unit ? b.over.get('') : undefined;
  if (b.over.size === 0) return undefined;
  if (divisor) return { over: scaled(a.over, q.divide(q.one, divisor)), under: a.under };
  return { over: product(a.over, b.under), under: product(a.under, b.over) };
}

function scaled(a: Polynomial, factor: Rational): Polynomial {
  return new Map([...a].map(([variables, coefficient]) => [variables, q.multiply(coefficient, factor)]));
}

function sum(a: Polynomial, b: Polynomial, factor: Rational): Polynomial {
  const out = new Map(a);
  for (const [variables, coefficient] of b) put(out, variables, q.multiply(coefficient, factor));
  return out;
}

function product(a: Polynomial, b: Polynomial): Polynomial {
  if (a.size * b.size > mostTerms * 20) throw new q.TooLarge();
  const out = new Map<string, Rational>();
  for (const [va, ca] of a) for (const [vb, cb] of b) put(out, joined(va, vb), q.multiply(ca, cb));
  if (out.size > mostTerms) throw new q.TooLarge();
  return out;
}

function put(into: Map<string, Rational>, variables: string, coefficient: Rational): void {
  const total = q.add(into.get(variables) ?? q.zero, coefficient);
  if (total.n === 0n) into.delete(variables);
  else into.set(variables, total);
}

function joined(a: string, b: string): string {
  if (a === '' || b === '') return a + b;
  return [...a.split(' '), ...b.split(' ')].sort().join(' ');
}

function isConstant(polynomial: Polynomial): boolean {
  return polynomial.size === 0 || (polynomial.size === 1 && polynomial.has(''));
}

/** An expansion without a denominator. */
export function polynomialOf(of: RationalFunction | undefined): Polynomial | undefined {
  return of && (of.under === unit || (isConstant(of.under) && q.equal(of.under.get('') ?? q.zero, q.one)))
    ? of.over
    : undefined;
}

/** The derivative in one variable; all others are constants. */
export function derivative(of: Polynomial, variable: string): Polynomial {
  const out = new Map<string, Rational>();
  for (const [monomial, coefficient] of of) {
    const variables = monomial.split(' ');
    const power = variables.filter(one => one === variable).length;
    if (power === 0) continue;
    variables.splice(variables.indexOf(variable), 1);
    put(out, variables.join(' '), q.multiply(coefficient, q.integer(power)));
  }
  return out;
}

/** A polynomial for people, the highest powers first. */
export function written(polynomial: Polynomial): string {
  const power = (monomial: string) => (monomial === '' ? 0 : monomial.split(' ').length);
  const terms = [...polynomial].sort(([a], [b]) => power(b) - power(a) || a.localeCompare(b));
  if (terms.length === 0) return '0';
  return terms
    .map(([monomial, { n, d }], k) => {
      const sign = n < 0n ? (k === 0 ? '-' : ' - ') : k === 0 ? '' : ' + ';
      const size = `${n < 0n ? -n : n}${d === 1n ? '' : `/${d}`}`;
      const letters = Object.entries(Object.groupBy(monomial.split(' '), one => one))
        .map(([letter, all]) => (all!.length > 1 ? `${letter}^${all!.length}` : letter))
        .join('');
      if (letters === '') return sign + size;
      return sign + (size === '1' ? '' : d === 1n ? size : `(${size})`) + letters;
    })
    .join('');
}

export function samePolynomial(a: Polynomial, b: Polynomial): boolean {
  return sum(a, b, q.integer(-1)).size === 0;
}

/** Whether both are the same function wherever both are defined. */
export function sameFunction(a: RationalFunction, b: RationalFunction): boolean | undefined {
  try {
    return sum(product(a.over, b.under), product(b.over, a.under), q.integer(-1)).size === 0;
  } catch (error) {
    if (error instanceof q.TooLarge) return undefined;
    throw error;
  }
}

/** The variables of an expansion. */
export function variablesOf({ over, under }: RationalFunction): Set<string> {
  return new Set([...variablesIn(over), ...variablesIn(under)]);
}

export function variablesIn(polynomial: Polynomial): Set<string> {
  return new Set([...polynomial.keys()].flatMap(variables => (variables === '' ? [] : variables.split(' '))));
}

/** `left − right` over one denominator; nothing when either grows too large. */
export function difference(left: Expr, right: Expr): RationalFunction | undefined {
  const [a, b] = [expand(left), expand(right)];
  if (!a || !b) return undefined;
  try {
    return plus(a, b, q.integer(-1));
  } catch (error) {
    if (error instanceof q.TooLarge) return undefined;
    throw error;
  }
}

/** The coefficients of a polynomial in this letter alone, lowest power first. */
export function coefficientsOf(polynomial: Polynomial, letter: string): readonly Rational[] | undefined {
  const coefficients: Rational[] = [];
  for (const [monomial, coefficient] of polynomial) {
    const letters = monomial === '' ? [] : monomial.split(' ');
    if (letters.some(name => name !== letter)) return undefined;
    while (coefficients.length <= letters.length) coefficients.push(q.zero);
    coefficients[letters.length] = coefficient;
  }
  return coefficients;
}

/** The highest sum of powers in one monomial. */
export function degreeOf(polynomial: Polynomial): number {
  return Math.max(0, ...[...polynomial.keys()].map(monomial => (monomial === '' ? 0 : monomial.split(' ').length)));
}

/** The value where the letters have these values. */
export function worthOf(polynomial: Polynomial, letters: ReadonlyMap<string, Rational>): Rational {
  return [...polynomial].reduce((total, [monomial, coefficient]) => {
    const names = monomial === '' ? [] : monomial.split(' ');
    return q.add(
      total,
      names.reduce((value, name) => q.multiply(value, letters.get(name) ?? q.zero), coefficient),
    );
  }, q.zero);
}

/** `a − factor·b`. */
export function less(a: Polynomial, b: Polynomial, factor: Rational): Polynomial {
  return sum(a, b, q.negate(factor));
}
