import type { Judgement } from './check.ts';
import { evaluate, isValue } from './evaluate.ts';
import type { Evidence } from './evidence.ts';
import { hasReservation, isAlternative, type Place, reach, styleAt } from './facts.ts';
import type { Expr, Passage } from './formula.ts';
import { callOf, type Functions, isDefinition, resolved } from './functions.ts';
import { fraction, quoted } from './notation.ts';
import { degreeOf, expand, polynomialOf, sameFunction, variablesOf } from './polynomial.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';
import { rewritten } from './rewrite.ts';
import { isLetter, lettersOf, type Pair, pairsOf, spanOf } from './statement.ts';
import { writeExpr } from './write.ts';

/** `a = b = c`, rows that begin with `=`, and what an expression that stood alone is said to be: the same function. */
export function rewritings(place: Place): Judgement[] {
  const { text, formula, earlier, functions } = place;
  const stated = statedBefore(earlier, functions);
  return [...continued(place), ...pairsOf(text, formula, functions)].flatMap((pair): Judgement[] => {
    const { left, right, sign, at } = pair;
    if (sign !== '=') return [];
    const [a, b] = [expand(left.expr), expand(right.expr)];
    if (!a || !b) return [];
    const variables = variablesOf(a);
    const same = sameFunction(a, b);
    if (variables.size === 0 || same === undefined) return [];
    const span = spanOf(pair);
    if (same) return [{ span, answer: 'holds' }];
    const rewrites = at > 0 || isStated(stated, pair) || isComposed(pair);
    if (!rewrites || hasReservation(text, formula) || isAlternative(text, formula)) return [];
    if (isCut(earlier) || !sameVariables(variables, variablesOf(b)) || isRestricted(earlier, variables, functions))
      return [];
    const evidence = differing(place, pair, variables);
    return evidence ? [{ span, answer: 'fails', evidence }] : [];
  });
}

/** A step that begins with `=` goes on where the step before it ended. */
function continued({ formula, earlier, functions, text }: Place): Pair[] {
  const [own, before] = [earlier[earlier.length - 1]!, earlier[earlier.length - 2]];
  const above = before?.formulas[before.formulas.length - 1];
  if (!formula.leading || own.formulas.length > 0 || !above || above.answer || earlier.length < 3) return [];
  if (/\p{L}/u.test(text.slice(0, formula.span.start).replace(/\\[a-z]+/g, ''))) return [];
  const [left, right] = [above.sides[above.sides.length - 1]!, formula.sides[0]!].map(written => ({
    expr: resolved(written.expr, functions),
    written,
  }));
  const { start } = formula.leading.span;
  const said = { ...left!.written, span: { start, end: start } };
  return [
    {
      left: { expr: left!.expr, written: said, quote: quoted(before.text, left!.written) },
      sign: formula.leading.sign,
      right: right!,
      at: 1,
    },
  ];
}

/** Expressions whose rewriting has begun: the one a problem consists of, its parts, and those that were rewritten already. */
function statedBefore(earlier: readonly Passage[], functions: Functions): Set<string> {
  const [only, ...others] = earlier[0]?.formulas ?? [];
  const asked = only && others.length === 0 && only.relations.length === 0 ? partsOf(only.sides[0]!.expr) : [];
  const known = earlier.flatMap(({ text, formulas }) =>
    formulas.flatMap(formula =>
      pairsOf(text, formula, functions).flatMap(({ left, sign, right }) => {
        const [a, b] = [expand(left.expr), expand(right.expr)];
        const same = sign === '=' && a && b && variablesOf(a).size > 0 && sameFunction(a, b);
        return same ? [writeExpr(left.written.expr), writeExpr(right.written.expr)] : [];
      }),
    ),
  );
  return new Set([...asked, ...known]);
}

/** An expression and all it consists of, as texts. */
function partsOf(expr: Expr): string[] {
  const found: string[] = [];
  rewritten(expr, part => {
    if (!isLetter(part) && part.kind !== 'number') found.push(writeExpr(part));
    return part;
  });
  return found;
}

/** Between two expressions that are both known, an equals sign demands something. */
function isStated(stated: ReadonlySet<string>, { left, right }: Pair): boolean {
  return stated.has(writeExpr(left.written.expr)) && !stated.has(writeExpr(right.written.expr));
}

/** `f(g(x))`, `f(x + h)`: what f is was said before, so this is worked out and not demanded. */
function isComposed({ left, right }: Pair): boolean {
  if (left.expr === left.written.expr || writeExpr(left.expr) === writeExpr(left.written.expr)) return false;
  const [a, b] = [polynomialOf(expand(left.expr)), polynomialOf(expand(right.written.expr))];
  return callOf(left.written.expr) === undefined && a !== undefined && b !== undefined && degreeOf(a) === degreeOf(b);
}

function sameVariables(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every(name => b.has(name));
}

/** Whether something earlier ties these letters together, so that a rewriting may have used it. */
function isRestricted(earlier: readonly Passage[], variables: ReadonlySet<string>, functions: Functions): boolean {
  const ties = (pair: Pair) => {
    const letters = lettersOf(pair.left.expr, pair.right.expr);
    if (![...letters].some(letter => variables.has(letter))) return false;
    const [a, b] = [expand(pair.left.expr), expand(pair.right.expr)];
    return !(pair.sign === '=' && a && b && sameFunction(a, b));
  };
  return earlier.some(({ text, formulas }) =>
    formulas.some(formula => !isDefinition(formula) && pairsOf(text, formula, functions).some(ties)),
  );
}

/** Whether there was more before than is looked back at. */
const isCut = (earlier: readonly Passage[]) =>
  earlier.slice(1).reduce((count, { formulas }) => count + formulas.length, 0) >= reach;

/** Both sides at a value of the variables where they differ. */
function differing(place: Place, { left, right }: Pair, variables: ReadonlySet<string>): Evidence | undefined {
  for (const first of [2, 3, 5, 7]) {
    const letters = new Map([...variables].map((name, i) => [name, q.integer(first + 2 * i)] as const));
    const [a, b] = [evaluate(left.expr, letters), evaluate(right.expr, letters)];
    if (!isValue(a) || !isValue(b) || q.equal(a, b)) continue;
    const where = [...letters].map(([name, value]) => `${name} = ${value.n}`).join(', ');
    const quotes = [left, right].map(({ written, quote }) => quote ?? quoted(place.text, written)) as [string, string];
    const valued = (side: string, value: Rational) => ({
      side,
      value: { exact: fraction(value, styleAt(place), quotes.join()) },
    });
    return { kind: 'function', where, left: valued(quotes[0], a), right: valued(quotes[1], b) };
  }
  return undefined;
}
