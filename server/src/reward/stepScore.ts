import type { RewardScore, StepScore, TokenReward } from '../witness.ts';
import { sigmoid } from './implicit.ts';

/** A score as it is kept, without what it says of tokens. */
export type StepFigures = Omit<RewardScore, 'tokens'> | Exclude<StepScore, RewardScore>;

export const isReward = <S extends StepFigures>(score: S): score is S & Extract<S, { readonly reward: number }> =>
  'reward' in score;

/** The chance that a score tells: that the step is right, or that the solution still is. A PRM that isn't calibrated tells none. */
export const chanceIn = (score: StepFigures): number | undefined => ('reward' in score ? score.onTrack : score.chance);

/** The same, and where the PRM tells none, what Q comes nearest to. */
export const chanceOrQ = (score: StepFigures): number =>
  'reward' in score ? (score.onTrack ?? sigmoid(score.q)) : score.chance;

/** What a step brings its solution: its reward, or its chance. */
export const gainOf = (score: StepFigures): number => ('reward' in score ? score.reward : score.chance);

/** Rewards of tokens, where the PRM speaks of tokens. */
export const tokensIn = (score: StepScore | undefined): readonly TokenReward[] =>
  score !== undefined && 'reward' in score ? score.tokens : [];
