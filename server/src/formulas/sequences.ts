import type { Judgement } from './check.ts';
import { evaluate, isValue } from './evaluate.ts';
import { isAlternative, isDoubtful, isPart, type Place, styleAt } from './facts.ts';
import type { Expr } from './formula.ts';
import { type Givens, givenIn, valueWith } from './givens.ts';
import { fraction, literalOf } from './notation.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';
import { rewritten } from './rewrite.ts';
import { lettersOf, type Pair, pairsOf, quoteOf, spanOf } from './statement.ts';
import { piecewise } from './words.ts';
import { writeExpr, writeShown } from './write.ts';

/** Terms of a sequence that the problem gives by its first terms and a rule, or by a formula: `x_3 = …` is worked out. */
export function ofTerms(place: Place): Judgement[] {
  const { text, formula, earlier, functions } = place;
  if (formula.answer || formula.leading || !/_\d|_\(\d/.test(formula.text)) return [];
  const pairs = pairsOf(text, formula, functions);
  const claims = pairs.flatMap(pair => {
    const term = pair.at === 0 && pair.sign === '=' ? termIn(pair.left.expr) : undefined;
    return term && typeof term.index === 'number' && lettersOf(pair.right.expr).size === 0 ? { pair, ...term } : [];
  });
  const [claim] = claims;
  const rule = claim && ruleOf(claim.name, place);
  if (!claim || !rule || isPart(place)) return [];
  const index = claim.index as number;
  // Another first term than the given one begins another sequence.
  const is = rule.first.has(index) ? undefined : termAt(index, rule);
  const said = evaluate(claim.pair.right.expr);
  if (!is || !isValue(said)) return [];
  const span = spanOf(claim.pair);
  if (q.equal(is, said)) return [{ span, answer: 'holds' }];
  if (isDoubtful(text, formula) || isAlternative(text, formula) || isRounded(claim.pair.right.expr)) return [];
  if (mayBeRounded(is, said, rule)) return [];
  if (isStartedAnew(claim.name, rule, earlier, place)) return [];
  // "The fixed points are x_1 = 4, x_2 = -1": numbers that stay as they are.
  if (rule.isFixed?.(said)) return [];
  const root = `${writeShown(claim.pair.left.expr, text)} = ${fraction(is, styleAt(place))}`;
  const claimed = writeShown(claim.pair.right.expr, text);
  return [{ span, answer: 'fails', evidence: { kind: 'root', equation: rule.quote, root, claimed } }];
}

/** How a sequence goes on, or what its terms are. */
interface SequenceRule {
  readonly quote: string;
  /** `n` in `x_(n+1) = 2x_n`. */
  readonly letter: string;
  /** 1 in `x_(n+1)`. */
  readonly shift: number;
  readonly name: string;
  readonly expr: Expr;
  /** Terms by their numbers. */
  readonly first: ReadonlyMap<number, Rational>;
  readonly givens: Givens;
  readonly isFixed?: (x: Rational) => boolean;
}

interface Term {
  readonly name: string;
  /** A number, or a letter and what is added to it. */
  readonly index: number | { readonly letter: string; readonly shift: number };
}

/** `x_3`, `x_n`, `x_(n+1)` */
export function termIn(expr: Expr): Term | undefined {
  if (expr.kind !== 'subscript' || expr.of.kind !== 'symbol') return undefined;
  const index = expr.index.kind === 'parentheses' && expr.index.items.length === 1 ? expr.index.items[0]! : expr.index;
  const { name } = expr.of;
  const number = wholeOf(index);
  if (number !== undefined) return { name, index: number };
  if (index.kind === 'symbol') return { name, index: { letter: index.name, shift: 0 } };
  if (index.kind !== 'sum' || index.terms.length !== 2) return undefined;
  const [letter, added] = index.terms as [(typeof index.terms)[0], (typeof index.terms)[0]];
  const shift = wholeOf(added.expr);
  if (letter.expr.kind !== 'symbol' || letter.sign === '-' || shift === undefined || added.sign === '±')
    return undefined;
  return { name, index: { letter: letter.expr.name, shift: added.sign === '-' ? -shift : shift } };
}

function wholeOf(expr: Expr): number | undefined {
  const literal = literalOf(expr);
  return literal && literal.decimals === 0 && !literal.negative && literal.text.length <= 3
    ? Number(literal.text)
    : undefined;
}

/** The one rule for a sequence that is said before; nothing when there are several, or when it has cases. */
function ruleOf(name: string, { earlier, functions }: Place): SequenceRule | undefined {
  const [problem] = earlier;
  if (!problem || piecewise.test(problem.text)) return undefined;
  const all = givenIn(problem);
  const rules = earlier.flatMap(({ text, formulas }) =>
    formulas.flatMap(formula =>
      formula.answer || !formula.text.startsWith(`${name}_`)
        ? []
        : pairsOf(text, formula, functions)
            .filter(pair => pair.at === 0 && pair.sign === '=')
            .flatMap(pair => ruleIn(pair, name, quoteOf(text, [pair])) ?? []),
    ),
  );
  const [rule, ...others] = rules;
  if (!rule || others.some(other => other.text !== rule.text)) return undefined;
  const written = new RegExp(String.raw`(?<!\p{L})${name}_(?:\{[^}]*\p{L}[^}]*\}|\p{L})\s*&?=`, 'gu');
  // "The tenth terms of $a_n = 2n + 3$ and $a_n = n^2$": one of them wasn't read.
  if (earlier.flatMap(({ text }) => text.match(written) ?? []).length > rules.length) return undefined;
  const first = new Map<number, Rational>();
  for (const [letter, value] of all) {
    const index = new RegExp(`^${name}_\\(?(\\d{1,3})\\)?$`).exec(letter)?.[1];
    if (index !== undefined) first.set(Number(index), value);
  }
  const { isRecursive } = rule;
  const givens = new Map([...all].filter(([letter]) => letter !== rule.letter));
  const known: SequenceRule = { ...rule, name, first, givens };
  // A first term that the formula doesn't have: the rule is for the others, or for something else.
  if (!isRecursive && [...first].some(([k, value]) => !agrees(termAt(k, { ...known, first: new Map() }), value)))
    return undefined;
  return isRecursive ? { ...known, isFixed: x => isFixedAt(x, known) } : known;
}

const agrees = (a: Rational | undefined, b: Rational) => a === undefined || q.equal(a, b);

function ruleIn({ left, right }: Pair, name: string, quote: string) {
  const term = termIn(left.expr);
  if (!term || typeof term.index === 'number') return undefined;
  const { letter, shift } = term.index;
  const others = termsIn(right.expr, name);
  const shifts = others.flatMap(({ index }) => (typeof index === 'number' ? [] : [index]));
  if (shifts.some(one => one.letter !== letter || one.shift >= shift)) return undefined;
  if (lettersOf(right.expr).size === 0) return undefined;
  const text = `${writeExpr(left.expr)}=${writeExpr(right.expr)}`;
  return { quote, letter, shift, expr: right.expr, text, isRecursive: shifts.length > 0 };
}

export function termsIn(expr: Expr, name: string): Term[] {
  const found: Term[] = [];
  rewritten(expr, part => {
    const term = termIn(part);
    if (term?.name === name) found.push(term);
    return part;
  });
  return found;
}

/** Terms further on aren't worked out. */
const furthest = 400;

/** The exact term, from the first ones on. */
function termAt(at: number, rule: SequenceRule): Rational | undefined {
  const { first, letter, shift, name, expr } = rule;
  const known = new Map(first);
  const isRecursive = termsIn(expr, name).some(({ index }) => typeof index !== 'number');
  const start = isRecursive ? Math.min(...first.keys()) : at;
  if (at > furthest || (isRecursive && at - start > 60)) return undefined;
  for (let k = start; k <= at; k++) {
    if (known.has(k)) continue;
    const numbers = new Map([...rule.givens, ...terms(known, name), [letter, q.integer(k - shift)] as const]);
    const value = valueWith(withTerms(expr, letter, k - shift), numbers);
    if (!value || value.n.toString().length > 40) return undefined;
    known.set(k, value);
  }
  return known.get(at);
}

const terms = (known: ReadonlyMap<number, Rational>, name: string) =>
  [...known].map(([k, value]) => [`${name}_${k}`, value] as const);

/** `x_n` as `x_3`, written plainly. */
export function withTerms(expr: Expr, letter: string, at: number): Expr {
  return rewritten(expr, part => {
    const term = termIn(part);
    if (!term) return part;
    const index =
      typeof term.index === 'number' ? term.index : term.index.letter === letter ? at + term.index.shift : undefined;
    return index === undefined
      ? part
      : { kind: 'symbol', name: `${term.name}_${index}`, start: part.start, end: part.end };
  });
}

function isFixedAt(x: Rational, { expr, name, letter, givens }: SequenceRule): boolean {
  const put = rewritten(expr, part =>
    termIn(part)?.name === name ? { kind: 'symbol', name, start: 0, end: 0 } : part,
  );
  const value = valueWith(put, new Map([...givens, [name, x], [letter, q.zero]]));
  return value === undefined || q.equal(value, x);
}

/** Whether other first terms were tried in the meantime. */
function isStartedAnew(
  name: string,
  { first }: SequenceRule,
  earlier: Place['earlier'],
  { functions }: Place,
): boolean {
  return earlier.slice(1).some(({ text, formulas }) =>
    formulas.some(formula =>
      pairsOf(text, formula, functions).some(({ left, right, sign }) => {
        const term = termIn(left.expr);
        if (term?.name !== name || typeof term.index !== 'number' || sign !== '=') return false;
        const [is, said] = [first.get(term.index), evaluate(right.expr)];
        return is !== undefined && isValue(said) && !q.equal(is, said);
      }),
    ),
  );
}

/** "P_2 = 916": whole people, and those of the years after are counted from there. */
function mayBeRounded(is: Rational, said: Rational, { expr, first }: SequenceRule): boolean {
  const isWhole = is.d === 1n && !isRounded(expr) && [...first.values()].every(({ d }) => d === 1n);
  const off = Math.abs(q.toNumber(is) - q.toNumber(said));
  return !isWhole && off <= 1 + 0.02 * Math.abs(q.toNumber(is));
}

function isRounded(expr: Expr): boolean {
  let found = false;
  rewritten(expr, part => {
    found ||= part.kind === 'number' && part.text.includes('.');
    return part;
  });
  return found;
}
