import type { Judgement } from './check.ts';
import { isLate } from './equations.ts';
import type { Evidence } from './evidence.ts';
import { factsAbout, isDoubtful, isPart, type Place, styleAt } from './facts.ts';
import { letterValue } from './notation.ts';
import { equationOf, type Statement, statementsOf } from './statement.ts';
import { isBareWork, toSolve } from './toSolve.ts';

/** The equation that a problem is, where it is one of this letter alone and the step no more than work on it. */
export function onlyEquation(letter: string, place: Place): Statement | undefined {
  const problem = place.earlier[0]!;
  const [pair, ...others] = toSolve(problem);
  const only = pair && others.length === 0 ? equationOf(problem.text, pair) : undefined;
  if (only?.letter !== letter || !only.coefficients || !isBareWork(place)) return undefined;
  // `f'(x) = 0` asks for something else.
  return place.earlier.some(({ formulas }) => formulas.some(({ text }) => text.includes("'"))) ? undefined : only;
}

/**
 * A polynomial equation that keeps the degree of the only one there is keeps its solutions, too: what loses some is a case, a factor, a
 * root.
 */
export function ofSameDegree(place: Place): Judgement[] {
  const { text, formula, earlier, functions } = place;
  const [claim] = statementsOf(text, formula, functions);
  if (!claim || earlier.length < 2 || !isPolynomial(claim) || claim.headed) return [];
  if (isDoubtful(text, formula) || isPart(place)) return [];
  const only = onlyEquation(claim.letter, place);
  if (!only || !isPolynomial(only) || degree(only) !== degree(claim)) return [];
  // `x^2 - 3x + 2 = 3x - 3` below `x^2 - 3x + 2 = 0`: where a parabola meets a line.
  if (only.sides.length === 1 && claim.sides.length === 2 && claim.sides.includes(only.sides[0]!)) return [];
  const facts = factsAbout(claim.letter, place);
  if (isLate(claim, facts, place) || facts.some(fact => isPolynomial(fact) && isOther(fact, only))) return [];
  const evidence = apart(only, claim, place);
  return evidence ? [{ span: claim.span, answer: 'fails', evidence }] : [];
}

const degree = ({ coefficients }: Statement) => (coefficients?.length ?? 0) - 1;

const isPolynomial = (one: Statement) => one.halves !== undefined && degree(one) > 1 && !one.rounded;

/** Once something was said that doesn't follow, what comes below it is about something else, or goes on from a mistake. */
const isOther = (fact: Statement, only: Statement) =>
  degree(fact) === degree(only) && !(fact.places.every(only.holdsAt) && only.places.every(fact.holdsAt));

/** Where the one equation holds and the other doesn't. */
function apart(only: Statement, claim: Statement, place: Place): Evidence | undefined {
  const places = only.places.filter(x => !claim.holdsAt(x));
  if (places.length === 0) return undefined;
  const told = (x: number) => letterValue(only.letter, x, styleAt(place), only.quote + claim.quote);
  const where = [...places.slice(0, 3).map(told), ...(places.length > 3 ? ['…'] : [])].join(', ');
  return { kind: 'contradiction', where, holding: [only.quote], failing: claim.quote };
}
