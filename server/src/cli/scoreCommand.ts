import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { textsFor } from '../texts.ts';
import { type Context, command, type ExitCode } from './command.ts';
import { findFiles, type Obstacle, readSource, reasonOf, type SourceFile, sentence } from './files.ts';
import { choiceFlag, type FlagsOf, numberFlag, switchFlag, textFlag, UsageError, wholeNumberFlag } from './flags.ts';
import { htmlReport } from './htmlReport.ts';
import { inOrder } from './inOrder.ts';
import { jsonArray, scoreJson } from './json.ts';
import { markdownReport } from './markdownReport.ts';
import { createProgress } from './progress.ts';
import { addTallies, chanceShown, type FileReport, fileReport, noTally, tally } from './report.ts';
import { sarif } from './sarif.ts';
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
import { version } from './version.ts';
import { nextChange } from './watch.ts';

const flags = {
  ...scoringFlags,
  ...documentFlags,
  json: switchFlag('print JSON (docs/score.schema.json) instead of a table'),
  sarif: textFlag('FILE', 'also write SARIF 2.1.0, for code scanning'),
  markdown: textFlag('FILE', 'also write Markdown, for a comment under a pull request'),
  html: textFlag('FILE', 'also write one page with charts and heat maps, readable offline'),
  'fail-on': choiceFlag(['suspicious', 'never'], 'what ends with exit code 1 (suspicious)'),
  'min-on-track': numberFlag('P', 0, 1, 'exit code 1 also when a solution falls under this chance'),
  watch: switchFlag('go on, and judge again what changes'),
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

/** What all of one run's rounds share. */
interface Run {
  readonly operands: readonly string[];
  readonly flags: Flags;
  readonly bench: Bench;
  readonly scoring: Scoring;
  /** What went wrong inside, each once. */
  readonly failures: Set<string>;
  readonly terminal: Terminal;
  /** The newest report of every file, kept only where a document is written of them. */
  readonly kept: Map<string, FileReport>;
}

async function score(
  operands: readonly string[],
  flags: Flags,
  { terminal, createWitnesses }: Context,
): Promise<ExitCode> {
  if (operands.length === 0) throw new UsageError('Which files? "steplight score" takes files, folders and patterns.');
  if (flags.watch && (flags.json || operands.includes('-')))
    throw new UsageError('--watch shows tables of files that change: it goes neither with --json nor with -.');
  const settings = settingsFrom(flags, terminal.folder);
  const log = (message: string) => void (flags.verbose && terminal.messages.write(`${message}\n`));
  const bench = callWitnesses(createWitnesses, settings, flags.witness ?? 'all', log, terminal.environment);
  const failures = new Set<string>();
  const scoring = openScoring(bench, settings, message => {
    log(message);
    failures.add(message.split('\n', 1)[0]!);
  });
  terminal.interrupted.addEventListener('abort', () => void scoring.dispose());
  const run: Run = { operands, flags, bench, scoring, failures, terminal, kept: new Map() };
  try {
    const files = findFiles(operands, terminal.folder, flags.language);
    const code = await judgeAll(files, run);
    return flags.watch ? await watchFiles(files, run) : code;
  } finally {
    await scoring.dispose();
  }
}

async function judgeAll(files: readonly (SourceFile | Obstacle)[], run: Run): Promise<ExitCode> {
  const { flags, bench, terminal, kept } = run;
  const { output, messages, interrupted } = terminal;
  const look = lookOf(terminal);
  const json = flags.json ? jsonArray() : undefined;
  const documents = flags.sarif ?? flags.markdown ?? flags.html;
  const obstacles: Obstacle[] = [];
  const progress = createProgress(messages, files.length, 'files');
  let total = noTally;
  let done = 0;
  let found = false;

  for await (const report of inOrder(files, flags.jobs ?? 4, file => judge(file, run))) {
    if (interrupted.aborted) return 130;
    await progress.clear();
    if ('obstacle' in report) {
      obstacles.push(report);
      await messages.write(`steplight: ${sentence(report)}\n`);
    } else {
      total = addTallies(total, tally([report]));
      found ||= isFinding(report, flags);
      if (documents) kept.set(report.file, report);
      await output.write(json ? json.element(scoreJson(report)) : `${fileTable(report, look)}\n`);
    }
    await progress.reached(++done);
  }
  await progress.clear();
  const judges = judgeSentence(bench);
  if (json) await output.write(json.end());
  else if (total.files > 0) await output.write(closing(total, judges, look));

  const failed = [...run.failures].map(obstacle => ({ name: 'Steplight', obstacle }));
  run.failures.clear();
  const prm = bench.status();
  if (flags.prm !== undefined && (prm.state === 'failed' || prm.state === 'none'))
    failed.push({ name: flags.prm, obstacle: prm.detail || prm.text });
  for (const one of failed) await messages.write(`steplight: ${sentence(one)}\n`);
  obstacles.push(...failed);
  if (documents) await writeDocuments(run, obstacles, judges);
  return obstacles.length > 0 ? 2 : found ? 1 : 0;
}

async function writeDocuments({ flags, kept, terminal }: Run, obstacles: readonly Obstacle[], judges: string) {
  const reports = [...kept.values()];
  const write = async (name: string | undefined, text: () => string) => {
    if (name) await writeFile(resolve(terminal.folder, name), text());
  };
  await write(flags.sarif, () => `${JSON.stringify(sarif(reports, obstacles, version()), undefined, 2)}\n`);
  await write(flags.markdown, () => markdownReport(reports, tally(reports), judges));
  await write(flags.html, () => htmlReport(reports, judges));
}

async function judge(found: SourceFile | Obstacle, run: Run): Promise<FileReport | Obstacle> {
  const { scoring, bench, terminal, flags } = run;
  const file = await readSource(found, terminal.input);
  if ('obstacle' in file) return file;
  try {
    const snapshot = await scoring.score(file.name, file.language, file.text);
    if (!flags.watch) scoring.close(file.name);
    return fileReport(file.name, snapshot, bench.status(), textsFor('en'));
  } catch (error) {
    return { name: file.name, obstacle: reasonOf(error) };
  }
}

/** Judges again whatever changes, until interrupted: that is the way to end it, so it ends well. */
async function watchFiles(first: readonly (SourceFile | Obstacle)[], run: Run): Promise<ExitCode> {
  const { terminal, operands, flags } = run;
  let files = first;
  let seen = states(files);
  for (;;) {
    await terminal.messages.write('Waiting for changes; Ctrl+C ends this.\n');
    if (!(await nextChange(foldersOf(files, run), terminal.interrupted))) return 0;
    files = findFiles(operands, terminal.folder, flags.language);
    const now = states(files);
    const changed = files.filter(({ name }) => now.get(name) !== seen.get(name));
    for (const name of seen.keys()) {
      if (now.has(name)) continue;
      run.scoring.close(name);
      run.kept.delete(name);
    }
    seen = now;
    if (changed.length > 0) await judgeAll(changed, run);
  }
}

/** What tells a file's state from its next one. */
const states = (files: readonly (SourceFile | Obstacle)[]): Map<string, string> =>
  new Map(
    files.map(file => {
      const stats = 'path' in file && file.path ? statSync(file.path, { throwIfNoEntry: false }) : undefined;
      return [file.name, stats ? `${stats.mtimeMs} ${stats.size}` : 'absent'];
    }),
  );

function foldersOf(files: readonly (SourceFile | Obstacle)[], { operands, terminal }: Run): Set<string> {
  const named = operands.map(operand => resolve(terminal.folder, operand));
  const folders = named.filter(path => statSync(path, { throwIfNoEntry: false })?.isDirectory());
  const holders = files.flatMap(file => ('path' in file && file.path ? [dirname(file.path)] : []));
  return new Set([...folders, ...holders]);
}

function isFinding(report: FileReport, flags: Flags): boolean {
  const least = flags['min-on-track'];
  return report.exercises.some(
    ({ verdict, steps }) =>
      (verdict === 'suspicious' && flags['fail-on'] !== 'never') ||
      (least !== undefined && steps.some(step => (chanceShown(step) ?? 1) < least)),
  );
}

function lookOf({ output, environment }: Terminal): Look {
  return {
    paint: coloured(output, environment) ? painted : plain,
    columns: Math.min(120, Math.max(60, output.columns)),
  };
}

/** Who judged, as the last line says it. */
export function judgeSentence({ witnesses, status }: Bench): string {
  const names = witnesses.map(({ name }) => name);
  const { state, text, detail, prm, device } = status();
  const asked = names.includes('prm');
  const ready = asked && state !== 'failed' && state !== 'none';
  const model = ready ? (prm && device ? `${prm} on ${device}` : text) : undefined;
  const judges = [model, names.includes('exact') ? 'the exact check' : undefined].filter(one => one !== undefined);
  const absent = asked && !ready ? ` No PRM: ${detail || text}` : '';
  return `Judged by ${judges.join(' and ') || 'nobody'}${judges.length === 1 ? ' alone' : ''}.${absent}`;
}
