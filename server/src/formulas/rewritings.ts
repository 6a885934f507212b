import type { Judgement } from './check.ts';
import { compared, differing, differsByConstant, hasDecimals } from './comparison.ts';
import { hasReservation, isAlternative, isDoubtful, type Place, reach, styleAt } from './facts.ts';
import type { Expr, Passage, Side } from './formula.ts';
import { callOf, type Functions, isDefinition, primed, resolved } from './functions.ts';
import { quoted, sentenceAround } from './notation.ts';
import { degreeOf, expand, polynomialOf } from './polynomial.ts';
import { isName } from './restated.ts';
import { rewritten } from './rewrite.ts';
import { isDerivative } from './sideWork.ts';
import { isLetter, isOfDifferentials, lettersOf, type Pair, pairsOf, spanOf } from './statement.ts';
import { hasUnits, isPrimed, taskOf } from './task.ts';
import { approximately } from './words.ts';
import { writeExpr } from './write.ts';

/** `a = b = c`, rows that begin with `=`, and what an expression that stood alone is said to be: the same function. */
export function rewritings(place: Place): Judgement[] {
  const { text, formula, earlier, functions } = place;
  const below = rowBelow(place) ?? stepBelow(place);
  return [...(below ? [below] : []), ...pairsOf(text, formula, functions)].flatMap((pair): Judgement[] => {
    const { left, right, sign, at } = pair;
    if (sign !== '=' || hasUnits(left.written, right.written) || isPrimed(text, spanOf(pair))) return [];
    const comparison = compared(left.expr, right.expr);
    // Numbers alone are judged where they stand; what they go on from may be out of sight there.
    if (!comparison || (comparison.left.size === 0 && pair !== below)) return [];
    const span = spanOf(pair);
    if (isOfDifferentials(text, pair)) return [];
    if (comparison.same) return [{ span, answer: 'holds' }];
    if (hasReservation(text, formula) || isAlternative(text, formula)) return [];
    if (approximately.test(sentenceAround(text, formula.span)) || isRow(text)) return [];
    if (!comparison.exact && isDoubtful(text, formula)) return [];
    if (comparison.left.size === 0 && !isPlain(pair)) return [];
    const factored = isFactored(place, pair);
    const rewrites = at > 0 || factored || isStated(place, pair) || isComposed(pair) || isOfTask(place, pair);
    if (pair === below && !isOnlyFrom(place, pair)) return [];
    if (differsByConstant(left.expr, right.expr)) return [];
    if (!rewrites || isCut(earlier) || !sameVariables(comparison.left, comparison.right)) return [];
    const restricted = !factored && isRestricted([...earlier, behind(place)], comparison.left, functions);
    if (restricted || hasOtherAlgebra(earlier, text)) return [];
    const [a, b] = [left, right].map(({ expr, written, quote }) => ({ expr, quote: quote ?? quoted(text, written) }));
    const evidence = differing(a!, b!, comparison.left, styleAt(place));
    return evidence ? [{ span, answer: 'fails', evidence }] : [];
  });
}

/** A row of an alignment that stands alone may go on in the next one. */
const isRow = (text: string) => /(?<!\\)&/.test(text) && !text.includes('\\begin');

/** A row that begins with `=` goes on where the row above it ended. */
function rowBelow({ text, formula, earlier, functions }: Place): Pair | undefined {
  const above = earlier[earlier.length - 1]!.formulas.at(-1);
  if (!formula.leading || !above || above.answer) return undefined;
  const between = text.slice(above.span.end, formula.span.start);
  if (!/^(?:[\s&$.,>]|\\\\(?:\[[^\]\n]*\])?|\\[[\]()])*$/.test(between)) return undefined;
  const sides = sidesOf(above.sides[above.sides.length - 1]!, formula.sides[0]!, functions);
  return { ...sides, sign: formula.leading.sign, at: 1 };
}

/** A step that begins with `=` goes on where the step before it ended, the first one with what the problem asks to rewrite. */
function stepBelow({ formula, earlier, functions, text }: Place): Pair | undefined {
  const [own, before] = [earlier[earlier.length - 1]!, earlier[earlier.length - 2]];
  if (!formula.leading || !before || own.formulas.length > 0) return undefined;
  const task = earlier.length === 2 ? taskOf(before) : undefined;
  if (earlier.length === 2 && (!task || (!task.said && isDerivative(formula.sides[0]!.expr, task.expr))))
    return undefined;
  const above = before.formulas.filter(({ answer }) => !answer || earlier.length > 2).at(-1);
  if (!above || above.answer || isPrimed(before.text, above.span)) return undefined;
  if (/\p{L}/u.test(text.slice(0, formula.span.start).replace(/\\[a-z]+/g, ''))) return undefined;
  const last = above.sides[above.sides.length - 1]!;
  const { start } = formula.leading.span;
  const { left, right } = sidesOf({ ...last, span: { start, end: start } }, formula.sides[0]!, functions);
  return { left: { ...left, quote: quoted(before.text, last) }, sign: formula.leading.sign, right, at: 1 };
}

function sidesOf(left: Side, right: Side, functions: Functions): Pick<Pair, 'left' | 'right'> {
  const resolve = (written: Side) => ({ expr: resolved(written.expr, functions), written });
  return { left: resolve(left), right: resolve(right) };
}

/** What goes on from a side calculation may go on from anything above it. */
function isOnlyFrom({ earlier }: Place, { right }: Pair): boolean {
  const sides = earlier.flatMap(({ formulas }) => formulas.flatMap(formula => formula.sides));
  return !sides.some(({ expr }) => compared(expr, right.expr)?.same);
}

/** `a² + 2ab = …`, where the problem asks to expand what is the same: nothing but another form can be meant. */
function isOfTask({ earlier }: Place, { left, right }: Pair): boolean {
  const task = taskOf(earlier[0]);
  if (!task?.said || isLetter(left.expr)) return false;
  return compared(task.expr, left.expr)?.same === true && !isLetter(right.expr);
}

/** Numbers that nothing was rounded in. */
function isPlain({ left, right }: Pair): boolean {
  return [left, right].every(({ expr }) => !hasDecimals(expr));
}

/** Expressions whose rewriting has begun: the one a problem consists of, its parts, and those that were rewritten already. */
function statedBefore(earlier: readonly Passage[], functions: Functions): Set<string> {
  const [only, ...others] = earlier[0]?.formulas ?? [];
  const asked = only && others.length === 0 && only.relations.length === 0 ? partsOf(only.sides[0]!.expr) : [];
  const known = earlier.flatMap(({ text, formulas }) =>
    formulas.flatMap(formula =>
      pairsOf(text, formula, functions).flatMap(({ left, sign, right }) => {
        const comparison = sign === '=' ? compared(left.expr, right.expr) : undefined;
        return comparison?.same && comparison.left.size > 0
          ? [writeExpr(left.written.expr), writeExpr(right.written.expr)]
          : [];
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
function isStated({ earlier, functions }: Place, { left, right }: Pair): boolean {
  if (isName(left.written.expr)) return false;
  const stated = statedBefore(earlier, functions);
  return stated.has(writeExpr(left.written.expr)) && !stated.has(writeExpr(right.written.expr));
}

/** `x² - 3x + 2 = (x - 1)(x + 2)` below `x² - 3x + 2 = 0`: the same as a product, no new equation. */
function isFactored({ earlier, functions }: Place, { left, right }: Pair): boolean {
  if (right.expr.kind !== 'product' && right.expr.kind !== 'power') return false;
  const [a, b] = [polynomialOf(expand(left.expr)), polynomialOf(expand(right.expr))];
  if (!a || !b || degreeOf(a) < 2 || degreeOf(a) !== degreeOf(b)) return false;
  const solved = writeExpr(left.written.expr);
  const isZero = (side: Side) => side.expr.kind === 'number' && Number(side.expr.text) === 0;
  return earlier.some(({ text, formulas }) =>
    formulas
      .flatMap(formula => pairsOf(text, formula, functions))
      .some(({ sign, ...pair }) => {
        const [one, other] = [pair.left.written, pair.right.written];
        return (
          sign === '=' &&
          ((isZero(other) && writeExpr(one.expr) === solved) || (isZero(one) && writeExpr(other.expr) === solved))
        );
      }),
  );
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

/** What is said in the rest of the sentence: "… with ω = 1". */
function behind({ text, formula: { span }, rest }: Place): Passage {
  const stop = /[.!?;。！？](?:\s|$)|\n\s*\n|\\\\/.exec(text.slice(span.end));
  const end = stop ? span.end + stop.index : text.length;
  return { text, formulas: rest.slice(1).filter(({ span }) => span.start < end) };
}

/** Whether something earlier ties these letters together, so that a rewriting may have used it. */
export function isRestricted(
  earlier: readonly Passage[],
  variables: ReadonlySet<string>,
  functions: Functions,
): boolean {
  const said = earlier.flatMap(({ text, formulas }) =>
    formulas.filter(formula => !isDefinition(formula)).flatMap(formula => pairsOf(text, formula, functions)),
  );
  const ties = said.filter(
    pair =>
      [...lettersOf(pair.left.expr, pair.right.expr)].some(letter => variables.has(letter)) &&
      !(pair.sign === '=' && compared(pair.left.expr, pair.right.expr)?.same),
  );
  return ties.some(tie => !isOnlyName(tie, variables, said));
}

/** `y = x² + 1`, `y' = 2x` only name an expression, where nothing else is said of y. */
function isOnlyName(tie: Pair, variables: ReadonlySet<string>, said: readonly Pair[]): boolean {
  const name = primed(tie.left.expr).of;
  if (tie.sign !== '=' || !isLetter(name)) return false;
  const letter = writeExpr(name);
  const names = (pair: Pair) =>
    writeExpr(primed(pair.left.expr).of) === letter &&
    [...lettersOf(pair.right.expr)].some(one => variables.has(one)) &&
    !lettersOf(pair.right.expr).has(letter);
  if (variables.has(letter)) return false;
  return said
    .filter(({ left, right }) => lettersOf(left.expr, right.expr).has(letter))
    .every(
      other =>
        names(other) &&
        (writeExpr(other.left.expr) !== writeExpr(tie.left.expr) ||
          compared(other.right.expr, tie.right.expr)?.same === true),
    );
}

/** Vectors, matrices and residues calculate by other rules. */
export const hasOtherAlgebra = (earlier: readonly Passage[], text: string) =>
  [...earlier.map(one => one.text), text].some(one => otherAlgebra.test(one));

const otherAlgebra =
  /\\(?:vec|mathbf|boldsymbol|bm|overrightarrow|pmod|bmod|equiv)(?![a-z])|matri[xc]|ve[ck]t(?:or|eur)|vettor|quaternion|boolean|logic|\bgates?\b|switching|schaltalgebra|roots? of unity|einheitswurzel|racines? .{0,20}unité|\bGF\(|\bfield with|characteristic|charakteristik|idempotent|nilpotent|ordinal|projection|projektion|to (?:first|second|leading) order|in (?:erster|zweiter|führender) ordnung|\bmod(?:ulo)?\b|\\mathbb\s*\{?[FZ]|binary|≡|матриц|вектор|向量|矩阵/iu;

/** Whether there was more before than is looked back at. */
const isCut = (earlier: readonly Passage[]) =>
  earlier.slice(1).reduce((count, { formulas }) => count + formulas.length, 0) >= reach;
