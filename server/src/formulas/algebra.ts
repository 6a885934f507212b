import type { Judgement } from './check.ts';
import { compositions } from './compositions.ts';
import { equated, factsFor, isEquation } from './equations.ts';
import { type Place, reach } from './facts.ts';
import type { Passage } from './formula.ts';
import { functionsIn } from './functions.ts';
import { ofGivens } from './givens.ts';
import { goingOn } from './goingOn.ts';
import { ordered } from './inequalities.ts';
import { ofLinearProblem } from './linearProblems.ts';
import { loneExpressions } from './loneExpressions.ts';
import { ofSameDegree } from './onlyEquation.ts';
import { ofProgressions } from './progressions.ts';
import { rearrangements } from './rearrangements.ts';
import { restated } from './restated.ts';
import { rewritings } from './rewritings.ts';
import { ofTerms } from './sequences.ts';
import { bySubstitution, bySystem, ofBothRoots } from './severalLetters.ts';
import { pairsOf, type Statement, spanOf, statementsOf } from './statement.ts';
import { tangents } from './tangents.ts';

/**
 * Follows variables from line to line, where closed calculation can't say. Whatever a right solution says of a letter, the
 * letter's value satisfies: so a line that shares no solution with anything said before it is a mistake, and a line that
 * everything before it implies is none. Rewritten expressions must stay the same function.
 */
export function followed(
  { text, formulas }: Passage,
  before: readonly Passage[],
  judgements: readonly Judgement[],
): readonly Judgement[] {
  const answers = formulas.flatMap((formula, k) => {
    // Numbers alone are judged where they stand, unless they go on from a step before.
    if (formula.answer || (formula.relations.length > 0 && !formula.leading && !/\p{L}/u.test(formula.text))) return [];
    const earlier = lately([...before, { text, formulas: formulas.slice(Math.max(0, k - reach), k) }]);
    const functions = functionsIn(earlier);
    const place: Place = { text, formula, earlier, rest: formulas.slice(k, k + reach), functions };
    return [
      ...rewritings(place),
      ...loneExpressions(place),
      ...goingOn(place),
      ...restated(place),
      ...conclusions(place),
      ...ofBothRoots(place),
      ...rearrangements(place),
      ...ofLinearProblem(place),
      ...ofSameDegree(place),
      ...ofTerms(place),
      ...ofProgressions(place),
      ...ofGivens(place),
      ...tangents(place),
      ...compositions(place),
    ];
  });
  if (answers.length === 0) return judgements;
  const isAbout = (a: Judgement, b: Judgement) => a.span.start === b.span.start && a.span.end === b.span.end;
  const known = judgements.map(
    one => (one.answer === 'unknown' && answers.find(answer => isAbout(answer, one))) || one,
  );
  // What goes on from the step before is no relation of this step alone.
  const continuing = answers.filter(answer => !judgements.some(one => isAbout(one, answer)));
  return [...continuing, ...known];
}

/** The problem, and what was said lately. */
function lately(passages: readonly Passage[]): readonly Passage[] {
  let left = reach;
  const near = passages
    .slice(1)
    .toReversed()
    .map(({ text, formulas }) => {
      const kept = left > 0 ? formulas.slice(-left) : [];
      left -= formulas.length;
      return { text, formulas: kept };
    });
  return [passages[0]!, ...near.toReversed()];
}

/** Equations and inequalities, by what was said of their letters before. */
function conclusions(place: Place): Judgement[] {
  const { text, formula, functions } = place;
  return statementsOf(text, formula, functions).flatMap(claim => {
    if (claim.kind === 'equation') return concluded(claim, place) ?? [];
    const judged = ordered(claim, place);
    // A chain of inequalities is one statement, but has several relations.
    return judged
      ? pairsOf(text, formula, functions).map((pair): Judgement => ({ ...judged, span: spanOf(pair) }))
      : [];
  });
}

function concluded(claim: Statement, place: Place): Judgement | undefined {
  const facts = factsFor(claim, place);
  if (facts.some(isEquation)) return equated(claim, facts, place);
  return bySubstitution(claim, place) ?? bySystem(claim, place);
}
