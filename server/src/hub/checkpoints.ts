import { mkdir, readdir, realpath, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { amount } from '../amount.ts';
import { readText } from '../checkpoint/files.ts';
import { weightFiles } from '../checkpoint/safetensors.ts';
import { phrase, type Sentence } from '../phrase.ts';
import { type HubFile, hubHeaders, lookUp, refusal } from './api.ts';
import { type KeptFile, StoredRepository } from './cache.ts';
import { type DownloadOptions, download, type Tuning } from './download.ts';
import { type HubConnection, routeOf } from './environment.ts';
import { HubError } from './failure.ts';
import { hashOf } from './hash.ts';
import { locked } from './lock.ts';

/** Checkpoints of the hub on their way into the cache, and the proof that they are there as promised. */

/** A checkpoint as it was fetched. */
export interface KeptCheckpoint {
  readonly repository: string;
  /** What was asked for. */
  readonly revision: string;
  /** What that meant. */
  readonly commit: string;
  readonly files: readonly KeptFile[];
}

/** What one call brought. */
export interface FetchedCheckpoint extends KeptCheckpoint {
  readonly fetchedBytes: number;
}

export interface FetchContext {
  readonly cache: string;
  readonly connection: HubConnection;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  readonly tuning?: Partial<Tuning>;
}

export interface Progress {
  readonly phase: 'looking' | 'fetching' | 'verifying' | 'unpacking';
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Why nothing comes at the moment. */
  readonly waiting?: string;
}

/** What is read of a checkpoint beside its weights, and its licence. */
const smallFiles =
  /^(config|generation_config|tokenizer|tokenizer_config|special_tokens_map|chat_template|model\.safetensors\.index)\.json$|^chat_template\.jinja$|^LICEN[CS]E[\w.-]*$/;
const anyWeights = /^[\w.-]+\.safetensors$/;
/** Left free on the disk: a full one breaks more than Steplight. */
const spareBytes = 500 * 2 ** 20;

/** Fetches what is missing of a checkpoint. */
export async function fetchCheckpoint(
  repository: string,
  revision: string,
  context: FetchContext,
): Promise<FetchedCheckpoint> {
  const { cache, connection, signal, progress } = context;
  const stored = new StoredRepository(cache, repository);
  const nothing = { doneBytes: 0, totalBytes: 0 };
  if (connection.offline) {
    const here = await checkpointHere(stored, revision, signal);
    if (here) return { repository, revision, ...here, fetchedBytes: 0 };
    throw new HubError(
      'offline',
      phrase`${repository} isn't complete on this machine, and HF_HUB_OFFLINE forbids fetching it. Unset it, or bring the folder ${stored.folder} from another machine.`,
    );
  }
  const waiting = () =>
    progress({ ...nothing, phase: 'looking', waiting: `another Steplight is fetching ${repository}` });
  return locked(stored.lockPath, signal, waiting, async () => {
    progress({ ...nothing, phase: 'looking' });
    const { commit, files } = await lookUp(repository, revision, connection, signal);
    const small = files.filter(({ path }) => smallFiles.test(path));
    const fetchedSmall = await bring(stored, commit, small, { doneBytes: 0, totalBytes: 0 });
    const weights = await weightsOf(stored.snapshot(commit), repository, files);
    const sizes = sum(small);
    const whole = { doneBytes: sizes, totalBytes: sizes + sum(weights) };
    const fetchedWeights = await bring(stored, commit, weights, whole);
    await stored.setRef(revision, commit);
    return { repository, revision, commit, files: [...small, ...weights], fetchedBytes: fetchedSmall + fetchedWeights };
  });

  /** Fetches those of the files that aren't here, and puts all into the snapshot; how many bytes had to come. */
  async function bring(
    stored: StoredRepository,
    commit: string,
    files: readonly HubFile[],
    before: { readonly doneBytes: number; readonly totalBytes: number },
  ): Promise<number> {
    const [absent, missing]: [HubFile[], HubFile[]] = [[], []];
    for (const file of files) {
      if (await stored.has(commit, file)) continue;
      absent.push(file);
      const again = missing.some(({ hash }) => hash.hex === file.hash.hex);
      if (!again && !(await stored.hasBlob(file))) missing.push(file);
    }
    const here = sum(files) - sum(missing);
    const partly = await Promise.all(missing.map(file => stored.bytesOf(commit, file)));
    const toCome = sum(missing) - partly.reduce((total, bytes) => total + bytes, 0);
    await mkdir(join(stored.folder, 'blobs'), { recursive: true });
    await needRoom(stored.folder, toCome, repository);
    if (toCome > 0) await stored.markFetched(commit);
    const totalBytes = Math.max(before.totalBytes, sum(files));
    let fetched = 0;
    const tell = (phase: Progress['phase'], waiting?: string) =>
      progress({
        phase,
        doneBytes: before.doneBytes + here + fetched,
        totalBytes,
        ...(waiting === undefined ? {} : { waiting }),
      });
    const options: DownloadOptions = {
      route: routeOf(connection),
      headers: hubHeaders(connection),
      signal,
      fetched: bytes => {
        fetched = bytes;
        tell('fetching');
      },
      verified: () => fetched === sum(missing) && tell('verifying'),
      waiting: reason => reason !== undefined && tell('fetching', reason),
      explain: reply => refusal(reply, repository, commit, connection),
      ...(context.tuning ? { tuning: context.tuning } : {}),
    };
    const wanted = missing.map(file => ({
      name: `${repository}/${file.path}`,
      url: new URL(`${connection.endpoint}/${repository}/resolve/${commit}/${file.path}`),
      bytes: file.bytes,
      hash: file.hash,
      path: stored.blob(file),
    }));
    await download(wanted, options);
    for (const file of absent) await stored.place(commit, file);
    return toCome;
  }
}

/** A checkpoint that others brought into the cache, where the hub can't be asked what it should be: as it is. */
async function checkpointHere(
  stored: StoredRepository,
  revision: string,
  signal: AbortSignal,
): Promise<Pick<KeptCheckpoint, 'commit' | 'files'> | undefined> {
  const commit = await stored.commitOf(revision);
  const snapshot = stored.snapshot(commit);
  const names = await readdir(snapshot).catch(() => [] as string[]);
  if (!names.includes('config.json')) return undefined;
  const weights = (await weightFiles(snapshot, readText)).map(path => basename(path));
  if (weights.some(name => !names.includes(name))) return undefined;
  const wanted = [...names.filter(name => smallFiles.test(name)), ...weights];
  return { commit, files: await Promise.all(wanted.map(name => fileHere(snapshot, name, signal))) };
}

/** A link leads to a file whose name is its hash; where there are no links, the hash is taken now. */
async function fileHere(snapshot: string, path: string, signal: AbortSignal): Promise<KeptFile> {
  const file = await realpath(join(snapshot, path));
  const { size: bytes } = await stat(file);
  const [name] = /^(?:[0-9a-f]{64}|[0-9a-f]{40})$/.exec(basename(file)) ?? [];
  const hex = name ?? (await hashOf(file, 'sha256', signal));
  return { path, bytes, hash: { kind: hex.length === 64 ? 'sha256' : 'git', hex } };
}

/** The files that hold the weights, as the index names them; never a format that can run code when it is opened. */
async function weightsOf(snapshot: string, repository: string, files: readonly HubFile[]): Promise<HubFile[]> {
  const unsuitable = (why: Sentence) => new HubError('unsuitable', phrase`${repository} can't be used: ${why}.`);
  if (!files.some(({ path }) => path === 'config.json'))
    throw unsuitable(phrase`it has no config.json, so it is no checkpoint`);
  if (!files.some(({ path }) => anyWeights.test(path))) {
    throw unsuitable(phrase`it has no weights as .safetensors, and other formats can run code when they are opened`);
  }
  const names = (await weightFiles(snapshot, readText)).map(path => basename(path));
  return names.map(name => {
    const file = files.find(({ path }) => path === name);
    if (file === undefined) throw unsuitable(phrase`${name} is missing`);
    return file;
  });
}

async function needRoom(folder: string, bytes: number, repository: string): Promise<void> {
  const free = await freeBytes(folder);
  if (bytes === 0 || free >= bytes + spareBytes) return;
  throw new HubError(
    'no-room',
    phrase`${repository} needs ${amount(bytes)} more, and the disk of ${folder} has ${amount(free)} free. Make room, or choose another place with HF_HUB_CACHE.`,
  );
}

/** How much the disk under a folder has left for the user; the folder need not exist yet. */
export async function freeBytes(folder: string): Promise<number> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await statfs(at).catch(() => undefined);
    if (found) return found.bavail * found.bsize;
    if (dirname(at) === at) return Number.POSITIVE_INFINITY;
  }
}

/** A file that isn't as it was promised. */
export interface BrokenFile {
  readonly checkpoint: KeptCheckpoint;
  readonly file: KeptFile;
  readonly reason: string;
}

/** Reads every file of these checkpoints and compares its hash. */
export async function verifyCheckpoints(
  checkpoints: readonly KeptCheckpoint[],
  { cache, signal, progress }: Pick<FetchContext, 'cache' | 'signal' | 'progress'>,
): Promise<BrokenFile[]> {
  const totalBytes = checkpoints.reduce((total, { files }) => total + sum(files), 0);
  let doneBytes = 0;
  const broken: BrokenFile[] = [];
  for (const checkpoint of checkpoints) {
    const stored = new StoredRepository(cache, checkpoint.repository);
    for (const file of checkpoint.files) {
      const before = doneBytes;
      const read = (bytes: number) => {
        doneBytes += bytes;
        progress({ phase: 'verifying', doneBytes, totalBytes });
      };
      const reason = await whyBroken(join(stored.snapshot(checkpoint.commit), file.path), file, signal, read);
      doneBytes = before + file.bytes;
      if (reason !== undefined) broken.push({ checkpoint, file, reason });
    }
  }
  return broken;
}

async function whyBroken(
  path: string,
  { bytes, hash }: KeptFile,
  signal: AbortSignal,
  read: (bytes: number) => void,
): Promise<string | undefined> {
  try {
    let length = 0;
    const found = await hashOf(path, hash.kind, signal, more => {
      length += more;
      read(more);
    });
    if (found === hash.hex) return undefined;
    return length === bytes ? 'its bytes have changed' : `it has ${amount(length)} of ${amount(bytes)}`;
  } catch (error) {
    signal.throwIfAborted();
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? 'it is missing'
      : `it can't be read (${(error as Error).message})`;
  }
}

/** Whether all files of a checkpoint are here, by their lengths. */
export async function missingFiles(cache: string, { repository, commit, files }: KeptCheckpoint): Promise<KeptFile[]> {
  const stored = new StoredRepository(cache, repository);
  const there = await Promise.all(files.map(file => stored.has(commit, file)));
  return files.filter((_, i) => !there[i]);
}

/** Throws broken files away, so that fetching brings them anew. */
export async function discardBroken(cache: string, broken: readonly BrokenFile[]): Promise<void> {
  for (const { checkpoint, file } of broken) {
    await new StoredRepository(cache, checkpoint.repository).discard(checkpoint.commit, file);
  }
}

const sum = (files: readonly HubFile[]) => files.reduce((total, { bytes }) => total + bytes, 0);
