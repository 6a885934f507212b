import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestFile } from '../manifest.ts';
import { calibrate, type FalseAlarms, type FittedCalibration, type ScoredSolution } from './calibration.ts';
import { type Context, command, type ExitCode } from './command.ts';
import { startTowers, type TowersRun } from './engineRun.ts';
import { type Flag, type FlagsOf, switchFlag, UsageError } from './flags.ts';
import { inOrder } from './inOrder.ts';
import { type DataFile, dataFlags, readData } from './judgedData.ts';
import { type LabelledSolution, labelledSolutions } from './labelledSolutions.ts';
import { createProgress } from './progress.ts';
import { scoringFlags, servedFlags, settingsFrom } from './scoring.ts';

const falseAlarmsFlag: Flag<FalseAlarms> = {
  about: 'shares of right solutions that may be doubted: cautious, balanced, strict (0.01,0.03,0.1)',
  value: 'C,B,S',
  expected: 'three rising numbers between 0 and 1, as in 0.01,0.03,0.1',
  read: raw => {
    const shares = raw.split(',').map(Number);
    const [cautious = Number.NaN, balanced = Number.NaN, strict = Number.NaN] = shares;
    const rising = 0 <= cautious && cautious <= balanced && balanced <= strict && strict <= 1;
    return rising && shares.length === 3 ? { cautious, balanced, strict } : undefined;
  },
};

const flags = {
  prm: scoringFlags.prm,
  ...servedFlags,
  device: scoringFlags.device,
  verbose: scoringFlags.verbose,
  'false-alarms': falseAlarmsFlag,
  limit: dataFlags.limit,
  write: switchFlag("write the result into the PRM's steplight.json"),
  json: switchFlag('print JSON'),
} as const;

type CalibrateFlags = FlagsOf<typeof flags>;

export const calibrateCommand = command({
  usage: 'calibrate DATA...',
  about: "fit a PRM's chances and thresholds to labelled solutions",
  details: [
    'DATA as for "steplight eval". What is fitted: on-track = σ(a·Q + b·tokens + c); for each sensitivity the threshold that',
    'doubts a given share of right solutions; the range of texts the PRM was calibrated on. Nothing is changed without --write.',
    '',
    'Exit code: 0 when it could be fitted, 2 when not.',
  ].join('\n'),
  flags,
  run: runCalibrate,
});

async function runCalibrate(
  operands: readonly string[],
  flags: CalibrateFlags,
  { terminal }: Context,
): Promise<ExitCode> {
  if (operands.length === 0)
    throw new UsageError('Which data? "steplight calibrate" takes files of labelled solutions.');
  const data = operands.map(name => readData(name, terminal.folder, labelledSolutions, flags.limit));
  const settings = settingsFrom(flags, terminal.folder);
  const log = (message: string) => void (flags.verbose && terminal.messages.write(`${message}\n`));
  const run = await startTowers(settings, terminal.environment, terminal.interrupted, log);
  try {
    const { manifest, folder } = run.prm;
    if (manifest.family !== 'implicit') {
      throw new Error(
        `${manifest.name} says chances by itself, so there is nothing to fit. Its thresholds stand in ${join(folder, manifestFile)}; "steplight eval" shows the best ones.`,
      );
    }
    const total = data.reduce((sum, { content }) => sum + content.length, 0);
    const progress = createProgress(terminal.messages, total, 'solutions');
    const solutions: ScoredSolution[] = [];
    for await (const solution of scored(data, run)) {
      solutions.push(solution);
      await progress.reached(solutions.length);
    }
    await progress.clear();
    const fitted = calibrate(
      solutions,
      manifest,
      flags['false-alarms'] ?? { cautious: 0.01, balanced: 0.03, strict: 0.1 },
    );
    if (flags.write) writeCalibration(join(folder, manifestFile), fitted);
    await terminal.output.write(
      flags.json ? `${JSON.stringify(fitted, undefined, 2)}\n` : asText(manifest.name, fitted, flags.write === true),
    );
    return 0;
  } finally {
    await run.dispose();
  }
}

async function* scored(
  data: readonly DataFile<readonly LabelledSolution[]>[],
  run: TowersRun,
): AsyncGenerator<ScoredSolution> {
  const all = data.flatMap(({ file, content }) => content.map((solution, i) => ({ solution, id: `${file}#${i + 1}` })));
  yield* inOrder(all, run.width, async ({ solution: { problem, steps, firstError }, id }) => ({
    firstError,
    steps: (await run.answers(id, problem, steps)) as ScoredSolution['steps'],
  }));
}

/** Puts the calibration into the manifest and leaves everything else there as it is; whole or not at all. */
function writeCalibration(path: string, { calibration, thresholds, range }: FittedCalibration): void {
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const draft = `${path}.new`;
  writeFileSync(draft, `${JSON.stringify({ ...manifest, calibration, thresholds, range }, undefined, 2)}\n`);
  renameSync(draft, path);
}

function asText(name: string, fitted: FittedCalibration, written: boolean): string {
  const { calibration, thresholds, range, states, solutions, heldOut } = fitted;
  const { a, b, c } = calibration;
  return [
    `${name}, fitted to ${states} steps of ${solutions} solutions`,
    '',
    `on-track   σ(${a}·Q ${b < 0 ? '−' : '+'} ${Math.abs(b)}·tokens ${c < 0 ? '−' : '+'} ${Math.abs(c)})`,
    `thresholds cautious ${thresholds.cautious}, balanced ${thresholds.balanced}, strict ${thresholds.strict}`,
    `range      mean log-probability from ${range.meanLogProb.min} to ${range.meanLogProb.max}`,
    '',
    `On the half it wasn't fitted to: ECE ${(100 * heldOut.ece).toFixed(1)} %, AUC ${
      heldOut.auc === null ? '–' : (100 * heldOut.auc).toFixed(1)
    } %, loss ${heldOut.loss.toFixed(4)}.`,
    ...(a > 0 ? [] : ['Q falls where solutions are right: on these data the PRM tells nothing, or the reverse.']),
    written ? `Written into ${manifestFile}.` : `--write puts this into ${manifestFile}.`,
    '',
  ].join('\n');
}
