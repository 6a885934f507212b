import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { prmFolder } from '../prms/places.ts';
import { isServed } from '../remote/served.ts';
import type { Settings } from '../settings.ts';
import { reasonOf } from './files.ts';
import { switchFlag, textFlag, wholeNumberFlag } from './flags.ts';
import { folderFingerprint } from './folderFingerprint.ts';
import { inOrder } from './inOrder.ts';
import { exerciseOf, judgeSolution, type StepFacts } from './judging.ts';
import { createProgress } from './progress.ts';
import { openResults, type ResultsFile, unkeptResults } from './resultsFile.ts';
import type { Bench } from './scoring.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** The flags of every command that judges data. */
export const dataFlags = {
  limit: wholeNumberFlag('N', 1, 'only N problems of each file, evenly taken'),
  results: textFlag('FILE', 'keep the results as JSON lines, and go on from them'),
  json: switchFlag('print JSON instead of tables'),
  jobs: wholeNumberFlag('N', 1, 'solutions that are judged at the same time (2; with --endpoint 256)'),
} as const;

/** A solution in steps, whatever is known of it besides. */
export interface SteppedSolution {
  readonly problem: string;
  readonly steps: readonly string[];
}

/** A data file with what was read of it. */
export interface DataFile<T> {
  readonly file: string;
  readonly content: T;
  /** Tells this content from every other. */
  readonly fingerprint: string;
}

/** Reads a data file, or no more than `limit` of its elements; what is wrong with it is said with the file's name. */
export function readData<T>(
  name: string,
  folder: string,
  read: (text: string) => readonly T[],
  limit: number | undefined,
): DataFile<readonly T[]> {
  try {
    const bytes = readFileSync(resolve(folder, name));
    if (bytes.subarray(0, 8192).includes(0)) throw new Error('it is binary');
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const fingerprint = limit === undefined ? hash : `${hash}/${limit}`;
    return { file: name, content: spread(read(bytes.toString('utf8')), limit), fingerprint };
  } catch (error) {
    throw new Error(`${name}: ${reasonOf(error)}.`);
  }
}

/** So many of the elements, evenly taken: data files are often sorted. */
function spread<T>(all: readonly T[], limit: number = all.length): readonly T[] {
  const count = Math.min(limit, all.length);
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
}

export interface JudgingRun {
  readonly bench: Bench;
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly jobs: number;
  /** Where results are kept for good; absent: in the cache, until the run has ended. */
  readonly results: string | undefined;
}

/**
 * What the witnesses say of all solutions, in their order. Every result is kept as soon as it is known: a run that was ended on the
 * way goes on where it was. `finished` lets go of what was kept in the cache.
 */
export async function judgeData(
  data: readonly DataFile<readonly SteppedSolution[]>[],
  run: JudgingRun,
): Promise<{ readonly facts: readonly (readonly (readonly StepFacts[])[])[]; finished(): void }> {
  const { bench, settings, terminal, jobs } = run;
  const results = resultsFor(data, run);
  const abort = new AbortController();
  terminal.interrupted.addEventListener('abort', () => abort.abort());
  const all = data.flatMap(({ file, content, fingerprint }) =>
    content.map((solution, i) => ({ solution, id: `${file}#${i + 1}`, key: `${fingerprint}#${i + 1}` })),
  );
  const missing = all.filter(({ key }) => !results.done.has(key));
  const before = all.length - missing.length;
  const progress = createProgress(terminal.messages, all.length, 'solutions', before);
  if (before > 0 && missing.length > 0)
    await terminal.messages.write(`${before} of ${all.length} solutions are known already.\n`);
  try {
    await judgeMissing(missing, bench, settings, abort.signal, jobs, results, () =>
      progress.reached(results.done.size),
    );
  } catch (error) {
    await progress.clear();
    if (!abort.signal.aborted) throw error;
    throw new Error('Interrupted: the same command goes on where it was.');
  } finally {
    // What is still under way is of no use any more.
    abort.abort();
  }
  await progress.clear();
  return {
    facts: data.map(({ content, fingerprint }) => content.map((_, i) => results.done.get(`${fingerprint}#${i + 1}`)!)),
    finished: () => run.results === undefined && results.remove(),
  };
}

async function judgeMissing(
  missing: readonly { readonly solution: SteppedSolution; readonly id: string; readonly key: string }[],
  { witnesses, status }: Bench,
  settings: Settings,
  signal: AbortSignal,
  jobs: number,
  results: ResultsFile<StepFacts[]>,
  told: () => Promise<void>,
): Promise<void> {
  const judge = async ({ solution, id, key }: (typeof missing)[number]) => {
    signal.throwIfAborted();
    const exercise = exerciseOf(id, solution.problem, solution.steps);
    // Kept at once, not when its turn comes: whoever ends the run loses nothing that was known.
    results.keep(key, await judgeSolution(exercise, witnesses, settings, signal, status));
  };
  for await (const _ of inOrder(missing, jobs, judge)) await told();
}

/** Where the results of this run are kept, by what they are results of. */
function resultsFor(
  data: readonly DataFile<unknown>[],
  { bench, settings, results, terminal }: JudgingRun,
): ResultsFile<StepFacts[]> {
  const about = {
    steplight: version(),
    data: data.map(({ fingerprint }) => fingerprint),
    witnesses: bench.witnesses.map(({ name }) => name),
    prm: [settings.prm, folderFingerprint(prmFolder(settings.prm))],
    device: settings.device,
    // Where it is served makes no difference; as what, does.
    ...(isServed(settings) ? { served: [settings['endpoint.policyModel'], settings['endpoint.referenceModel']] } : {}),
    algebra: settings['exact.algebra'],
  };
  if (results !== undefined) return openResults(resolve(terminal.folder, results), about);
  const name = createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 24);
  try {
    return openResults(join(cacheFolder(terminal.environment), 'results', `${name}.jsonl`), about);
  } catch {
    // No home to write to, as in some containers: then a run that ends early begins again.
    return unkeptResults();
  }
}

/** The user's folder for what may be deleted at any time. */
function cacheFolder(environment: Terminal['environment']): string {
  const base =
    process.platform === 'win32'
      ? environment.LOCALAPPDATA
      : (environment.XDG_CACHE_HOME ?? (environment.HOME && join(environment.HOME, '.cache')));
  return join(base ?? join(homedir(), '.cache'), 'steplight');
}
