import type { StepLogProbs } from '../engine/messages.ts';
import type { Calibration, ImplicitManifest, Range } from '../manifest.ts';
import { calibrationLoss, fitCalibration, type LabelledState, thresholdFor } from '../reward/calibrate.ts';
import { after, atStart, judgedBy, onTrack, type Running, tokenRewards } from '../reward/implicit.ts';
import { auc, ece } from '../reward/metrics.ts';
import type { Sensitivity } from '../settings.ts';

/** A labelled solution as the towers see it. */
export interface ScoredSolution {
  readonly firstError: number | null;
  /** Undefined for a step that the PRM doesn't read. */
  readonly steps: readonly (StepLogProbs | undefined)[];
}

/** Shares of right solutions that may be doubted. */
export type FalseAlarms = Readonly<Record<Sensitivity, number>>;

/** What `steplight calibrate` writes into a manifest, and how good it is on solutions it hasn't seen. */
export interface FittedCalibration {
  readonly calibration: Calibration;
  readonly thresholds: Readonly<Record<Sensitivity, number>>;
  readonly range: Range;
  readonly states: number;
  readonly solutions: number;
  /** By halves: fitted on one, measured on the other. */
  readonly heldOut: { readonly ece: number; readonly auc: number | null; readonly loss: number };
}

/** Fits everything that a manifest says of chances. */
export function calibrate(
  solutions: readonly ScoredSolution[],
  { beta, rule }: Pick<ImplicitManifest, 'beta' | 'rule'>,
  falseAlarms: FalseAlarms,
): FittedCalibration {
  const traces = solutions.map(solution => traceOf(solution, beta));
  const states = traces.flat();
  const calibration = fitCalibration(states);
  const lowest = solutions.flatMap(({ firstError }, i) => {
    const scores = traces[i]!.map((state, k, all) => judgedBy(rule, calibration, all[k - 1] ?? atStart, state));
    return firstError === null && scores.length > 0 ? [Math.min(...scores)] : [];
  });
  const threshold = (sensitivity: Sensitivity) => rounded(thresholdFor(falseAlarms[sensitivity], lowest));
  return {
    calibration: { a: rounded(calibration.a), b: rounded(calibration.b), c: rounded(calibration.c) },
    thresholds: { cautious: threshold('cautious'), balanced: threshold('balanced'), strict: threshold('strict') },
    range: { over: 'step', meanLogProb: rangeOf(solutions) },
    states: states.length,
    solutions: solutions.length,
    heldOut: heldOut(traces),
  };
}

/** The sums after each step that was read, and whether the solution was still right there. */
function traceOf({ firstError, steps }: ScoredSolution, beta: number): LabelledState[] {
  let running: Running = atStart;
  return steps.flatMap((step, k) => {
    if (step === undefined) return [];
    running = after(running, tokenRewards(step, beta));
    return [{ ...running, right: firstError === null || k < firstError }];
  });
}

/** The bounds between which all but one in two hundred steps lie at each end: beyond them a step is like nothing seen here. */
function rangeOf(solutions: readonly ScoredSolution[]): { readonly min: number; readonly max: number } {
  const means = solutions.flatMap(({ steps }) =>
    steps.flatMap(step => {
      const logProbs = step && (step.reference ?? step.policy);
      return logProbs && logProbs.length > 0 ? [logProbs.reduce((sum, one) => sum + one, 0) / logProbs.length] : [];
    }),
  );
  const sorted = means.sort((a, b) => a - b);
  const margin = Math.floor(sorted.length / 200);
  return { min: rounded(sorted[margin]!), max: rounded(sorted[sorted.length - 1 - margin]!) };
}

function heldOut(traces: readonly (readonly LabelledState[])[]): FittedCalibration['heldOut'] {
  const half = (parity: number) => traces.filter((_, i) => i % 2 === parity).flat();
  const forecasts = [0, 1].flatMap(parity => {
    const fitted = fitCalibration(half(parity));
    return half(1 - parity).map(state => ({ state, chance: onTrack(fitted, state), fitted }));
  });
  const losses = forecasts.map(({ fitted, state }) => calibrationLoss(fitted, [state]));
  return {
    ece: ece(forecasts.map(({ chance, state }) => ({ chance, happened: state.right })))!,
    auc: auc(forecasts.map(({ chance, state }) => ({ score: chance, right: state.right }))),
    loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
  };
}

const rounded = (value: number) => Number(value.toPrecision(6));
