import type { Expr } from './formula.ts';
import type { Pair } from './statement.ts';

/** `3x = 15 : 3`, `x + 2y = 12 (3)`: an equation without what may be done to it next, or its number, written behind it. */
export function withoutNote(pair: Pair): Pair | undefined {
  const { expr } = pair.right;
  if (expr.kind !== 'product' || expr.factors.length < 2) return undefined;
  const [last, ...others] = expr.factors.toReversed();
  if (last!.sign === '*') return undefined;
  const factors = others.toReversed();
  const rest: Expr = factors.length === 1 ? factors[0]!.expr : { ...expr, factors };
  return { ...pair, right: { ...pair.right, expr: rest } };
}
