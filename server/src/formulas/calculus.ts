import { hasReservation } from './algebra.ts';
import type { Judgement } from './check.ts';
import type { Expr, Formula, Side } from './formula.ts';
import { quoted } from './notation.ts';
import { derivative, expand, type Polynomial, polynomialOf, sameFunction, unit, written } from './polynomial.ts';

/**
 * Derivatives and indefinite integrals of polynomials, which can be worked out as surely as numbers: `∫ 6x dx = 3x² + C`,
 * `d/dx x³ = 3x²`, and `f'(x) = 3x²` where the exercise has said before what f(x) is.
 */
export function differentiated(
  text: string,
  before: readonly Formula[],
  formulas: readonly Formula[],
  judgements: readonly Judgement[],
): readonly Judgement[] {
  const all = [...before, ...formulas];
  const answers = formulas.flatMap((formula, k) => {
    const claim = claimOf(formula, all.slice(0, before.length + k));
    return claim && !hasReservation(text, formula) ? (judged(text, formula, claim) ?? []) : [];
  });
  if (answers.length === 0) return judgements;
  return judgements.map(judgement => {
    if (judgement.answer !== 'unknown') return judgement;
    const { start, end } = judgement.span;
    return answers.find(({ span }) => span.start === start && span.end === end) ?? judgement;
  });
}

/** What a formula says: that one polynomial is a derivative of another, in this letter. */
interface Claim {
  readonly letter: string;
  readonly of: Polynomial;
  readonly is: Polynomial;
  readonly times: number;
  /** The claimed side, for a quote; the other one is written anew. */
  readonly quote: 'of' | 'is';
}

/** The letters that people add for a constant of integration. */
const constants = /^[CcKkD](?:_|$)/;

function claimOf({ sides, relations, answer, text }: Formula, earlier: readonly Formula[]): Claim | undefined {
  if (answer || text === '' || relations[0]?.sign !== '=') return undefined;
  const [left, right] = [sides[0]!.expr, polynomialOf(expand(sides[1]!.expr))];
  if (!right) return undefined;
  if (left.kind === 'call' && left.args.length === 2 && (left.name === 'int' || left.name === 'diff')) {
    const [body, letter] = [polynomialOf(expand(left.args[0]!)), left.args[1]!];
    if (!body || letter.kind !== 'symbol') return undefined;
    const claim = { letter: letter.name, times: 1 };
    return left.name === 'diff'
      ? sensible({ ...claim, of: body, is: right, quote: 'is' })
      : sensible({ ...claim, of: right, is: body, quote: 'of' });
  }
  const named = derivativeOf(left);
  const of = named && definition(named, earlier);
  return of && sensible({ letter: named.letter, times: named.times, of, is: right, quote: 'is' });
}

/** "f'(x) = 0" asks for an extremum, and a letter from nowhere is a parameter or a new variable: neither claims a derivative. */
function sensible(claim: Claim): Claim | undefined {
  const { letter, of, is, quote } = claim;
  const [original, claimed] = quote === 'is' ? [lettersOf(of), lettersOf(is)] : [lettersOf(is), lettersOf(of)];
  if (!claimed.has(letter)) return undefined;
  const known = (name: string) => name === '' || name === letter || original.has(name);
  return [...claimed].every(name => known(name) || (quote === 'of' && constants.test(name))) ? claim : undefined;
}

const lettersOf = (polynomial: Polynomial) => new Set([...polynomial.keys()].flatMap(name => name.split(' ')));

/** `f'(x)`, `f''(x)`. */
function derivativeOf(expr: Expr): { name: string; letter: string; times: number } | undefined {
  const called = callOf(expr);
  let name = called?.name;
  let times = 0;
  for (; name?.kind === 'postfix' && name.sign === "'"; name = name.of) times++;
  return called && name?.kind === 'symbol' && times > 0 ? { name: name.name, letter: called.letter, times } : undefined;
}

/** A letter called with a letter, which is written like a product. */
function callOf(expr: Expr): { name: Expr; letter: string } | undefined {
  if (expr.kind !== 'product' || expr.factors.length !== 2) return undefined;
  const [name, argument] = expr.factors.map(factor => factor.expr) as [Expr, Expr];
  const letter = argument.kind === 'parentheses' && argument.items.length === 1 ? argument.items[0]! : undefined;
  return letter?.kind === 'symbol' && expr.factors[1]!.sign === '' ? { name, letter: letter.name } : undefined;
}

/** What the function is, where the exercise says so without contradiction. */
function definition({ name, letter }: { name: string; letter: string }, earlier: readonly Formula[]) {
  let found: Polynomial | undefined;
  for (const { sides, relations, answer } of earlier) {
    const called = callOf(sides[0]!.expr);
    if (answer || called?.name.kind !== 'symbol' || called.name.name !== name || called.letter !== letter) continue;
    if (relations[0]?.sign !== '=') continue;
    const said = polynomialOf(expand(sides[1]!.expr));
    if (!said || !isIn(letter, said) || (found && !same(found, said))) return undefined;
    found = said;
  }
  return found;
}

/** Whether it is a polynomial in this letter, beside which there are only parameters: "f(x) = D²" depends on x in a hidden way. */
function isIn(letter: string, polynomial: Polynomial): boolean {
  const letters = lettersOf(polynomial);
  return letters.has(letter) && [...letters].every(name => name === letter || /^[abckmnpq]?$/.test(name));
}

function same(a: Polynomial, b: Polynomial): boolean {
  return sameFunction({ over: a, under: unit }, { over: b, under: unit }) === true;
}

function judged(text: string, { sides }: Formula, { letter, of, is, times, quote }: Claim): Judgement | undefined {
  const [left, right] = sides as readonly [Side, Side];
  const span = { start: left.span.start, end: right.span.end };
  let exact = of;
  for (let k = 0; k < times; k++) exact = derivative(exact, letter);
  if (same(exact, is)) return { span, answer: 'holds' };
  // Decimals may have been rounded on the way.
  if (/\d[.,]\d/.test(text.slice(span.start, span.end))) return undefined;
  const original = times === 1 ? of : derivative(of, letter);
  const claimed = quoted(text, right);
  const evidence =
    quote === 'is'
      ? ({ kind: 'derivative', of: written(original), is: written(exact), claimed } as const)
      : ({ kind: 'derivative', of: claimed, is: written(exact), claimed: written(is) } as const);
  return { span, answer: 'fails', evidence };
}
