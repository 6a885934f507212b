import { isIterated } from './approximations.ts';
import type { Judgement } from './check.ts';
import { contradiction, isEquation, isLate, isRefuted, sharesName } from './equations.ts';
import {
  factsAbout,
  hasReservation,
  isConclusion,
  isDoubtful,
  isPart,
  mentionsLetter,
  type Place,
  styleAt,
} from './facts.ts';
import type { Expr, Passage } from './formula.ts';
import type { Functions } from './functions.ts';
import { isLinear, LinearSystem } from './linear.ts';
import { fraction, letterValue } from './notation.ts';
import { numeric } from './numeric.ts';
import { difference, type Polynomial, polynomialOf, variablesIn } from './polynomial.ts';
import * as q from './rational.ts';
import { rewritten } from './rewrite.ts';
import {
  equationOf,
  implies,
  isLetter,
  lettersOf,
  type Pair,
  pairsOf,
  plainReading,
  quoteOf,
  type Statement,
  spanOf,
} from './statement.ts';
import { writeExpr } from './write.ts';

/** `u = x^2`: what is said of u is said of x. */
export function bySubstitution(claim: Statement, place: Place): Judgement | undefined {
  const { text, formula, earlier, functions } = place;
  const meant = meaningOf(claim.letter, earlier);
  const pair = pairsOf(text, formula, functions).find(one => spanOf(one).start === claim.span.start);
  if (!meant || !pair) return undefined;
  const put = (side: Pair['left']) => ({
    ...side,
    expr: rewritten(side.expr, part => (part.kind === 'symbol' && part.name === claim.letter ? meant : part)),
  });
  const replaced = equationOf(text, { ...pair, left: put(pair.left), right: put(pair.right) });
  if (!replaced || replaced.places.length === 0) return undefined;
  const facts = factsAbout(replaced.letter, place);
  const equations = facts.filter(isEquation);
  if (equations.some(fact => implies(fact, [replaced]))) return { span: claim.span, answer: 'holds' };
  if (equations.length === 0 || claim.value || !isRefuted(replaced, facts, equations, place)) return undefined;
  return { span: claim.span, answer: 'fails', evidence: contradiction(equations[0]!, replaced, place) };
}

/** What a letter that nothing was known of was put in place of. */
function meaningOf(letter: string, earlier: readonly Passage[]): Expr | undefined {
  const formulas = earlier.flatMap(passage => passage.formulas).filter(formula => mentionsLetter(formula, letter));
  const [first] = formulas;
  if (first?.relations.length !== 1 || first.relations[0]!.sign !== '=') return undefined;
  const [left, right] = first.sides.map(side => side.expr) as [Expr, Expr];
  const [name, meant] = writeExpr(left) === letter ? [left, right] : [right, left];
  if (writeExpr(name) !== letter || name.kind !== 'symbol' || lettersOf(meant).has(letter)) return undefined;
  return lettersOf(meant).size === 1
    ? { kind: 'parentheses', items: [meant], start: meant.start, end: meant.end }
    : undefined;
}

/** `x_1 + x_2 = 5`: both solutions of an equation for x, in either order. */
export function ofBothRoots(place: Place): Judgement[] {
  const { text, formula, earlier, functions } = place;
  return pairsOf(text, formula, functions).flatMap((pair): Judgement[] => {
    const letters = [...lettersOf(pair.left.expr, pair.right.expr)].sort();
    const [first, second] = letters;
    if (pair.sign !== '=' || letters.length !== 2 || !sharesName(first!, second!)) return [];
    if (factsAbout(first!, place).length > 0 || factsAbout(second!, place).length > 0) return [];
    const equation = factsAbout(first!.slice(0, first!.indexOf('_')), place).find(isEquation);
    const [a, b] = [numeric(pair.left.expr, plainReading), numeric(pair.right.expr, plainReading)];
    if (!equation?.complete || equation.places.length > 2 || !a || !b) return [];
    const [x, y = x] = equation.places as [number, number?];
    const holds = (one: number, other: number) => {
      const at = (letter: string) => (letter === first ? one : other);
      return Math.abs(a(at) - b(at)) <= 1e-6 * Math.max(1, Math.abs(a(at)));
    };
    const span = spanOf(pair);
    if (holds(x, y) && holds(y, x)) return [{ span, answer: 'holds' }];
    if (holds(x, y) || holds(y, x) || isDoubtful(text, formula) || earlier.length < 1) return [];
    const failing = quoteOf(text, [pair]);
    const valued = (letter: string, at: number) => letterValue(letter, at, styleAt(place), equation.quote + failing);
    const where = [valued(first!, x), valued(second!, y)].join(', ');
    const evidence = {
      kind: 'contradiction',
      where,
      holding: [equation.quote],
      failing,
    } as const;
    return [{ span, answer: 'fails', evidence }];
  });
}

/** Linear equations of several letters, together: a letter's value by all of them satisfies what is said of it. */
export function bySystem(claim: Statement, place: Place): Judgement | undefined {
  const { text, formula, earlier } = place;
  const { letter, span } = claim;
  // "The axes are x = 0 and y = 0": what is given as a value may be a line.
  const facts = factsAbout(letter, place);
  if (facts.some(fact => fact.given && fact.value)) return undefined;
  const system = new LinearSystem();
  const quotes: string[] = [];
  const related = new Set<string>();
  for (const { equation, quote, given } of linearEquations(earlier, place.functions)) {
    const [letter, ...others] = variablesIn(equation);
    if (given && others.length > 0) for (const name of variablesIn(equation)) related.add(name);
    // An equation of two letters says what one of them is where the other one is zero.
    if (!given && others.length === 0 && related.has(letter!) && !system.value(letter!)) return undefined;
    if (system.reduced(equation).size > 0) quotes.push(quote);
    system.add(equation);
  }
  if (system.contradictory) return undefined;
  const value = system.value(letter);
  if (!value) return undefined;
  if (claim.holdsAt(q.toNumber(value))) return claim.places.length === 1 ? { span, answer: 'holds' } : undefined;
  if (claim.places.length === 0 || claim.rounded || claim.headed || isDoubtful(text, formula)) return undefined;
  if (isLate(claim, facts, place) || isPart(place) || areLines(earlier) || isIterated(claim, place)) return undefined;
  if (claim.value && (value.d !== 1n || !isConclusion(text, formula))) return undefined;
  const evidence = {
    kind: 'contradiction',
    where: `${letter} = ${fraction(value, styleAt(place), quotes.join() + claim.quote)}`,
    holding: quotes,
    failing: claim.quote,
  } as const;
  return quotes.length <= 4 ? { span, answer: 'fails', evidence } : undefined;
}

/** "y = 2x + 1 and y = 4 - x" are two lines until somebody asks where they meet. */
function areLines([problem]: readonly Passage[]): boolean {
  const heads = problem!.formulas.map(
    ({ sides, relations }) => relations.length === 1 && isLetter(sides[0]!.expr) && writeExpr(sides[0]!.expr),
  );
  return heads.some((head, k) => head && heads.indexOf(head) < k);
}

interface LinearEquation {
  readonly equation: Polynomial;
  readonly quote: string;
  readonly given: boolean;
}

/** The linear equations before. */
function linearEquations(earlier: readonly Passage[], functions: Functions): LinearEquation[] {
  return earlier.flatMap(({ text, formulas }, k) =>
    formulas.flatMap(formula => {
      if (formula.answer || formula.text === '' || (k > 0 && hasReservation(text, formula))) return [];
      return pairsOf(text, formula, functions).flatMap((pair): LinearEquation[] => {
        const { left, right, sign } = pair;
        const equation = sign === '=' ? polynomialOf(difference(left.expr, right.expr)) : undefined;
        if (!equation || !isLinear(equation) || variablesIn(equation).size === 0) return [];
        // `x = 1` in a solution may be a trial, and `y = x + 1` a line among others; what is given holds.
        if (k > 0 && isLetter(left.expr)) return [];
        return [{ equation, quote: quoteOf(text, [pair]), given: k === 0 }];
      });
    }),
  );
}
