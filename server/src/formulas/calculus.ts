import type { Judgement } from './check.ts';
import { constantName } from './comparison.ts';
import { hasReservation } from './facts.ts';
import type { Expr, Formula, Passage, Side } from './formula.ts';
import { callOf, functionsIn, primed } from './functions.ts';
import { quoted } from './notation.ts';
import {
  derivative,
  expand,
  type Polynomial,
  polynomialOf,
  samePolynomial,
  variablesIn,
  written,
} from './polynomial.ts';
import { isRepeated, slopes } from './slopes.ts';

/**
 * Derivatives and integrals, those of polynomials worked out as surely as numbers: `∫ 6x dx = 3x² + C`,
 * `d/dx x³ = 3x²`, and `f'(x) = 3x²` where the exercise has said before what f(x) is.
 */
export function differentiated(
  { text, formulas }: Passage,
  before: readonly Passage[],
  judgements: readonly Judgement[],
): readonly Judgement[] {
  const answers = formulas.flatMap((formula, k) => {
    const earlier = [...before, { text, formulas: formulas.slice(0, k) }];
    const claim = claimOf(formula, earlier);
    const answer = claim && !hasReservation(text, formula) ? judged(text, formula, claim) : undefined;
    return answer && !(answer.answer === 'fails' && isRepeated(formula, earlier)) ? answer : [];
  });
  answers.push(...slopes({ text, formulas }, before));
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

function claimOf({ sides, relations, answer, text }: Formula, earlier: readonly Passage[]): Claim | undefined {
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
  const defined = named && functionsIn(earlier).get(named.name);
  if (!defined || defined.letter !== named!.letter) return undefined;
  return sensible({ letter: named!.letter, times: named!.times, of: defined.body, is: right, quote: 'is' });
}

/** "f'(x) = 0" asks for an extremum, and a letter from nowhere is a parameter or a new variable: neither claims a derivative. */
function sensible(claim: Claim): Claim | undefined {
  const { letter, of, is, quote } = claim;
  const [original, claimed] = quote === 'is' ? [variablesIn(of), variablesIn(is)] : [variablesIn(is), variablesIn(of)];
  if (!claimed.has(letter)) return undefined;
  const known = (name: string) => name === letter || original.has(name);
  return [...claimed].every(name => known(name) || (quote === 'of' && constantName.test(name))) ? claim : undefined;
}

/** `f'(x)`, `f''(x)`. */
function derivativeOf(expr: Expr): { name: string; letter: string; times: number } | undefined {
  const called = callOf(expr);
  const name = called && primed(called.name);
  return name?.of.kind === 'symbol' && name.times > 0
    ? { name: name.of.name, letter: called!.letter, times: name.times }
    : undefined;
}

function judged(text: string, { sides }: Formula, { letter, of, is, times, quote }: Claim): Judgement | undefined {
  const [left, right] = sides as readonly [Side, Side];
  const span = { start: left.span.start, end: right.span.end };
  let exact = of;
  for (let k = 0; k < times; k++) exact = derivative(exact, letter);
  if (samePolynomial(exact, is)) return { span, answer: 'holds' };
  // A parameter that is gone has got its value.
  if (quote === 'is' && [...variablesIn(exact)].some(name => name !== letter && !variablesIn(is).has(name)))
    return undefined;
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
