import type { Expr } from './formula.ts';
import { isCalled } from './polynomial.ts';
import { writeExpr } from './write.ts';

/** The value of an expression where its letters have these values; NaN where it has none. */
export type Numeric = (at: (letter: string) => number) => number;

/** How to read what a notation leaves open: which sign `±` is, and the base of a bare `log`. */
export interface Reading {
  readonly sign: 1 | -1;
  readonly base: number;
}

/** An expression for calculating with floating point, or nothing when it has parts that are no plain real functions. */
export function numeric(expr: Expr, reading: Reading): Numeric | undefined {
  try {
    return compiled(expr, reading);
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

class Unsupported extends Error {}

function compiled(expr: Expr, reading: Reading): Numeric {
  const inside = (part: Expr) => compiled(part, reading);
  switch (expr.kind) {
    case 'number': {
      const value = Number(expr.text);
      return () => value;
    }
    case 'symbol': {
      if (expr.name === 'π') return () => Math.PI;
      // e, i and j are numbers to some and letters to others.
      if (/^[eij∞]$/.test(expr.name)) throw new Unsupported();
      return at => at(expr.name);
    }
    case 'subscript': {
      const name = writeExpr(expr);
      return at => at(name);
    }
    case 'sum': {
      const terms = expr.terms.map(({ sign, expr: term }) => {
        const factor = sign === '-' ? -1 : sign === '±' ? reading.sign : 1;
        return [factor, inside(term)] as const;
      });
      return at => terms.reduce((total, [factor, term]) => total + factor * term(at), 0);
    }
    case 'product': {
      if (expr.factors.some((factor, k) => isCalled(factor.expr, expr.factors[k + 1]))) throw new Unsupported();
      const factors = expr.factors.map(({ sign, expr: factor }) => [sign === '/', inside(factor)] as const);
      return at =>
        factors.reduce((total, [divides, factor]) => {
          const value = factor(at);
          return divides ? quotient(total, value) : total * value;
        }, 1);
    }
    case 'fraction': {
      const [over, under] = [inside(expr.over), inside(expr.under)];
      return at => quotient(over(at), under(at));
    }
    case 'mixed': {
      const [whole, part] = [inside(expr.whole), inside(expr.part)];
      return at => whole(at) + part(at);
    }
    case 'power': {
      // `log(x + 1)^2` is the logarithm of a square to some, and its square to others.
      if (expr.base.kind === 'call' && /^l(?:n|og)$/.test(expr.base.name) && expr.exponent.start >= expr.base.end)
        throw new Unsupported();
      const [base, exponent] = [inside(expr.base), inside(expr.exponent)];
      return at => power(base(at), exponent(at));
    }
    case 'root': {
      const of = inside(expr.of);
      return at => Math.sqrt(of(at));
    }
    case 'parentheses': {
      if (expr.items.length !== 1) throw new Unsupported();
      return inside(expr.items[0]!);
    }
    case 'call':
      return called(expr.name, expr.args.map(inside), reading);
    default:
      throw new Unsupported();
  }
}

const quotient = (over: number, under: number) => (under === 0 ? Number.NaN : over / under);

function power(base: number, exponent: number): number {
  if (base === 0 && exponent <= 0) return Number.NaN;
  return base ** exponent;
}

/** Angles are left out: nobody can tell degrees from radians, and their equations have solutions without end. */
function called(name: string, args: readonly Numeric[], { base }: Reading): Numeric {
  const [first, second] = args;
  const logarithm = (value: number) => (value > 0 ? Math.log(value) : Number.NaN);
  switch (name) {
    case 'ln':
      return at => logarithm(first!(at));
    case 'log':
      return second
        ? at => logarithm(second(at)) / logarithm(first!(at))
        : at => logarithm(first!(at)) / logarithm(base);
    case 'abs':
      return at => Math.abs(first!(at));
    case 'root':
      return at => nthRoot(first!(at), second!(at));
    default:
      throw new Unsupported();
  }
}

function nthRoot(n: number, of: number): number {
  return of < 0 && n % 2 === 1 ? -((-of) ** (1 / n)) : of < 0 ? Number.NaN : of ** (1 / n);
}
