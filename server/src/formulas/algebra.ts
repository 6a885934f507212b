import type { Judgement } from './check.ts';
import { evaluate, isValue } from './evaluate.ts';
import type { Evidence } from './evidence.ts';
import type { Expr, Formula, Side } from './formula.ts';
import { literalOf, quoted } from './notation.ts';
import { expand, sameFunction, univariate, valueAt, variablesOf } from './polynomial.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';
import { reservation } from './words.ts';
import { writeExpr } from './write.ts';

/**
 * Follows variables from line to line, where the exact check can't say: rewritten expressions must stay the same function,
 * and a value found for a letter must solve the equation right before it.
 */
export function followed(
  text: string,
  before: readonly Formula[],
  formulas: readonly Formula[],
  judgements: readonly Judgement[],
): Judgement[] {
  const all = [...before, ...formulas];
  const answers = formulas.flatMap((formula, k) => {
    if (formula.answer || formula.text === '' || hasReservation(text, formula)) return [];
    return [...rewritings(text, all, before.length + k), ...solutions(text, formulas, k)];
  });
  if (answers.length === 0) return [...judgements];
  return judgements.map(judgement => {
    if (judgement.answer !== 'unknown') return judgement;
    const { start, end } = judgement.span;
    return answers.find(({ span }) => span.start === start && span.end === end) ?? judgement;
  });
}

const supposition =
  /\b(?:let|if|suppose|assume|case|try|when|or|either|otherwise|sei|wenn|falls|oder|entweder|soit|si|ou|sea|o|oppure|lub|albo|eller)\b|пусть|если|или|либо|або|设|若|或|または|혹은|또는/iu;

/** Whether the words around a formula suppose, ask or deny what it says. */
export function hasReservation(text: string, { span }: Formula): boolean {
  const near = text.slice(Math.max(0, span.start - 80), span.end + 60);
  return reservation.test(near) || supposition.test(near);
}

/** `a = b = c` and rows that begin with `=`: every further side rewrites the one before. */
function rewritings(text: string, all: readonly Formula[], at: number): Judgement[] {
  const formula = all[at]!;
  const pairs: (readonly [Side, Side])[] = [];
  formula.relations.forEach((relation, i) => {
    if (relation.sign === '=' && i > 0) pairs.push([formula.sides[i]!, formula.sides[i + 1]!]);
  });
  return pairs.flatMap(([left, right]): Judgement[] => {
    const [a, b] = [expand(left.expr), expand(right.expr)];
    if (!a || !b) return [];
    const variables = variablesOf(a);
    if (variables.size === 0 || !sameVariables(variables, variablesOf(b)) || isRestricted(all.slice(0, at), variables))
      return [];
    const span = { start: left.span.start, end: right.span.end };
    const same = sameFunction(a, b);
    if (same === undefined) return [];
    if (same) return [{ span, answer: 'holds' }];
    const evidence = differing(text, left, right, variables);
    return evidence ? [{ span, answer: 'fails', evidence }] : [];
  });
}

function sameVariables(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every(name => b.has(name));
}

/** Whether something earlier ties these letters together, so that a rewriting may have used it. */
function isRestricted(earlier: readonly Formula[], variables: ReadonlySet<string>): boolean {
  return earlier.some(({ sides, relations, text }) => {
    if (relations.length === 0) return false;
    const written = text || sides.map(({ expr }) => writeExpr(expr)).join('=');
    return lettersOf(written).some(letter => variables.has(letter));
  });
}

function lettersOf(written: string): string[] {
  return [...written.matchAll(/\p{L}(?:_(?:\p{L}|\d|\([^()]*\)))?/gu)].map(([letter]) => letter);
}

/** Both sides at a value of the variables where they differ. */
function differing(text: string, left: Side, right: Side, variables: ReadonlySet<string>): Evidence | undefined {
  for (const first of [2, 3, 5, 7]) {
    const letters = new Map([...variables].map((name, i) => [name, q.integer(first + 2 * i)] as const));
    const [a, b] = [evaluate(left.expr, letters), evaluate(right.expr, letters)];
    if (!isValue(a) || !isValue(b) || q.equal(a, b)) continue;
    const where = [...letters].map(([name, value]) => `${name} = ${value.n}`).join(', ');
    const valued = (side: Side, value: Rational) => ({ side: quoted(text, side), value: { exact: shown(value) } });
    return { kind: 'function', where, left: valued(left, a), right: valued(right, b) };
  }
  return undefined;
}

function shown({ n, d }: Rational): string {
  return d === 1n ? `${n}` : `${n}/${d}`;
}

/** `2x = 8`, then `x = 3`: the value must solve the equation right before, and a linear equation keeps its solution. */
function solutions(text: string, formulas: readonly Formula[], k: number): Judgement[] {
  const [before, formula] = [formulas[k - 1], formulas[k]!];
  if (!before || !isEquation(before) || !isEquation(formula)) return [];
  const equation = univariate(before.sides[0]!.expr, before.sides[1]!.expr);
  const next = univariate(formula.sides[0]!.expr, formula.sides[1]!.expr);
  if (!equation || !next || equation.variable !== next.variable || next.coefficients.length !== 2) return [];
  const [left, right] = formula.sides as readonly [Side, Side];
  const span = { start: left.span.start, end: right.span.end };
  const linear = equation.coefficients.length === 2;
  const isValueOfLetter = left.expr.kind === 'symbol' && left.expr.name === next.variable;
  if (before.sides[0]!.expr.kind === 'symbol' || (!linear && !isValueOfLetter)) return [];
  const root = rootOf(next.coefficients);
  if (q.equal(valueAt(equation.coefficients, root), q.zero)) return [{ span, answer: 'holds' }];
  if (isNearRoot(equation.coefficients, root, right.expr)) return [];
  const said = {
    equation: `${quoted(text, before.sides[0]!)} = ${quoted(text, before.sides[1]!)}`,
    letter: next.variable,
    claimed: shown(root),
  };
  const evidence: Evidence = linear
    ? { kind: 'root', root: shown(rootOf(equation.coefficients)), ...said }
    : { kind: 'no-root', ...said };
  return [{ span, answer: 'fails', evidence }];
}

function isEquation({ sides, relations, leading, answer }: Formula): boolean {
  return !answer && !leading && sides.length === 2 && relations[0]!.sign === '=';
}

function rootOf([c, a]: readonly Rational[]): Rational {
  return q.negate(q.divide(c!, a!));
}

/** Whether a root lies within the last digit of a value that is written with decimals or may be rounded to a whole. */
function isNearRoot(coefficients: readonly Rational[], root: Rational, written: Expr): boolean {
  const literal = literalOf(written);
  if (!literal) return false;
  const step = q.power(q.integer(10), BigInt(-literal.decimals));
  const [low, high] = [valueAt(coefficients, q.subtract(root, step)), valueAt(coefficients, q.add(root, step))];
  const wholeRoot = q.equal(low, q.zero) || q.equal(high, q.zero);
  return !wholeRoot && low.n < 0n !== high.n < 0n;
}
