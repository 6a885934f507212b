import { basename } from 'node:path';
import { aggregations } from '../manifest.ts';
import { chanceIn } from '../reward/stepScore.ts';
import { columns } from './columns.ts';
import { type Context, command, type ExitCode } from './command.ts';
import {
  type BaselineFigures,
  type BaselineName,
  baselineNames,
  type EvaluationOptions,
  evaluateFile,
  type Figures,
  type FileFigures,
  type JudgedData,
  meanFigures,
  scoreKinds,
  type ThresholdChoice,
  type UsedThreshold,
} from './evaluation.ts';
import { choiceFlag, type Flag, type FlagsOf, UsageError } from './flags.ts';
import { type DataFile, dataFlags, judgeData, readData } from './judgedData.ts';
import type { StepFacts } from './judging.ts';
import { type LabelledSolution, labelledSolutions } from './labelledSolutions.ts';
import { type Bench, callWitnesses, scoringFlags, settingsFrom, usualJobs } from './scoring.ts';
import { count } from './table.ts';

const thresholdFlag: Flag<ThresholdChoice> = {
  about: "the PRM's own, the best on the first file, the best on each, or a number (manifest if it has one)",
  value: 'manifest|tuned|oracle|X',
  expected: 'manifest, tuned, oracle or a number',
  read: raw => {
    if (raw === 'manifest' || raw === 'tuned' || raw === 'oracle') return raw;
    const number = raw.trim() === '' ? Number.NaN : Number(raw);
    return Number.isFinite(number) ? number : undefined;
  },
};

const flags = {
  ...scoringFlags,
  threshold: thresholdFlag,
  score: choiceFlag(scoreKinds, 'what a threshold is compared with (chance where the PRM tells one, else reward)'),
  aggregation: choiceFlag(aggregations, "how steps become one score of the solution's outcome (last)"),
  ...dataFlags,
} as const;

type EvalFlags = FlagsOf<typeof flags>;

export const evalCommand = command({
  usage: 'eval DATA...',
  about: 'measure how well steps are judged, on labelled solutions',
  details: [
    "DATA are files of solutions whose first wrong step is known: ProcessBench's {problem, steps, label,",
    'final_answer_correct} or {input, steps, target, answer, mistake_index}; a JSON array or one object per line.',
    '',
    'A run that was ended on the way goes on where it was when the same command is given again.',
    '',
    'Exit code: 0 when it could be measured, 2 when not.',
  ].join('\n'),
  flags,
  run: evaluate,
});

async function evaluate(operands: readonly string[], flags: EvalFlags, context: Context): Promise<ExitCode> {
  const { terminal, createWitnesses } = context;
  if (operands.length === 0) throw new UsageError('Which data? "steplight eval" takes files of labelled solutions.');
  const { data, failed } = await readAll(operands, flags, context);
  if (data.length === 0) return 2;

  const settings = settingsFrom(flags, terminal.folder);
  const log = (message: string) => void (flags.verbose && terminal.messages.write(`${message}\n`));
  const bench = callWitnesses(createWitnesses, settings, flags.witness ?? 'all', log, terminal.environment);
  try {
    requirePrm(bench);
    const run = { bench, settings, terminal, jobs: flags.jobs ?? usualJobs(settings), results: flags.results };
    const { facts, finished } = await judgeData(data, run);
    const judged = data.map(({ file, content }, i) => ({ file, solutions: content, facts: facts[i]! }));
    const options = optionsFrom(flags, facts, settings.sensitivity);
    const files = judged.map(one => evaluateFile(one, judged[0]!, options));
    await terminal.output.write(flags.json ? asJson(files, bench, flags) : asTables(files, bench, judged));
    finished();
    return failed ? 2 : 0;
  } finally {
    await Promise.all(bench.witnesses.map(witness => witness.dispose?.()));
  }
}

async function readAll(operands: readonly string[], flags: EvalFlags, { terminal }: Context) {
  const data: DataFile<readonly LabelledSolution[]>[] = [];
  let failed = false;
  for (const name of operands) {
    try {
      data.push(readData(name, terminal.folder, labelledSolutions, flags.limit));
    } catch (error) {
      failed = true;
      await terminal.messages.write(`steplight: ${(error as Error).message}\n`);
    }
  }
  return { data, failed };
}

/** Figures of a PRM that isn't there would be figures of nothing. */
export function requirePrm({ witnesses, status }: Bench): void {
  const { state, text, detail } = status();
  if (witnesses.some(({ name }) => name === 'prm') && (state === 'none' || state === 'failed'))
    throw new Error(`${detail || text} Name one with --prm, or measure the exact check alone with --witness exact.`);
}

function optionsFrom(
  flags: EvalFlags,
  facts: readonly (readonly (readonly StepFacts[])[])[],
  sensitivity: EvaluationOptions['sensitivity'],
): EvaluationOptions {
  const scores = facts.flat(2).flatMap(({ score }) => (score ? [score] : []));
  const calibrated = scores.some(score => chanceIn(score) !== undefined);
  return {
    score: flags.score ?? (calibrated ? 'chance' : 'reward'),
    // A PRM without calibration has no threshold of its own: then the best case is shown, and said to be one.
    threshold: flags.threshold ?? (calibrated ? 'manifest' : 'oracle'),
    aggregation: flags.aggregation ?? 'last',
    sensitivity,
  };
}

function asJson(files: readonly FileFigures[], bench: Bench, flags: EvalFlags): string {
  const { prm, device } = bench.status();
  const asked = bench.witnesses.some(({ name }) => name === 'prm');
  const result = {
    prm: asked ? (prm ?? null) : null,
    device: asked ? (device ?? null) : null,
    witness: flags.witness ?? 'all',
    solutions: files.reduce((sum, { solutions }) => sum + solutions, 0),
    ...(files.length === 1 ? plainFigures(files[0]!) : meanFigures(files)),
    baselines: Object.fromEntries(
      perBaseline(files).map(([name, each]) => [name, each.length === 1 ? each[0]! : meanFigures(each)]),
    ),
    files,
  };
  return `${JSON.stringify(result, rounded, 2)}\n`;
}

function plainFigures({
  f1,
  errorAccuracy,
  correctAccuracy,
  warningPrecision,
  falseAlarmRate,
  coverage,
  outcomeAuc,
  ece,
}: Figures): Figures {
  return { f1, errorAccuracy, correctAccuracy, warningPrecision, falseAlarmRate, coverage, outcomeAuc, ece };
}

const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(6)) : value);

function asTables(files: readonly FileFigures[], bench: Bench, data: readonly JudgedData[]): string {
  const { prm, text } = bench.status();
  const names = bench.witnesses.map(({ name }) => name);
  const model = names.includes('prm') ? (prm ?? text) : undefined;
  const judge = [model, names.includes('exact') ? 'exact check' : undefined].filter(Boolean).join(' + ');
  const parts = files.map((figures, i) => fileTable(figures, judge, data[i]!));
  if (files.length > 1) parts.push(meanTable(files, judge));
  return `${parts.join('\n')}\nAll figures are percentages. Steplight screens; it doesn't certify.\n`;
}

const baselineLabels: Record<BaselineName, string> = {
  random: 'guessing',
  'always-last': 'always the last step',
  'reference-log-likelihood': 'reference log-likelihood',
  'reference-free': 'reference-free reward',
};

const heads = ['', 'F1', 'wrong', 'right', 'coverage', 'warned right', 'false alarms', 'outcome AUC', 'ECE'];

function fileTable(figures: FileFigures, judge: string, { file }: JudgedData): string {
  const { solutions, wrong, right, steps, threshold, baselines, f1Interval, byLength, reliability } = figures;
  const rows = [
    cells(judge, figures),
    ...perBaseline([figures]).map(([name, [one]]) => cells(baselineLabels[name], one!)),
  ];
  const more = [
    `F1 lies between ${percent(f1Interval[0])} and ${percent(f1Interval[1])} with a probability of 95 %.`,
    figures.outcomeAccuracy === null
      ? ''
      : `Outcome accuracy ${percent(figures.outcomeAccuracy)}: right means an even chance or better at the end.`,
    figures.lowestIsLast === null
      ? ''
      : `The last step has the lowest score in ${percent(figures.lowestIsLast)} of the solutions.`,
    `Right step named or rightly left alone, by number of steps: ${byLength
      .map(one => `${one.steps}: ${percent(one.accuracy)} of ${one.solutions}`)
      .join(', ')}.`,
    reliability.length === 0
      ? ''
      : `Chances, as said and as they came true: ${reliability
          .map(one => `${percent(one.chance)} → ${percent(one.happened)} (${one.count})`)
          .join(', ')}.`,
  ].filter(line => line !== '');
  const baseline = Object.values(baselines).find(({ threshold }) => threshold.value !== null);
  return [
    `${file}: ${count(solutions, 'solution')}, ${wrong} wrong, ${right} right, ${count(steps, 'step')}`,
    ...(threshold.from === 'none' ? [] : [`Threshold: ${thresholdText(threshold, file)}.`]),
    ...(baseline ? [`Threshold of the likelihoods: ${thresholdText(baseline.threshold, file)}.`] : []),
    '',
    columns([heads, ...rows]),
    ...more,
    '',
  ].join('\n');
}

function meanTable(files: readonly FileFigures[], judge: string): string {
  const rows = perBaseline(files).map(([name, each]) => cells(baselineLabels[name], meanFigures(each)));
  return `Mean over ${files.length} files\n\n${columns([heads, cells(judge, meanFigures(files)), ...rows])}`;
}

/** The baselines that there are, each with its figures in all files. */
const perBaseline = (files: readonly FileFigures[]): [BaselineName, BaselineFigures[]][] =>
  baselineNames.flatMap(name => {
    const each = files.flatMap(({ baselines }) => baselines[name] ?? []);
    return each.length > 0 ? [[name, each] as [BaselineName, BaselineFigures[]]] : [];
  });

const cells = (name: string, figures: Figures): string[] => [
  name,
  percent(figures.f1),
  percent(figures.errorAccuracy),
  percent(figures.correctAccuracy),
  percent(figures.coverage),
  percent(figures.warningPrecision),
  percent(figures.falseAlarmRate),
  percent(figures.outcomeAuc),
  percent(figures.ece),
];

function thresholdText({ from, value, tunedOn }: UsedThreshold, file: string): string {
  const number = value === null ? '' : Number.isFinite(value) ? value.toPrecision(3) : 'none';
  switch (from) {
    case 'manifest':
      return "the PRM's own";
    case 'given':
      return `${number}, as given`;
    case 'tuned':
      return `${number}, tuned on ${tunedOn === file ? 'this very file' : basename(tunedOn ?? '')}`;
    case 'oracle':
      return `${number}, the best one for this very file`;
    case 'none':
      return 'none, for there are no scores';
  }
}

const percent = (value: number | null) => (value === null ? '–' : (100 * value).toFixed(1));
