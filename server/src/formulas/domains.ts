import { mentionsLetter, type Place } from './facts.ts';
import type { Expr } from './formula.ts';
import { rewritten } from './rewrite.ts';
import { pairsOf, type Statement } from './statement.ts';
import { writeExpr } from './write.ts';

/** `x - 2 = 0` below `6/(x - 2) = 3`, `x + 5 = 0` below `√(x + 5) = x - 1`: where something has no value, or begins to have one. */
export function isOfDomain({ letter, sides }: Statement, { earlier, functions }: Place): boolean {
  const [looked, other] = sides;
  if (other !== undefined) return false;
  return earlier.some(({ text, formulas }) =>
    formulas
      .filter(formula => mentionsLetter(formula, letter))
      .flatMap(formula => pairsOf(text, formula, functions))
      .some(({ left, right }) => {
        const bounds = [left, right].flatMap(({ expr }) => boundsIn(expr));
        const isRoot = bounds.some(({ root }) => root);
        return [...bounds.map(({ of }) => of), ...(isRoot ? [left.expr, right.expr] : [])].some(
          part => writeExpr(part) === looked,
        );
      }),
  );
}

interface Bound {
  readonly of: Expr;
  readonly root: boolean;
}

/** What must not be zero in an expression, or not be negative; a side that is a root isn't negative either. */
function boundsIn(expr: Expr): Bound[] {
  const found: Bound[] = [];
  const add = (of: Expr, root = false) => {
    const inner = of.kind === 'parentheses' && of.items.length === 1 ? of.items[0]! : of;
    found.push({ of: inner, root });
    if (inner.kind === 'product') for (const factor of inner.factors) add(factor.expr, root);
    if (inner.kind === 'power') add(inner.base, root);
  };
  rewritten(expr, part => {
    if (part.kind === 'fraction') add(part.under);
    if (part.kind === 'product') for (const { sign, expr: factor } of part.factors) if (sign === '/') add(factor);
    if (part.kind === 'root') add(part.of, true);
    if (part.kind === 'call' && /^(?:root|abs|log|ln)$/.test(part.name))
      for (const arg of part.args) add(arg, part.name !== 'abs');
    return part;
  });
  return found;
}
