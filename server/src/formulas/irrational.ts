import type { Expr, Factor } from './formula.ts';
import { rewritten } from './rewrite.ts';

/** An expression as compute-engine takes it. */
export type MathJson = number | string | readonly MathJson[];

/**
 * An expression for compute-engine, or nothing when its notation leaves open what is meant: the base of `log`, the unit of
 * a bare number under `sin`.
 */
export function mathJson(expr: Expr): MathJson | undefined {
  switch (expr.kind) {
    case 'number':
      return decimal(expr.text);
    case 'symbol':
      return expr.name === 'π' ? 'Pi' : undefined;
    case 'sum':
      return joined(
        'Add',
        expr.terms.map(({ sign, expr: term }) =>
          sign === '±' ? undefined : sign === '-' ? wrapped('Negate', mathJson(term)) : mathJson(term),
        ),
      );
    case 'product':
      if (expr.factors.some(({ expr: factor }, k) => isOpenCall(factor, expr.factors[k + 1]))) return undefined;
      return expr.factors.reduce<MathJson | undefined>(
        (total, { sign, expr: factor }) => joined(sign === '/' ? 'Divide' : 'Multiply', [total, mathJson(factor)]),
        1,
      );
    case 'fraction':
      return joined('Divide', [mathJson(expr.over), mathJson(expr.under)]);
    case 'mixed':
      return joined('Add', [mathJson(expr.whole), mathJson(expr.part)]);
    case 'power':
      // cos⁻¹ 0 is an angle to most.
      if (expr.base.kind === 'call' && expr.exponent.kind !== 'number') return undefined;
      return joined('Power', [mathJson(expr.base), mathJson(expr.exponent)]);
    case 'root':
      return wrapped('Sqrt', mathJson(expr.of));
    case 'degrees':
      // 180° = π
      return undefined;
    case 'parentheses':
      return expr.items.length === 1 ? mathJson(expr.items[0]!) : undefined;
    case 'postfix':
      if (expr.sign === '%') return joined('Divide', [mathJson(expr.of), 100]);
      return expr.sign === '!' ? wrapped('Factorial', mathJson(expr.of)) : undefined;
    case 'call':
      return call(expr.name, expr.args);
    default:
      return undefined;
  }
}

const angles: Readonly<Record<string, string>> = {
  sin: 'Sin',
  cos: 'Cos',
  tan: 'Tan',
  cot: 'Cot',
  sec: 'Sec',
  csc: 'Csc',
};
const others: Readonly<Record<string, string>> = { ln: 'Ln', exp: 'Exp', abs: 'Abs', floor: 'Floor', ceil: 'Ceil' };

function call(name: string, args: readonly Expr[]): MathJson | undefined {
  const [first, second] = args;
  if (angles[name]) return wrapped(angles[name], first && angle(first));
  if (others[name]) return wrapped(others[name], first && mathJson(first));
  if (name === 'log') return first && second && joined('Log', [mathJson(second), mathJson(first)]);
  if (name === 'root') return first && second && joined('Root', [mathJson(second), mathJson(first)]);
  return undefined;
}

/** In radians where π stands, in degrees where the sign stands; a bare number could be either. */
function angle(expr: Expr): MathJson | undefined {
  const inside = expr.kind === 'parentheses' && expr.items.length === 1 ? expr.items[0]! : expr;
  if (hasDegrees(inside)) return joined('Multiply', [mathJson(withoutDegrees(inside)), ['Divide', 'Pi', 180]]);
  if (inside.kind === 'number' && Number(inside.text) === 0) return 0;
  return mentionsPi(inside) ? mathJson(inside) : undefined;
}

const withoutDegrees = (expr: Expr) => rewritten(expr, part => (part.kind === 'degrees' ? part.of : part));

/** In `\sin \pi/6` nobody can tell where the argument ends. */
function isOpenCall(call: Expr, next: Factor | undefined): boolean {
  const last = call.kind === 'call' ? call.args.at(-1) : undefined;
  return last !== undefined && last.end === call.end && next?.sign === '/' && next.expr.kind !== 'call';
}

function hasDegrees(expr: Expr): boolean {
  return expr.kind === 'degrees' || parts(expr).some(hasDegrees);
}

function mentionsPi(expr: Expr): boolean {
  return (expr.kind === 'symbol' && expr.name === 'π') || parts(expr).some(mentionsPi);
}

function parts(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'sum':
      return expr.terms.map(term => term.expr);
    case 'product':
      return expr.factors.map(factor => factor.expr);
    case 'fraction':
      return [expr.over, expr.under];
    case 'parentheses':
      return expr.items;
    default:
      return [];
  }
}

function decimal(text: string): MathJson | undefined {
  if (text.length > 15) return undefined;
  const point = text.indexOf('.');
  if (point < 0) return Number(text);
  return ['Rational', Number(text.replace('.', '')), 10 ** (text.length - point - 1)];
}

function wrapped(name: string, of: MathJson | undefined): MathJson | undefined {
  return of === undefined ? undefined : [name, of];
}

function joined(name: string, of: readonly (MathJson | undefined)[]): MathJson | undefined {
  return of.some(part => part === undefined) ? undefined : [name, ...(of as readonly MathJson[])];
}
