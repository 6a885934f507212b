import type { Expr } from '../formulas/formula.ts';

/** Digits that survive different ways of calculating the same. */
const digits = 9;

/**
 * A fingerprint of an expression with roots or letters: its values at two fixed points. Expressions that are equal
 * (`2√2` and `√8`, `x(x+1)` and `x²+x`) have the same one; undefined when it can't be calculated.
 */
export function approximate(expr: Expr): string | undefined {
  const values = [0.7310585786, 1.6487212707].map(seed => value(expr, seed));
  if (values.some(one => !Number.isFinite(one))) return undefined;
  const [first, second] = values.map(one => one.toPrecision(digits));
  // log₂ 8 comes to 3 within the last bit of a float: so close, it is the number.
  if (first === second && Number.isSafeInteger(Number(first))) return String(Number(first));
  return first === second ? `≈${first}` : `≈${first}|${second}`;
}

function value(expr: Expr, seed: number): number {
  const of = (one: Expr) => value(one, seed);
  switch (expr.kind) {
    case 'number':
      return Number(expr.text);
    case 'symbol':
      return letter(expr.name, seed);
    case 'sum':
      return expr.terms.reduce((total, { sign, expr: term }) => total + factorOf(sign) * of(term), 0);
    case 'product':
      return expr.factors.reduce(
        (total, { sign, expr: factor }) => (sign === '/' ? total / of(factor) : total * of(factor)),
        1,
      );
    case 'fraction':
      return of(expr.over) / of(expr.under);
    case 'mixed':
      return of(expr.whole) + of(expr.part);
    case 'power':
      return of(expr.base) ** of(expr.exponent);
    case 'parentheses':
      return expr.items.length === 1 ? of(expr.items[0]!) : Number.NaN;
    case 'degrees':
      return of(expr.of);
    case 'root':
      return Math.sqrt(of(expr.of));
    case 'call':
      return call(expr.name, expr.args.map(of));
    case 'subscript': {
      const { of: base, index } = expr;
      return base.kind === 'symbol' && (index.kind === 'number' || index.kind === 'symbol')
        ? letter(`${base.name}_${index.kind === 'number' ? index.text : index.name}`, seed)
        : Number.NaN;
    }
    case 'postfix':
      return Number.NaN;
  }
}

/** `±` has no value: not a number, and so nothing that holds it. */
const factorOf = (sign: string) => (sign === '-' ? -1 : sign === '±' ? Number.NaN : 1);

/** Every letter stands for a positive number of its own, so that roots and logarithms exist. */
function letter(name: string, seed: number): number {
  if (name === 'π') return Math.PI;
  if (name === 'e') return Math.E;
  if (name === '∞') return Number.NaN;
  let hash = 0;
  for (const c of name) hash = (hash * 31 + c.codePointAt(0)!) % 9973;
  return seed + hash / 1009;
}

function call(name: string, args: readonly number[]): number {
  const [a, b] = args as [number, number];
  switch (name) {
    case 'log':
      return args.length === 2 ? Math.log(b) / Math.log(a) : Math.log10(a);
    case 'root':
      return b ** (1 / a);
    case 'cot':
      return 1 / Math.tan(a);
    case 'sec':
      return 1 / Math.cos(a);
    case 'csc':
      return 1 / Math.sin(a);
    case 'arcsin':
      return Math.asin(a);
    case 'arccos':
      return Math.acos(a);
    case 'arctan':
      return Math.atan(a);
    case 'ln':
      return Math.log(a);
    case 'sin':
    case 'cos':
    case 'tan':
    case 'exp':
    case 'abs':
      return Math[name](a);
    default:
      return Number.NaN;
  }
}
