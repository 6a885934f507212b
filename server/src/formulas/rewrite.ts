import type { Expr } from './formula.ts';

/** An expression with every part changed, inner ones first. */
export function rewritten(expr: Expr, change: (expr: Expr) => Expr): Expr {
  const inside = (e: Expr) => rewritten(e, change);
  switch (expr.kind) {
    case 'sum':
      return change({ ...expr, terms: expr.terms.map(term => ({ ...term, expr: inside(term.expr) })) });
    case 'product':
      return change({ ...expr, factors: expr.factors.map(factor => ({ ...factor, expr: inside(factor.expr) })) });
    case 'fraction':
      return change({ ...expr, over: inside(expr.over), under: inside(expr.under) });
    case 'mixed':
      return change({ ...expr, whole: inside(expr.whole), part: inside(expr.part) });
    case 'power':
      return change({ ...expr, base: inside(expr.base), exponent: inside(expr.exponent) });
    case 'parentheses':
      return change({ ...expr, items: expr.items.map(inside) });
    case 'call':
      return change({ ...expr, args: expr.args.map(inside) });
    case 'postfix':
    case 'degrees':
    case 'root':
      return change({ ...expr, of: inside(expr.of) });
    // What stands in a subscript is part of a name.
    case 'subscript':
    case 'number':
    case 'symbol':
      return change(expr);
  }
}

/** Whether a part of an expression, or all of it, is like this. */
export function mentions(expr: Expr, what: (part: Expr) => boolean): boolean {
  let found = false;
  rewritten(expr, part => {
    found ||= what(part);
    return part;
  });
  return found;
}
