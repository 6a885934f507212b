import type { Aggregation } from '../manifest.ts';
import { aggregate } from '../reward/aggregate.ts';
import { chanceOrQ, isReward } from '../reward/stepScore.ts';
import { type Ballot, chanceScore, majority, type Standing, weighted } from '../reward/votes.ts';
import type { StepScore } from '../witness.ts';

/** How the best candidate is chosen: by the weighted vote, by the majority's answer, or by its own score alone. */
export const choices = ['weighted', 'majority', 'best'] as const;
export type Choice = (typeof choices)[number];

/** What choosing looks at. */
export interface Contender {
  /** Equal answers have equal keys; without one a candidate agrees with nobody. */
  readonly answer?: string;
  /** Absent when no step could be judged: then it counts as one of which nothing is known, score 0. */
  readonly score?: number;
  /** The exact check found something that doesn't hold: such a candidate has no vote and comes last. */
  readonly refuted: boolean;
}

/** A candidate's place, and what put it there. */
export interface Place {
  /** Its index among the contenders. */
  readonly candidate: number;
  /** How many, itself included, come to its answer. */
  readonly agreeing: number;
  /** Its answer's share of all votes, by the rule that was chosen; by score alone, none. */
  readonly share?: number;
}

/** The contenders from best to worst. Ties are decided by the score, and then by who was there first. */
export function ranking(contenders: readonly Contender[], choice: Choice): Place[] {
  const answers = contenders.map(({ answer }, k) => answer ?? `\u0000${k}`);
  const ballots = contenders.flatMap(({ score, refuted }, k): Ballot[] =>
    refuted ? [] : [{ answer: answers[k]!, score: score ?? 0 }],
  );
  const votes = choice === 'best' ? undefined : shares((choice === 'majority' ? majority : weighted)(ballots));
  const agreeing = Map.groupBy(answers, answer => answer);
  const better = (a: number, b: number) =>
    Number(contenders[a]!.refuted) - Number(contenders[b]!.refuted) ||
    (votes?.get(answers[b]!) ?? 0) - (votes?.get(answers[a]!) ?? 0) ||
    (contenders[b]!.score ?? 0) - (contenders[a]!.score ?? 0) ||
    a - b;
  return contenders
    .map((_, k) => k)
    .sort(better)
    .map(candidate => ({
      candidate,
      agreeing: agreeing.get(answers[candidate]!)!.length,
      ...(votes ? { share: votes.get(answers[candidate]!) ?? 0 } : {}),
    }));
}

function shares(standings: readonly Standing[]): Map<string, number> {
  const all = standings.reduce((total, { weight }) => total + weight, 0);
  return new Map(standings.map(({ answer, weight }) => [answer, all === 0 ? 0 : weight / all]));
}

/**
 * One score of a candidate out of its steps': the least, sum or mean of the rewards, Q after the last step, or the product
 * of the chances to be on track; of a PRM that tells only chances, the log-odds of what they come to, so that a vote weighs with
 * the chance itself. Undefined when no step could be judged.
 */
export function scoreOf(how: Aggregation, steps: readonly StepScore[]): number | undefined {
  if (steps.length === 0) return undefined;
  const rewards = steps.filter(isReward);
  if (rewards.length < steps.length) return chanceScore(how, steps.map(chanceOrQ));
  if (how === 'last')
    return aggregate(
      how,
      rewards.map(({ q }) => q),
    );
  if (how === 'product') return aggregate(how, rewards.map(chanceOrQ));
  return aggregate(
    how,
    rewards.map(({ reward }) => reward),
  );
}
