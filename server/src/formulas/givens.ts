import type { Judgement } from './check.ts';
import { evaluate, isValue } from './evaluate.ts';
import type { Evidence } from './evidence.ts';
import { isAlternative, isConclusion, isDoubtful, isPart, mentionsLetter, type Place, styleAt } from './facts.ts';
import type { Expr, Formula, Passage, Side } from './formula.ts';
import { fraction, isNumeral, literalOf, quoted } from './notation.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';
import { rewritten } from './rewrite.ts';
import { isLetter, lettersOf, type Pair, pairsOf, quoteOf, spanOf } from './statement.ts';
import { changing, reservation } from './words.ts';
import { writeExpr } from './write.ts';

/** Numbers that letters have, by the letters' names; a numbered letter is named as it is written. */
export type Givens = ReadonlyMap<string, Rational>;

/**
 * Values that a problem gives, put into its formulas. Nothing is said where the problem has other numbers, changes something or has
 * units: "a = 8 cm, b = 30 mm, now a is doubled" puts in other numbers rightly.
 */
export function ofGivens(place: Place): Judgement[] {
  const { text, formula, earlier, functions } = place;
  if (formula.answer || formula.leading || !formula.text.includes('=')) return [];
  const [problem] = earlier;
  const givens = problem && givenIn(problem);
  if (!givens || givens.size === 0 || isDoubtful(text, formula) || isAlternative(text, formula)) return [];
  if (isPart(place) || hasMore(problem, givens)) return [];
  return pairsOf(text, formula, functions).flatMap((pair): Judgement[] => {
    if (pair.sign !== '=' || lettersOf(pair.right.expr).size > 0) return [];
    const rule = ruleFor(pair, place);
    if (!rule) return [];
    const span = spanOf(pair);
    const is = valueWith(rule.expr, givens);
    const said = evaluate(pair.right.expr);
    if (!is || !isValue(said)) return [];
    if (q.equal(is, said)) return [{ span, answer: 'holds' }];
    if (rule.isOld || isValued(pair, place)) return [];
    const slips = slipsIn(rule.expr, pair.right.expr, givens);
    const isResult =
      isConclusion(text, formula) &&
      rule.quote !== undefined &&
      is.d === 1n &&
      isNumeral(pair.right.expr) &&
      !hasDecimals(pair.right.expr);
    if (slips ? slips.length !== 1 : !isResult) return [];
    const evidence =
      rule.quote === undefined ? differing(pair, is, said, place, givens) : missing(pair, rule.quote, is, place);
    return [{ span, answer: 'fails', evidence }];
  });
}

/** "for a = 8, b = 3, ab/2 is 12, but 7·3/2 is 21/2" */
function differing({ left, right }: Pair, is: Rational, said: Rational, place: Place, givens: Givens): Evidence {
  const told = (value: Rational) => fraction(value, styleAt(place), place.text);
  const valued = (side: Side, value: Rational) => ({ side: quoted(place.text, side), value: { exact: told(value) } });
  const where = [...lettersOf(left.expr)].map(name => `${name} = ${told(givens.get(name)!)}`).join(', ');
  return { kind: 'function', where, left: valued(left.written, is), right: valued(right.written, said) };
}

/** "A = ab/2 gives A = 12, not 7·3/2" */
function missing({ left, right }: Pair, equation: string, is: Rational, place: Place): Evidence {
  const root = `${quoted(place.text, left.written)} = ${fraction(is, styleAt(place), place.text)}`;
  return { kind: 'root', equation, root, claimed: quoted(place.text, right.written) };
}

/** What a problem says single letters are; nothing when it says it twice, with units or with a doubt. */
export function givenIn({ text, formulas }: Passage): Givens {
  const found = new Map<string, Rational>();
  const unclear = new Set<string>();
  for (const formula of formulas) {
    const [letter, number] = formula.sides;
    if (!isLetter(letter!.expr) || formula.relations.length !== 1 || formula.relations[0]!.sign !== '=') continue;
    if (!number || !isNumeral(number.expr)) continue;
    const name = writeExpr(letter!.expr);
    const value = evaluate(number.expr);
    const isPlain = number.units.length === 0 && isPlainly(text, formula);
    if (!isValue(value) || !isPlain || found.has(name) || isAlternative(text, formula)) unclear.add(name);
    else found.set(name, value);
  }
  for (const name of unclear) found.delete(name);
  return unclear.size > 0 ? new Map() : found;
}

/** Whether a value has no unit, and nothing else behind it. */
export const isPlainly = (text: string, { span }: Formula) => endsThere.test(text.slice(span.end, span.end + 12));

const endsThere = /^\s*(?:\\?\)|\$)?\s*(?:$|[.,;:?!)\n，。；、？]|(?:and|und|et|y|e|i|и)(?!\p{L})|和)/u;

/** The value of an expression where its letters have these values. */
export function valueWith(expr: Expr, givens: Givens): Rational | undefined {
  const value = evaluate(plain(expr), givens);
  return isValue(value) ? value : undefined;
}

/** Numbered letters as letters. */
const plain = (expr: Expr) =>
  rewritten(expr, part =>
    part.kind === 'subscript' ? { kind: 'symbol', name: writeExpr(part), start: part.start, end: part.end } : part,
  );

/** Whether the problem has more in it than values and the formulas they are put into. */
function hasMore({ text, formulas }: Passage, givens: Givens): boolean {
  if (changing.test(text) || reservation.test(text)) return true;
  const isKnown = (formula: Formula) => formula.sides.some(({ expr }) => lettersOf(expr).size > 0);
  if (!formulas.every(isKnown)) return true;
  const outside = formulas.reduceRight(
    (rest, { span }) => rest.slice(0, span.start) + rest.slice(span.end),
    text.replace(/^\W*(?:\p{L}+\s)?\d+[.):]/u, match => ' '.repeat(match.length)),
  );
  if (/\d/.test(outside)) return true;
  // Equations that the values don't satisfy are to be solved for something else.
  return formulas.some(({ sides, relations }) => {
    const values = sides.map(({ expr }) => valueWith(expr, givens));
    return relations.some(
      ({ sign }, k) => values[k] && values[k + 1] && (sign !== '=' || !q.equal(values[k]!, values[k + 1]!)),
    );
  });
}

/** What the left side of a pair stands for, in letters: itself, or what its letter was said to be. */
interface Rule {
  readonly expr: Expr;
  /** Where it is said, if not in the pair. */
  readonly quote?: string;
  /** It is too far above for what follows to be about it. */
  readonly isOld: boolean;
}

function ruleFor({ left, right }: Pair, { earlier, functions }: Place): Rule | undefined {
  if (lettersOf(left.expr).size === 0) return undefined;
  if (!isLetter(left.expr)) return { expr: left.expr, isOld: isNumeral(right.expr) };
  const name = writeExpr(left.expr);
  const rules = earlier.flatMap(({ text, formulas }, k) =>
    formulas.flatMap(formula => {
      if (!mentionsLetter(formula, name)) return [];
      return pairsOf(text, formula, functions)
        .filter(pair => pair.sign === '=' && writeExpr(pair.left.expr) === name && lettersOf(pair.right.expr).size > 0)
        .map(pair => ({ expr: pair.right.expr, quote: quoteOf(text, [pair]), isOld: k > 0 && k < earlier.length - 2 }));
    }),
  );
  const [rule, ...others] = rules;
  return others.every(({ expr }) => writeExpr(expr) === writeExpr(rule!.expr)) ? rule : undefined;
}

/** Whether the letter on the left was said to be some number before. */
function isValued({ left }: Pair, { earlier }: Place): boolean {
  const name = writeExpr(left.expr);
  return earlier.some(({ formulas }) =>
    formulas.some(
      ({ sides }) =>
        sides.some(({ expr }) => writeExpr(expr) === name) && sides.some(({ expr }) => lettersOf(expr).size === 0),
    ),
  );
}

const hasDecimals = (expr: Expr) => (literalOf(expr)?.decimals ?? 0) > 0;

/** The letters in whose place another number than theirs was put; nothing when the calculation isn't the expression with numbers in it. */
function slipsIn(expr: Expr, numbers: Expr, givens: Givens): readonly string[] | undefined {
  const wrong = new Set<string>();
  return isPutInto(expr, numbers, givens, wrong) ? [...wrong] : undefined;
}

function isPutInto(expr: Expr, numbers: Expr, givens: Givens, wrong: Set<string>): boolean {
  const [a, b] = [unwrapped(expr), unwrapped(numbers)];
  const all = (xs: readonly Expr[], ys: readonly Expr[]) =>
    xs.length === ys.length && xs.every((x, k) => isPutInto(x, ys[k]!, givens, wrong));
  if (isLetter(a)) {
    const name = writeExpr(a);
    const [is, said] = [givens.get(name), isNumeral(b) ? evaluate(b) : 'variable'];
    if (!is || !isValue(said)) return false;
    if (!q.equal(is, said)) wrong.add(name);
    return true;
  }
  if (a.kind === 'sum' && b.kind === 'sum')
    return signs(a.terms) === signs(b.terms) && all(inner(a.terms), inner(b.terms));
  if (a.kind === 'product' && b.kind === 'product')
    return signs(a.factors) === signs(b.factors) && all(inner(a.factors), inner(b.factors));
  if (a.kind === 'fraction' && b.kind === 'fraction') return all([a.over, a.under], [b.over, b.under]);
  if (a.kind === 'power' && b.kind === 'power') return all([a.base, a.exponent], [b.base, b.exponent]);
  return a.kind === 'number' && b.kind === 'number' && a.text === b.text;
}

const inner = (parts: readonly { readonly expr: Expr }[]) => parts.map(({ expr }) => expr);
const signs = (parts: readonly { readonly sign: string }[]) =>
  parts.map(({ sign }) => (sign === '*' || sign === '+' ? '' : sign)).join();

function unwrapped(expr: Expr): Expr {
  return expr.kind === 'parentheses' && expr.items.length === 1 ? unwrapped(expr.items[0]!) : expr;
}
