import type { Aggregation } from '../manifest.ts';
import { aggregate } from './aggregate.ts';
import { sigmoid } from './implicit.ts';

/** A candidate as a vote sees it. Equal answers have equal keys: they were brought into one form before. */
export interface Ballot {
  readonly answer: string;
  readonly score: number;
}

/** How much stands behind an answer. */
export interface Standing {
  readonly answer: string;
  readonly weight: number;
}

/**
 * The score with which a solution votes when all that is known are chances: the log-odds of what they come to. A sum of chances
 * is no chance; its mean is.
 */
export function chanceScore(how: Aggregation, chances: readonly number[]): number {
  const chance = aggregate(how === 'sum' ? 'mean' : how, chances);
  // Certainty is a rounding: one candidate alone must not weigh infinitely much more than all others.
  const bounded = Math.min(1 - Number.EPSILON, Math.max(Number.MIN_VALUE, chance));
  return Math.log(bounded) - Math.log1p(-bounded);
}

/** Each candidate has one vote. */
export function majority(ballots: readonly Ballot[]): Standing[] {
  return standings(ballots, () => 1);
}

/** Each candidate counts as much as the PRM believes in it: Σ σ(score) over equal answers. */
export function weighted(ballots: readonly Ballot[]): Standing[] {
  return standings(ballots, ({ score }) => sigmoid(score));
}

/** The answers, the best first; of equal ones the answer that was given first. */
function standings(ballots: readonly Ballot[], weigh: (ballot: Ballot) => number): Standing[] {
  const weights = new Map<string, number>();
  for (const ballot of ballots) weights.set(ballot.answer, (weights.get(ballot.answer) ?? 0) + weigh(ballot));
  return Array.from(weights, ([answer, weight]) => ({ answer, weight })).sort((a, b) => b.weight - a.weight);
}
