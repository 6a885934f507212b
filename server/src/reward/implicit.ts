import type { Calibration, Range, Rule } from '../manifest.ts';

/** Log-probabilities of a step's tokens under the policy and, unless the PRM is reference-free, under the reference. */
export interface StepEvidence {
  readonly policy: ArrayLike<number>;
  readonly reference?: ArrayLike<number>;
}

/** A solution's sums up to the end of a step. */
export interface Running {
  readonly q: number;
  readonly tokens: number;
}

export const atStart: Running = { q: 0, tokens: 0 };

/** β·(log πθ − log πref) of each token; without a reference its term is 0, which favours short steps. */
export function tokenRewards({ policy, reference }: StepEvidence, beta: number): number[] {
  return Array.from(policy, (logProb, t) => beta * (logProb - (reference?.[t] ?? 0)));
}

/** The sums after one more step. The step's own reward is the difference of Q. */
export function after(before: Running, rewards: readonly number[]): Running {
  return { q: before.q + sum(rewards), tokens: before.tokens + rewards.length };
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The chance that a solution with these sums is still right. */
export function onTrack({ a, b, c }: Calibration, { q, tokens }: Running): number {
  return sigmoid(a * q + b * tokens + c);
}

/** What a step is judged by: the chance at its end, or the chance that its own reward alone would leave. */
export function judgedBy(rule: Rule, calibration: Calibration, before: Running, end: Running): number {
  if (rule === 'cumulative') return onTrack(calibration, end);
  return onTrack(calibration, { q: end.q - before.q, tokens: end.tokens - before.tokens });
}

/** How well the reference, or a policy alone, knew what it read. */
export interface Familiarity {
  readonly logProb: number;
  readonly tokens: number;
}

export const nothingRead: Familiarity = { logProb: 0, tokens: 0 };

/** The sums after one more step. */
export function read(before: Familiarity, { policy, reference }: StepEvidence): Familiarity {
  const logProbs = Array.from(reference ?? policy);
  return { logProb: before.logProb + sum(logProbs), tokens: before.tokens + logProbs.length };
}

/**
 * Whether a step looks like what the PRM was calibrated on: the reference isn't more surprised, or less, than it was there. A wrong
 * line surprises too, so a manifest may ask for the solution up to the step's end instead: after familiar lines, a strange one is
 * rather wrong than of another kind.
 */
export function inRange(range: Range | undefined, step: Familiarity, solution: Familiarity): boolean {
  const { logProb, tokens } = range?.over === 'solution' ? solution : step;
  if (range === undefined || tokens === 0) return true;
  const mean = logProb / tokens;
  return range.meanLogProb.min <= mean && mean <= range.meanLogProb.max;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
