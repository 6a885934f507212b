import { constants, setPriority } from 'node:os';
import { installCuda } from '../runtime/cudaSupport.ts';
import { type FetchedCheckpoint, fetchCheckpoint, type Progress, verifyCheckpoints } from './checkpoints.ts';
import { routeOf } from './environment.ts';
import { failureOf } from './failure.ts';
import type { FetcherJob, FetcherReply } from './fetcherMessages.ts';

/**
 * A process of its own for the network and for hashing, so that neither holds the server, and so that it can be killed at any
 * moment: that is how it is stopped.
 */
const tellingGap = 150;
/** Nothing here is cancelled: the process ends. */
const signal = new AbortController().signal;
let untold: Progress | undefined;

process.once('message', (job: FetcherJob) => void run(job));
// Never outlive the editor.
process.on('disconnect', () => process.exit(0));
setPriority(process.pid, constants.priority.PRIORITY_BELOW_NORMAL);

async function run(job: FetcherJob): Promise<void> {
  setInterval(tell, tellingGap);
  const end = await endOf(job).catch((error): FetcherReply => ({ type: 'failed', failure: failureOf(error) }));
  tell();
  process.send?.(end, () => process.exit(0));
}

function endOf(job: FetcherJob): Promise<FetcherReply> {
  switch (job.kind) {
    case 'fetch':
      return fetchAll(job);
    case 'verify':
      return verifyAll(job);
    case 'cuda':
      return installAll(job);
  }
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
      untold = { ...one, doneBytes: before + one.doneBytes, totalBytes: before + size + after };
    };
    fetched.push(await fetchCheckpoint(repository, revision, { ...job, signal, progress }));
    before += size;
  }
  return { type: 'fetched', checkpoints: fetched };
}

async function verifyAll({ cache, checkpoints }: FetcherJob & { kind: 'verify' }): Promise<FetcherReply> {
  const progress = (one: Progress) => {
    untold = one;
  };
  return { type: 'verified', broken: await verifyCheckpoints(checkpoints, { cache, signal, progress }) };
}

async function installAll({ home, index }: FetcherJob & { kind: 'cuda' }): Promise<FetcherReply> {
  const progress = (one: Progress) => {
    untold = one;
  };
  const { endpoint } = index;
  return {
    type: 'installed',
    folder: await installCuda({ home, index: endpoint, route: routeOf(index), signal, progress }),
  };
}

function tell(): void {
  if (untold === undefined) return;
  const reply: FetcherReply = { type: 'progress', progress: untold };
  untold = undefined;
  process.send?.(reply);
}
