import { fork } from 'node:child_process';
import { program } from '../assets.ts';
import { phrase } from '../phrase.ts';
import type { BrokenFile, FetchedCheckpoint, Progress } from './checkpoints.ts';
import { HubError } from './failure.ts';
import type { FetcherJob, FetcherReply } from './fetcherMessages.ts';

/** The fetching process as its parent sees it. Aborting kills it: what it fetched stays, and the next one goes on from there. */

type Job<Kind extends FetcherJob['kind']> = Omit<FetcherJob & { kind: Kind }, 'kind'>;
type Listener = (progress: Progress) => void;

export async function fetchCheckpoints(
  job: Job<'fetch'>,
  signal: AbortSignal,
  progress: Listener,
): Promise<readonly FetchedCheckpoint[]> {
  const reply = await run({ kind: 'fetch', ...job }, signal, progress);
  if (reply.type !== 'fetched') throw unexpected();
  return reply.checkpoints;
}

export async function findBroken(
  job: Job<'verify'>,
  signal: AbortSignal,
  progress: Listener,
): Promise<readonly BrokenFile[]> {
  const reply = await run({ kind: 'verify', ...job }, signal, progress);
  if (reply.type !== 'verified') throw unexpected();
  return reply.broken;
}

export async function fetchCuda(job: Job<'cuda'>, signal: AbortSignal, progress: Listener): Promise<string> {
  const reply = await run({ kind: 'cuda', ...job }, signal, progress);
  if (reply.type !== 'installed') throw unexpected();
  return reply.folder;
}

/** What differs between the tokenizers of two checkpoints; undefined when they are one. */
export async function tokenizerDifference(folders: readonly string[]): Promise<string | undefined> {
  const reply = await run({ kind: 'compare', folders }, new AbortController().signal, () => {});
  if (reply.type !== 'compared') throw unexpected();
  return reply.difference;
}

function run(job: FetcherJob, signal: AbortSignal, progress: Listener): Promise<FetcherReply> {
  const cancelled = () =>
    new HubError('cancelled', phrase`Cancelled. What was fetched stays: fetch again, and it goes on from there.`);
  if (signal.aborted) return Promise.reject(cancelled());
  return new Promise((resolve, reject) => {
    const child = fork(program('fetcher'), {
      // Inside VS Code `execPath` is Electron, which is Node when told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const stop = () => {
      child.kill('SIGKILL');
      reject(cancelled());
    };
    signal.addEventListener('abort', stop, { once: true });
    let lastWords = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-500);
    });
    child.on('message', (reply: FetcherReply) => {
      if (reply.type === 'progress') progress(reply.progress);
      else if (reply.type === 'failed') reject(new HubError(reply.code, reply.sentence, reply.url));
      else resolve(reply);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      // It ended before it was told its job: how it ended says more.
      if (error.code !== 'EPIPE')
        reject(new HubError('failed', phrase`The fetching process can't be started: ${error.message}.`));
    });
    child.once('close', (code, by) => {
      signal.removeEventListener('abort', stop);
      // A terminal's Ctrl-C reaches it before its parent has heard of it.
      if (by === 'SIGINT') reject(cancelled());
      const said = lastWords.trim().split('\n').at(-1);
      const how = `${by ?? `code ${code}`}${said ? `: ${said}` : ''}`;
      reject(new HubError('failed', phrase`The fetching process ended (${how}). Fetch again: what is there stays.`));
    });
    child.send(job);
  });
}

const unexpected = () => new Error('The fetching process answered something else.');
