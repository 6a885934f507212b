import type { Aggregation } from '../manifest.ts';
import { aggregate } from '../reward/aggregate.ts';
import {
  auc,
  bestThreshold,
  bootstrapInterval,
  coverage,
  ece,
  type FirstErrorFigures,
  firstErrorFigures,
  firstFlagged,
  guessedFigures,
  type JudgedSolution,
  lowestIsLast,
  type Prediction,
  type ReliabilityBin,
  reliability,
  seededRandom,
  stepForecasts,
} from '../reward/metrics.ts';
import { chanceIn, chanceOrQ, gainOf, isReward } from '../reward/stepScore.ts';
import type { Sensitivity } from '../settings.ts';
import type { RewardScore } from '../witness.ts';
import type { StepFacts } from './judging.ts';
import type { LabelledSolution } from './labelledSolutions.ts';

/** A data file and what was said of its solutions. */
export interface JudgedData {
  readonly file: string;
  readonly solutions: readonly LabelledSolution[];
  readonly facts: readonly (readonly StepFacts[])[];
}

/** What a step is held against a threshold by. */
export const scoreKinds = ['chance', 'on-track', 'q', 'reward'] as const;
export type ScoreKind = (typeof scoreKinds)[number];

/** Where the threshold comes from: the PRM's own, one number, the best on the first file, or the best on each. */
export type ThresholdChoice = 'manifest' | 'tuned' | 'oracle' | number;

export interface EvaluationOptions {
  readonly threshold: ThresholdChoice;
  readonly score: ScoreKind;
  readonly aggregation: Aggregation;
  readonly sensitivity: Sensitivity;
}

export interface Figures extends FirstErrorFigures {
  readonly coverage: number;
  readonly outcomeAuc: number | null;
  readonly ece: number | null;
}

/** The threshold that was used, and whether it has seen this file's labels. */
export interface UsedThreshold {
  readonly from: 'manifest' | 'given' | 'tuned' | 'oracle' | 'none';
  readonly value: number | null;
  /** The file it was tuned on. */
  readonly tunedOn: string | null;
}

export const baselineNames = ['random', 'always-last', 'reference-log-likelihood', 'reference-free'] as const;
export type BaselineName = (typeof baselineNames)[number];
export type BaselineFigures = Figures & { readonly threshold: UsedThreshold };

export interface FileFigures extends Figures {
  readonly file: string;
  readonly solutions: number;
  readonly wrong: number;
  readonly right: number;
  readonly steps: number;
  readonly threshold: UsedThreshold;
  /** In which F1 lies with a probability of 95 %. */
  readonly f1Interval: readonly [number, number];
  readonly outcomeAccuracy: number | null;
  /** Share of solutions whose last step has the lowest reward, or chance. */
  readonly lowestIsLast: number | null;
  readonly reliability: readonly ReliabilityBin[];
  readonly byLength: readonly LengthFigures[];
  readonly baselines: Readonly<Partial<Record<BaselineName, BaselineFigures>>>;
}

export interface LengthFigures {
  /** "4–6" */
  readonly steps: string;
  readonly solutions: number;
  /** Share of solutions where exactly the labelled step was named, or none where none is wrong. */
  readonly accuracy: number;
}

/** A way of judging: how its steps score, and whose rule flags them. */
interface Judge {
  readonly score: (facts: StepFacts) => number | null;
  readonly exact: boolean;
  readonly outcome: (facts: readonly StepFacts[]) => number | null;
  readonly onTrack: boolean;
}

/** All figures of one file. `tuning` is the file that a tuned threshold comes from. */
export function evaluateFile(data: JudgedData, tuning: JudgedData, options: EvaluationOptions): FileFigures {
  const judge = prmJudge(options, data);
  const solutions = judgedBy(judge, data);
  const threshold = thresholdFor(judge, solutions, tuning, options.threshold);
  const predictions = solutions.map(
    (solution, i): Prediction => ({
      firstError: solution.firstError,
      flagged:
        threshold.from === 'manifest'
          ? flaggedByManifest(data.facts[i]!, options.sensitivity)
          : firstFlagged(solution, threshold.value ?? Number.NEGATIVE_INFINITY),
    }),
  );
  const forecasts = stepForecasts(solutions);
  return {
    file: data.file,
    solutions: solutions.length,
    wrong: solutions.filter(({ firstError }) => firstError !== null).length,
    right: solutions.filter(({ firstError }) => firstError === null).length,
    steps: solutions.reduce((sum, { steps }) => sum + steps.length, 0),
    threshold,
    ...firstErrorFigures(predictions),
    f1Interval: bootstrapInterval(
      predictions.length,
      chosen => firstErrorFigures(chosen.map(i => predictions[i]!)).f1,
      seededRandom(1),
    ),
    coverage: coverage(solutions),
    outcomeAuc: outcomeAuc(judge, data),
    outcomeAccuracy: outcomeAccuracy(data),
    ece: ece(forecasts),
    lowestIsLast: lowestIsLast(data.facts.map(steps => steps.flatMap(({ score }) => (score ? [gainOf(score)] : [])))),
    reliability: reliability(forecasts),
    byLength: byLength(solutions, predictions),
    baselines: baselines(data, tuning, options.threshold),
  };
}

/** Figures over several files: their means, as ProcessBench has it. */
export function meanFigures(files: readonly Figures[]): Figures {
  const average = (figure: (one: Figures) => number | null) => {
    const values = files.map(figure).filter(value => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return {
    f1: average(one => one.f1)!,
    errorAccuracy: average(one => one.errorAccuracy)!,
    correctAccuracy: average(one => one.correctAccuracy)!,
    warningPrecision: average(one => one.warningPrecision),
    falseAlarmRate: average(one => one.falseAlarmRate)!,
    coverage: average(one => one.coverage)!,
    outcomeAuc: average(one => one.outcomeAuc),
    ece: average(one => one.ece),
  };
}

function prmJudge({ score, aggregation }: EvaluationOptions, { facts }: JudgedData): Judge {
  const calibrated = facts.some(steps => steps.some(({ score }) => score && chanceIn(score) !== undefined));
  const asked = facts.some(steps => steps.some(step => step.score !== null));
  const scores = {
    chance: (step: StepFacts) => (step.score && chanceIn(step.score)) ?? null,
    'on-track': (step: StepFacts) => rewardOf(step)?.onTrack ?? null,
    q: (step: StepFacts) => rewardOf(step)?.q ?? null,
    reward: (step: StepFacts) => rewardOf(step)?.reward ?? null,
  };
  return {
    score: scores[score],
    exact: true,
    onTrack: calibrated,
    outcome: steps => {
      // Where the exact check found something false, no PRM is needed to doubt the outcome.
      if (steps.some(step => step.exact === 'wrong')) return -Number.MAX_VALUE;
      return asked ? aggregated(aggregation, steps) : 0;
    },
  };
}

const rewardOf = ({ score }: StepFacts) => (score && isReward(score) ? score : undefined);

/** One score of a solution: rewards are summed up, everything else is a matter of chances. */
export function aggregated(how: Aggregation, steps: readonly StepFacts[]): number | null {
  const scored = steps.flatMap(({ score }) => (score ? [score] : []));
  if (scored.length === 0) return null;
  if (how === 'sum') return aggregate('sum', scored.map(gainOf));
  return aggregate(how, scored.map(chanceOrQ));
}

function judgedBy(judge: Judge, { solutions, facts }: JudgedData): JudgedSolution[] {
  return solutions.map(({ firstError, correct }, i) => ({
    firstError,
    ...(correct === undefined ? {} : { correct }),
    steps: facts[i]!.map(step => ({
      judged: judge.score(step) !== null || (judge.exact && step.exact !== null),
      score: judge.score(step),
      onTrack: judge.onTrack && step.score ? (chanceIn(step.score) ?? null) : null,
      ...(judge.exact && step.exact ? { settled: step.exact } : {}),
    })),
  }));
}

function thresholdFor(
  judge: Judge,
  solutions: readonly JudgedSolution[],
  tuning: JudgedData,
  choice: ThresholdChoice,
): UsedThreshold {
  const none = { value: null, tunedOn: null };
  if (!solutions.some(({ steps }) => steps.some(({ score }) => score !== null))) return { from: 'none', ...none };
  if (choice === 'manifest') return { from: 'manifest', ...none };
  if (typeof choice === 'number') return { from: 'given', value: choice, tunedOn: null };
  if (choice === 'oracle') return { from: 'oracle', value: bestThreshold(solutions), tunedOn: null };
  return { from: 'tuned', value: bestThreshold(judgedBy(judge, tuning)), tunedOn: tuning.file };
}

function flaggedByManifest(facts: readonly StepFacts[], sensitivity: Sensitivity): number | null {
  const index = facts.findIndex(
    ({ exact, score }) => exact === 'wrong' || (exact !== 'right' && score?.suspicious[sensitivity] === true),
  );
  return index < 0 ? null : index;
}

function outcomeAuc(judge: Judge, { solutions, facts }: JudgedData): number | null {
  return auc(
    solutions.flatMap(({ correct }, i) => {
      const score = judge.outcome(facts[i]!);
      return correct === undefined || score === null ? [] : [{ score, right: correct }];
    }),
  );
}

/** Right is what has an even chance or better after its last scored step, and nothing false in it. */
function outcomeAccuracy({ solutions, facts }: JudgedData): number | null {
  const met = solutions.flatMap(({ correct }, i) => {
    if (correct === undefined) return [];
    const wrong = facts[i]!.some(({ exact }) => exact === 'wrong');
    const chance = aggregated('last', facts[i]!) ?? 1;
    return [Number((!wrong && chance >= 0.5) === correct)];
  });
  return met.length === 0 ? null : met.reduce((sum, one) => sum + one, 0) / met.length;
}

const lengthBorders = [1, 4, 7, 10] as const;

function byLength(solutions: readonly JudgedSolution[], predictions: readonly Prediction[]): LengthFigures[] {
  return lengthBorders.flatMap((from, i) => {
    const next = lengthBorders[i + 1];
    const inside = predictions.filter((_, k) => {
      const { length } = solutions[k]!.steps;
      return length >= from && (next === undefined || length < next);
    });
    if (inside.length === 0) return [];
    const met = inside.filter(({ firstError, flagged }) => firstError === flagged).length;
    const steps = next === undefined ? `${from}+` : `${from}–${next - 1}`;
    return [{ steps, solutions: inside.length, accuracy: met / inside.length }];
  });
}

/** What must be beaten: guessing, blaming the end, and what the towers' likelihoods say without being compared. */
function baselines(data: JudgedData, tuning: JudgedData, choice: ThresholdChoice): FileFigures['baselines'] {
  const { solutions } = data;
  const unthresholded: UsedThreshold = { from: 'none', value: null, tunedOn: null };
  const plain = { coverage: 1, outcomeAuc: 0.5, ece: null, threshold: unthresholded };
  const always = solutions.map(({ firstError, steps }) => ({ firstError, flagged: steps.length - 1 }));
  const guessed = solutions.map(({ firstError, steps }) => ({ firstError, steps: steps.length }));
  const reference = likelihoodBaseline(data, tuning, choice, steps => {
    const known = steps.filter(one => one.reference !== undefined);
    return total(known, one => one.reference!) / total(known, one => one.tokens);
  });
  const free = likelihoodBaseline(data, tuning, choice, steps => total(steps, one => one.policy));
  return {
    random: { ...guessedFigures(guessed), ...plain },
    'always-last': { ...firstErrorFigures(always), ...plain },
    ...(reference ? { 'reference-log-likelihood': reference } : {}),
    ...(free ? { 'reference-free': free } : {}),
  };
}

type LogProbs = NonNullable<RewardScore['logProbs']>;

/**
 * Steps, and whole solutions, by a likelihood; at its best threshold unless one was tuned: a baseline is given every advantage.
 */
function likelihoodBaseline(
  data: JudgedData,
  tuning: JudgedData,
  choice: ThresholdChoice,
  likelihood: (steps: readonly LogProbs[]) => number,
): BaselineFigures | undefined {
  const of = (steps: readonly StepFacts[]) => {
    const value = likelihood(steps.flatMap(step => rewardOf(step)?.logProbs ?? []));
    return Number.isFinite(value) && steps.some(step => rewardOf(step)?.logProbs) ? value : null;
  };
  const judge: Judge = { score: step => of([step]), exact: false, onTrack: false, outcome: of };
  const solutions = judgedBy(judge, data);
  const threshold = thresholdFor(judge, solutions, tuning, choice === 'tuned' ? 'tuned' : 'oracle');
  if (threshold.from === 'none') return undefined;
  const predictions = solutions.map(solution => ({
    firstError: solution.firstError,
    flagged: firstFlagged(solution, threshold.value!),
  }));
  return {
    ...firstErrorFigures(predictions),
    coverage: coverage(solutions),
    outcomeAuc: outcomeAuc(judge, data),
    ece: null,
    threshold,
  };
}

const total = <T>(values: readonly T[], value: (one: T) => number) => values.reduce((sum, one) => sum + value(one), 0);
