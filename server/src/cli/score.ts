import { textsFor } from '../texts.ts';
import { type Context, command, type ExitCode } from './command.ts';
import { findFiles, languages, type Obstacle, readText, reasonOf, type SourceFile } from './files.ts';
import { choiceFlag, type FlagsOf, numberFlag, switchFlag, UsageError, wholeNumberFlag } from './flags.ts';
import { inOrder } from './inOrder.ts';
import { jsonArray, scoreJson } from './json.ts';
import { createProgress } from './progress.ts';
import { addTallies, type FileReport, fileReport, noTally, type Tally, tally } from './report.ts';
import {
  type Bench,
  callWitnesses,
  documentFlags,
  openScoring,
  type Scoring,
  scoringFlags,
  settingsFrom,
} from './scoring.ts';
import { closing, fileTable, type Look, painted, plain } from './table.ts';
import { coloured, type Terminal } from './terminal.ts';

const flags = {
  ...scoringFlags,
  ...documentFlags,
  language: choiceFlag(languages, 'what the files are, whatever their names; needed for standard input'),
  json: switchFlag('print JSON instead of a table'),
  'fail-on': choiceFlag(['suspicious', 'never'], 'what ends with exit code 1 (suspicious)'),
  'min-on-track': numberFlag('P', 0, 1, 'exit code 1 also when a solution falls under this chance'),
  jobs: wholeNumberFlag('N', 1, 'files that are read and judged at the same time (4)'),
} as const;

type Flags = FlagsOf<typeof flags>;

export const scoreCommand = command({
  usage: 'score FILES...',
  about: 'judge the steps of solutions in Markdown, Lean 4 and LaTeX files',
  details: [
    'FILES are files, folders, patterns ("notes/**/*.md") or - for standard input. In folders, what .gitignore, .ignore',
    'or .steplightignore exclude is left out.',
    '',
    'Exit code: 0 nothing suspicious, 1 something suspicious, 2 something could not be read or judged.',
  ].join('\n'),
  flags,
  run: score,
});

async function score(
  operands: readonly string[],
  flags: Flags,
  { terminal, createWitnesses }: Context,
): Promise<ExitCode> {
  if (operands.length === 0)
    throw new UsageError('Which files? "steplight score FILES..." takes files, folders or patterns.');
  const files = findFiles(operands, terminal.folder, flags.language);
  const settings = settingsFrom(flags);
  const log = (message: string) => void (flags.verbose && terminal.messages.write(`${message}\n`));
  const bench = callWitnesses(createWitnesses, settings, flags.witness ?? 'all', log);
  const scoring = openScoring(bench, settings, log);
  terminal.interrupted.addEventListener('abort', () => void scoring.dispose());
  try {
    return await reportFiles(files, flags, bench, scoring, terminal);
  } finally {
    await scoring.dispose();
  }
}

async function reportFiles(
  files: readonly (SourceFile | Obstacle)[],
  flags: Flags,
  bench: Bench,
  scoring: Scoring,
  terminal: Terminal,
): Promise<ExitCode> {
  const { output, messages } = terminal;
  const look = lookOf(terminal);
  const json = flags.json ? jsonArray() : undefined;
  const progress = createProgress(messages, files.length, 'files');
  let total: Tally = noTally;
  let done = 0;
  let found = false;
  let failed = false;

  const judge = (file: SourceFile | Obstacle) => judged(file, scoring, bench, terminal);
  for await (const report of inOrder(files, flags.jobs ?? 4, judge)) {
    if (terminal.interrupted.aborted) return 130;
    await progress.clear();
    if ('obstacle' in report) {
      failed = true;
      await messages.write(`steplight: ${report.name}: ${report.obstacle}.\n`);
    } else {
      total = addTallies(total, tally([report]));
      found ||= isFinding(report, flags);
      await output.write(json ? json.element(scoreJson(report)) : `${fileTable(report, look)}\n`);
    }
    await progress.reached(++done);
  }
  await progress.clear();
  if (json) await output.write(json.end());
  else if (total.files > 0) await output.write(closing(total, judgeSentence(bench), look));

  const prm = bench.status();
  if (flags.prm !== undefined && (prm.state === 'failed' || prm.state === 'none')) {
    failed = true;
    await messages.write(`steplight: ${prm.detail || prm.text}\n`);
  }
  return failed ? 2 : found ? 1 : 0;
}

async function judged(
  file: SourceFile | Obstacle,
  scoring: Scoring,
  bench: Bench,
  { input, interrupted }: Terminal,
): Promise<FileReport | Obstacle> {
  if ('obstacle' in file) return file;
  if (interrupted.aborted) return { name: file.name, obstacle: 'interrupted' };
  const text = await readText(file, input);
  if (typeof text !== 'string') return text;
  try {
    const snapshot = await scoring.score(file.name, file.language, text);
    scoring.close(file.name);
    return fileReport(file.name, snapshot, bench.status(), textsFor('en'));
  } catch (error) {
    return { name: file.name, obstacle: reasonOf(error) };
  }
}

function isFinding(report: FileReport, flags: Flags): boolean {
  const least = flags['min-on-track'];
  return report.exercises.some(
    ({ verdict, steps }) =>
      (verdict === 'suspicious' && flags['fail-on'] !== 'never') ||
      (least !== undefined && steps.some(({ onTrack }) => onTrack !== null && onTrack < least)),
  );
}

function lookOf({ output, environment }: Terminal): Look {
  return {
    paint: coloured(output, environment) ? painted : plain,
    columns: Math.min(120, Math.max(60, output.columns)),
  };
}

/** Who judged, as the last line says it. */
function judgeSentence({ witnesses, status }: Bench): string {
  const names = witnesses.map(({ name }) => name);
  const { state, text, prm, device } = status();
  const exact = names.includes('exact') ? 'the exact check' : undefined;
  const asked = names.includes('prm');
  const ready = asked && state !== 'failed' && state !== 'none';
  const model = ready ? (prm && device ? `${prm} on ${device}` : text) : undefined;
  const judges = [model, exact].filter(one => one !== undefined).join(' and ');
  const absent = asked && !ready ? ` There is no PRM: ${text}.` : '';
  return `Judged by ${judges || 'nobody'}${model ? '' : ' alone'}.${absent}`;
}
