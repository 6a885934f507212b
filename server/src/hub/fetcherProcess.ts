import { constants, setPriority } from 'node:os';
import { Tokenizer, tokenizerFolders } from '../checkpoint/tokenizer.ts';
import { installCuda } from '../runtime/cudaSupport.ts';
import { type FetchedCheckpoint, fetchCheckpoint, type Progress, verifyCheckpoints } from './checkpoints.ts';
import { routeOf } from './environment.ts';
import { hubError } from './failure.ts';
import type { FetcherJob, FetcherReply } from './fetcherMessages.ts';

/**
 * A process of its own for the network, for hashing and for what else takes long, so that nothing of it holds the server, and so
 * that it can be killed at any moment: that is how it is stopped.
 */
const tellingGap = 150;
/** Nothing here is cancelled: the process ends. */
const signal = new AbortController().signal;
let untold: Progress | undefined;
let toldPhase: Progress['phase'] | undefined;

process.once('message', (job: FetcherJob) => void run(job));
// Never outlive the editor.
process.on('disconnect', () => process.exit(0));
setPriority(process.pid, constants.priority.PRIORITY_BELOW_NORMAL);

async function run(job: FetcherJob): Promise<void> {
  setInterval(tell, tellingGap);
  const end = await endOf(job).catch((error): FetcherReply => {
    const { code, sentence, url } = hubError(error);
    return { type: 'failed', code, sentence, url };
  });
  tell();
  process.send?.(end, () => process.exit(0));
}

function endOf(job: FetcherJob): Promise<FetcherReply> {
  switch (job.kind) {
    case 'fetch':
      return fetchAll(job);
    case 'verify':
      return verifyAll(job);
    case 'compare':
      return compare(job);
    case 'cuda':
      return installAll(job);
  }
}

/** Large tokenizers take a second to understand. */
async function compare({ folders }: FetcherJob & { kind: 'compare' }): Promise<FetcherReply> {
  const [ours, theirs] = await Promise.all((await tokenizerFolders(folders)).map(Tokenizer.read));
  const difference = ours === theirs ? undefined : new Tokenizer(ours!).difference(new Tokenizer(theirs!));
  return { type: 'compared', difference };
}

async function fetchAll(job: FetcherJob & { kind: 'fetch' }): Promise<FetcherReply> {
  const fetched: FetchedCheckpoint[] = [];
  let before = 0;
  let after = job.checkpoints.reduce((sum, { expectedBytes }) => sum + expectedBytes, 0);
  for (const { repository, revision, expectedBytes } of job.checkpoints) {
    after -= expectedBytes;
    let size = expectedBytes;
    const progress = (one: Progress) => {
      size = one.totalBytes || expectedBytes;
      reached({ ...one, doneBytes: before + one.doneBytes, totalBytes: before + size + after });
    };
    fetched.push(await fetchCheckpoint(repository, revision, { ...job, signal, progress }));
    before += size;
  }
  return { type: 'fetched', checkpoints: fetched };
}

async function verifyAll({ cache, checkpoints }: FetcherJob & { kind: 'verify' }): Promise<FetcherReply> {
  return { type: 'verified', broken: await verifyCheckpoints(checkpoints, { cache, signal, progress: reached }) };
}

async function installAll({ home, index }: FetcherJob & { kind: 'cuda' }): Promise<FetcherReply> {
  const { endpoint } = index;
  return {
    type: 'installed',
    folder: await installCuda({ home, index: endpoint, route: routeOf(index), signal, progress: reached }),
  };
}

/** What is new in kind is told at once, how far it got from time to time. */
function reached(progress: Progress): void {
  untold = progress;
  if (progress.phase !== toldPhase) tell();
}

function tell(): void {
  if (untold === undefined) return;
  toldPhase = untold.phase;
  const reply: FetcherReply = { type: 'progress', progress: untold };
  untold = undefined;
  process.send?.(reply);
}
