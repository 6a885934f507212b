/** How good judgements of solutions are, measured against labels. Pure: the same numbers give the same figures. */

/** A solution whose first error is known, and what was said of it. */
export interface JudgedSolution {
  /** Index of the first wrong step; null when all are right. */
  readonly firstError: number | null;
  /** Whether its final answer is right; absent when nobody knows. */
  readonly correct?: boolean;
  readonly steps: readonly JudgedStep[];
}

export interface JudgedStep {
  readonly judged: boolean;
  /** Called wrong whatever a threshold says, as the exact check does; or never, because all of it was checked and holds. */
  readonly settled?: 'wrong' | 'right';
  /** The lower, the more suspicious; null when there is none. */
  readonly score: number | null;
  /** The chance that the solution is still right after it. */
  readonly onTrack: number | null;
}

/** Index of the first step that is called wrong under this threshold; null when none is. */
export function firstFlagged({ steps }: JudgedSolution, threshold: number): number | null {
  const index = steps.findIndex(
    ({ settled, score }) => settled === 'wrong' || (settled !== 'right' && score !== null && score < threshold),
  );
  return index < 0 ? null : index;
}

/** A labelled solution and the step that somebody says is its first wrong one. */
export interface Prediction {
  readonly firstError: number | null;
  readonly flagged: number | null;
}

export interface FirstErrorFigures {
  /** Harmonic mean of the two accuracies. */
  readonly f1: number;
  /** Share of wrong solutions whose first wrong step was named. */
  readonly errorAccuracy: number;
  /** Share of right solutions that were left alone. */
  readonly correctAccuracy: number;
  /** Share of warnings that stand at the labelled step; null without a warning. */
  readonly warningPrecision: number | null;
  /** Share of right solutions with a warning. */
  readonly falseAlarmRate: number;
}

/** ProcessBench's figures (arXiv 2412.06559), and what a reader of warnings wants to know besides. */
export function firstErrorFigures(predictions: readonly Prediction[]): FirstErrorFigures {
  const wrong = predictions.filter(({ firstError }) => firstError !== null);
  const right = predictions.filter(({ firstError }) => firstError === null);
  const warned = predictions.filter(({ flagged }) => flagged !== null);
  const met = ({ firstError, flagged }: Prediction) => firstError === flagged;
  const errorAccuracy = share(wrong, met);
  const correctAccuracy = share(right, met);
  return {
    f1: f1(errorAccuracy, correctAccuracy),
    errorAccuracy,
    correctAccuracy,
    warningPrecision: warned.length > 0 ? share(warned, met) : null,
    falseAlarmRate: share(right, ({ flagged }) => flagged !== null),
  };
}

/** Harmonic mean. */
export const f1 = (a: number, b: number): number => (a + b === 0 ? 0 : (2 * a * b) / (a + b));

/** What guessing comes to on average: each step, and "no step is wrong", with the same chance. */
export function guessedFigures(
  solutions: readonly { readonly firstError: number | null; readonly steps: number }[],
): FirstErrorFigures {
  const right = solutions.filter(({ firstError }) => firstError === null);
  const wrong = solutions.filter(({ firstError }) => firstError !== null);
  const hit = ({ steps }: { readonly steps: number }) => 1 / (steps + 1);
  const errorAccuracy = mean(wrong.map(hit));
  const correctAccuracy = mean(right.map(hit));
  const warnings = sum(solutions.map(one => 1 - hit(one)));
  return {
    f1: f1(errorAccuracy, correctAccuracy),
    errorAccuracy,
    correctAccuracy,
    warningPrecision: warnings > 0 ? sum(wrong.map(hit)) / warnings : null,
    falseAlarmRate: 1 - correctAccuracy,
  };
}

/** The threshold with the best F1 on these solutions, the middle of the range that shares it. */
export function bestThreshold(solutions: readonly JudgedSolution[]): number {
  const scores = solutions.flatMap(({ steps }) => steps.flatMap(({ score }) => (score === null ? [] : [score])));
  const sorted = [...new Set(scores)].sort((a, b) => a - b);
  const wrong = solutions.filter(({ firstError }) => firstError !== null).length;
  const right = solutions.length - wrong;
  if (sorted.length === 0) return Number.NEGATIVE_INFINITY;

  // A solution's flagged step changes only where the threshold passes a new lowest score: few places, found in one pass.
  const changes = solutions.flatMap(({ firstError, steps }) =>
    flagChanges(steps).map(change => ({ ...change, firstError })),
  );
  changes.sort((a, b) => a.above - b.above);
  let hits = 0;
  let spared = 0;
  let best = { f1: -1, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  for (let i = 0; i < changes.length; ) {
    const { above } = changes[i]!;
    for (; i < changes.length && changes[i]!.above === above; i++) {
      const { firstError, before, after } = changes[i]!;
      if (firstError === null) spared += Number(after === null) - Number(before === null);
      else hits += Number(after === firstError) - Number(before === firstError);
    }
    const now = f1(wrong ? hits / wrong : 0, right ? spared / right : 0);
    if (now > best.f1) best = { f1: now, from: above, to: changes[i]?.above ?? Number.POSITIVE_INFINITY };
  }
  if (best.from === Number.NEGATIVE_INFINITY) return sorted[0]!;
  return best.to === Number.POSITIVE_INFINITY ? nextUp(best.from) : (best.from + best.to) / 2;
}

/** At a threshold above `above`, the flagged step is `after`; up to it, `before` (undefined: nothing was said yet). */
interface FlagChange {
  readonly above: number;
  readonly before: number | null | undefined;
  readonly after: number | null;
}

/** How the first flagged step moves as the threshold rises. */
function flagChanges(steps: readonly JudgedStep[]): FlagChange[] {
  const sure = steps.findIndex(({ settled }) => settled === 'wrong');
  const end = sure < 0 ? steps.length : sure;
  // Only a step that scores lower than all before it is ever the first one flagged.
  const lows: { readonly score: number; readonly step: number }[] = [];
  for (let k = 0; k < end; k++) {
    const { score, settled } = steps[k]!;
    if (score !== null && settled !== 'right' && score < (lows.at(-1)?.score ?? Number.POSITIVE_INFINITY))
      lows.push({ score, step: k });
  }
  let before: number | null = sure < 0 ? null : sure;
  const changes: FlagChange[] = [{ above: Number.NEGATIVE_INFINITY, before: undefined, after: before }];
  for (const { score, step } of lows.reverse()) {
    changes.push({ above: score, before, after: step });
    before = step;
  }
  return changes;
}

/** The next larger number, near enough: the smallest threshold that this score is below. */
const nextUp = (value: number) => value + Math.max(Math.abs(value), 1e-6) * 1e-9;

/** The chance that a right one scores higher than a wrong one; ties count half. Null when one kind is missing. */
export function auc(scored: readonly { readonly score: number; readonly right: boolean }[]): number | null {
  const right = scored.filter(one => one.right).length;
  const wrong = scored.length - right;
  if (right === 0 || wrong === 0) return null;
  const sorted = scored.toSorted((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end < sorted.length && sorted[end]!.score === sorted[i]!.score) end++;
    const rank = (i + end + 1) / 2;
    for (; i < end; i++) if (sorted[i]!.right) rankSum += rank;
  }
  return (rankSum - (right * (right + 1)) / 2) / (right * wrong);
}

/** A chance that was given, and what happened. */
export interface Forecast {
  readonly chance: number;
  readonly happened: boolean;
}

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean chance given, and share that happened. */
  readonly chance: number;
  readonly happened: number;
}

/** Chances against what happened, in bins of equal width; empty bins are left out. */
export function reliability(forecasts: readonly Forecast[], bins = 10): ReliabilityBin[] {
  const groups = Map.groupBy(forecasts, ({ chance }) => Math.min(bins - 1, Math.floor(chance * bins)));
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([bin, inside]) => ({
      from: bin / bins,
      to: (bin + 1) / bins,
      count: inside.length,
      chance: mean(inside.map(({ chance }) => chance)),
      happened: share(inside, ({ happened }) => happened),
    }));
}

/** Expected calibration error: how far the chances are from what happened, on average. Null without a forecast. */
export function ece(forecasts: readonly Forecast[], bins = 10): number | null {
  if (forecasts.length === 0) return null;
  const gaps = reliability(forecasts, bins).map(({ count, chance, happened }) => count * Math.abs(chance - happened));
  return sum(gaps) / forecasts.length;
}

/** Each step's chance, and whether the solution was in fact still right there. */
export function stepForecasts(solutions: readonly JudgedSolution[]): Forecast[] {
  return solutions.flatMap(({ firstError, steps }) =>
    steps.flatMap(({ onTrack }, k) =>
      onTrack === null ? [] : [{ chance: onTrack, happened: firstError === null || k < firstError }],
    ),
  );
}

/** Share of steps that somebody judged. */
export function coverage(solutions: readonly JudgedSolution[]): number {
  return share(
    solutions.flatMap(({ steps }) => steps),
    ({ judged }) => judged,
  );
}

/**
 * Share of solutions, of those with at least two scored steps, whose lowest step is the last one: far more than chance means that
 * the PRM looks at the outcome instead of the way (arXiv 2501.07301).
 */
export function lowestIsLast(solutions: readonly (readonly number[])[]): number | null {
  const long = solutions.filter(({ length }) => length >= 2);
  if (long.length === 0) return null;
  return share(long, scores => scores.lastIndexOf(Math.min(...scores)) === scores.length - 1);
}

/** A problem's samples as best-of-N sees them. */
export interface Sample {
  readonly score: number;
  readonly correct: boolean;
  readonly answer: string;
}

/** The chance that the best-scored of N samples, drawn without putting back, is correct. Equal scores share their luck. */
export function bestOfN(samples: readonly Sample[], n: number): number {
  const byScore = [...Map.groupBy(samples, ({ score }) => score)].sort(([a], [b]) => b - a);
  let rank = 0;
  let chance = 0;
  for (const [, tied] of byScore) {
    const correct = share(tied, sample => sample.correct);
    for (let i = 0; i < tied.length; i++) chance += correct * chosenFirst(samples.length, rank++, n);
  }
  return chance;
}

/** The chance that the sample of this rank is drawn and none of a better rank: C(m−1−rank, n−1) / C(m, n). */
function chosenFirst(m: number, rank: number, n: number): number {
  let chance = n / m;
  for (let i = 0; i < rank; i++) chance *= (m - n - i) / (m - 1 - i);
  return Math.max(0, chance);
}

/** The chance that at least one of N samples is correct. */
export function passAt(samples: readonly Sample[], n: number): number {
  const wrong = samples.filter(({ correct }) => !correct).length;
  let none = 1;
  for (let i = 0; i < n; i++) none *= Math.max(0, wrong - i) / (samples.length - i);
  return 1 - none;
}

/** A stretch in which a mean lies with a probability of 95 %, by resampling. */
export function bootstrapInterval(
  count: number,
  figure: (chosen: readonly number[]) => number,
  random: () => number,
  rounds = 1000,
): readonly [number, number] {
  const figures = Array.from({ length: rounds }, () =>
    figure(Array.from({ length: count }, () => Math.floor(random() * count))),
  ).sort((a, b) => a - b);
  const at = (quantile: number) => figures[Math.min(rounds - 1, Math.floor(quantile * rounds))]!;
  return [at(0.025), at(0.975)];
}

/** Numbers in [0, 1) that look random and are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
/** 0 for nothing. */
export const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length);
const share = <T>(values: readonly T[], is: (value: T) => boolean) => mean(values.map(value => Number(is(value))));
