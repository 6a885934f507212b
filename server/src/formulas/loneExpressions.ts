import type { Judgement } from './check.ts';
import { compared, differing, freeLetters, hasDecimals } from './comparison.ts';
import { isDoubtful, type Place, styleAt } from './facts.ts';
import type { Expr, Formula, Side } from './formula.ts';
import { quoted } from './notation.ts';
import { degreeOf, expand, type Polynomial, polynomialOf } from './polynomial.ts';
import * as q from './rational.ts';
import { hasOtherAlgebra, isRestricted } from './rewritings.ts';
import { isSideWork } from './sideWork.ts';
import { lettersOf } from './statement.ts';
import { hasUnits, isPrimed, isWordless, type Task, taskOf } from './task.ts';
import { writeExpr } from './write.ts';

/** An expression that was written before, in the writer's words. */
interface Said {
  readonly expr: Expr;
  readonly quote: string;
}

/**
 * A step that is nothing but an expression, or `T = …` with a letter of its own, goes on with what the problem asks to rewrite, unless
 * it works something out on the side: a part, what comes out of a part, a common denominator.
 */
export function loneExpressions(place: Place): Judgement[] {
  const { text, formula, earlier } = place;
  const task = formula.relations.length < 2 && !formula.leading && !formula.answer ? taskOf(earlier[0]) : undefined;
  if (!task || !isAlone(place) || isPrimed(text, formula.span) || hasUnits(...formula.sides)) return [];
  const claim = claimOf(place, task);
  if (!claim) return [];
  const said = saidBefore(place);
  const wholes = said.filter(({ expr }) => compared(expr, task.expr)?.same);
  if (wholes.length === 0) return [];
  const above = said[said.length - 1]!;
  if (compared(task.expr, claim.expr)?.same || compared(above.expr, claim.expr)?.same)
    return [{ span: formula.span, answer: 'holds' }];
  const letters = freeLetters(task.expr);
  // What goes on from a calculation on the side may be on the side itself.
  const goesOn = wholes.includes(above) && isGoingOn(claim, wholes, task, letters);
  if (!goesOn || said.some(({ expr }) => compared(expr, claim.expr)?.same)) return [];
  if (
    isSideWork(
      claim.expr,
      said.map(({ expr }) => expr),
    )
  )
    return [];
  if (isDoubtful(text, formula) || isRestricted(earlier, letters, place.functions) || hasOtherAlgebra(earlier, text))
    return [];
  const evidence = differing(
    wholes[wholes.length - 1]!,
    { expr: claim.expr, quote: quoted(text, claim) },
    letters,
    styleAt(place),
  );
  return evidence ? [{ span: formula.span, answer: 'fails', evidence }] : [];
}

/** What is said to be another form: all of a formula, or of a letter that so far has stood for that expression and nothing else. */
function claimOf({ formula: { sides, relations }, earlier }: Place, task: Task): Side | undefined {
  const [first, second] = sides as readonly [Side, Side?];
  if (!second) return first;
  const name = writeExpr(first.expr);
  if (relations[0]!.sign !== '=' || first.expr.kind !== 'symbol' || lettersOf(task.expr).has(name)) return undefined;
  const named = earlier
    .flatMap(({ formulas }) => formulas)
    .filter(other => lettersOf(...other.sides.map(({ expr }) => expr)).has(name));
  const isTask = ({ sides: [left, right] }: Formula) =>
    right !== undefined && writeExpr(left!.expr) === name && compared(right.expr, task.expr)?.same === true;
  return named.length > 0 && named.every(isTask) ? second : undefined;
}

/** Nothing in its step but expressions one after the other, and perhaps a box around the last. */
function isAlone({ text, formula, earlier, rest }: Place): boolean {
  const beside = [...earlier[earlier.length - 1]!.formulas, ...rest.slice(1)].filter(({ answer }) => !answer);
  return (
    isWordless(text, [formula, ...beside]) &&
    beside.every(({ relations }) => relations.length === 0) &&
    (formula.relations.length === 0 || beside.length === 0)
  );
}

function saidBefore({ earlier }: Place): Said[] {
  return earlier.flatMap(({ text, formulas }) =>
    formulas
      .filter(({ answer }) => !answer)
      .flatMap(({ sides }) =>
        sides
          // A name for what follows it.
          .filter(({ expr }, k) => k > 0 || sides.length === 1 || expr.kind !== 'symbol')
          .map(side => ({ expr: side.expr, quote: quoted(text, side) })),
      ),
  );
}

/** Whether it can be meant as another form of all that is asked for. */
function isGoingOn({ expr }: Side, wholes: readonly Said[], task: Task, letters: ReadonlySet<string>): boolean {
  const claimed = freeLetters(expr);
  if (claimed.size !== letters.size || [...claimed].some(name => !letters.has(name))) return false;
  // Once something else has come out as the same, this is what the lines are about.
  const isBegun = task.said || new Set(wholes.map(whole => writeExpr(whole.expr))).size > 1;
  if (letters.size === 0) {
    if (!isBegun || wholes.some(whole => hasDecimals(whole.expr)) || hasDecimals(expr)) return false;
    return wholes.some(whole => isLong(whole.expr) && sharesPart(whole.expr, expr));
  }
  return wholes.some(whole => isAlike(whole.expr, expr, isBegun));
}

/** Two polynomials that begin alike, or two expressions with a part in common. */
function isAlike(whole: Expr, claim: Expr, isBegun: boolean): boolean {
  const [a, b] = [polynomialOf(expand(whole)), polynomialOf(expand(claim))];
  if (!a || !b) return isBegun && !a === !b && sharesPart(whole, claim);
  const degree = degreeOf(a);
  if (degree === 0 || degreeOf(b) !== degree) return false;
  const apart = monomials(a, b).filter(one => !isKept(one, a, b));
  // A square may be completed on the side.
  if (!isBegun && degree > 1 && apart.every(one => one === '')) return false;
  return apart.every(one => one.split(' ').length < degree || one === '') || (isBegun && sharesPart(whole, claim));
}

const monomials = (a: Polynomial, b: Polynomial) => [...new Set([...a.keys(), ...b.keys()])];
const isKept = (one: string, a: Polynomial, b: Polynomial) => q.equal(a.get(one) ?? q.zero, b.get(one) ?? q.zero);

/** A summand of sums, a factor of products, word for word. */
function sharesPart(a: Expr, b: Expr): boolean {
  if (a.kind !== b.kind) return false;
  const parts = new Set(partsOf(a));
  return partsOf(b).some(part => parts.has(part));
}

function partsOf(expr: Expr): string[] {
  if (expr.kind === 'sum') return expr.terms.map(({ sign, expr: term }) => (sign === '-' ? '-' : '') + writeExpr(term));
  if (expr.kind === 'product')
    return expr.factors.map(({ sign, expr: factor }) => sign.replace('*', '') + writeExpr(factor));
  return [];
}

/** Of two numbers, one may be replaced to make it easier. */
function isLong(expr: Expr): boolean {
  return partsOf(expr).length > 2;
}
