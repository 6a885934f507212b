import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';

/** A span of a file's bytes, without its end. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const suffix = '.steplight.incomplete';
const recordSuffix = '.steplight.progress';
/** Written down at least so often, so that a process that is killed loses little. */
const saveEveryBytes = 32 * 2 ** 20;
const saveEveryMilliseconds = 1000;

interface Progress {
  readonly bytes: number;
  readonly hash: string;
  readonly done: readonly Stretch[];
}

/**
 * A file on its way: bytes may come in any order, and which of them are there is written down beside it. Its name isn't the one
 * that the hub's own tools give to what they fetch: they take a file's length for what is there of it, and here it has holes.
 */
export class PartialFile {
  private readonly path: string;
  private readonly bytes: number;
  private readonly hash: string;
  private file: FileHandle | undefined;
  private stretches: readonly Stretch[] = [];
  private unsavedBytes = 0;
  private savedAt = 0;
  private saving: Promise<void> = Promise.resolve();

  constructor(path: string, bytes: number, hash: string) {
    this.path = path;
    this.bytes = bytes;
    this.hash = hash;
  }

  /** Where the bytes lie until they are all there. */
  get partPath(): string {
    return this.path + suffix;
  }

  /** Takes up what an earlier try left, if it was of the same file. */
  async open(): Promise<void> {
    const before = await readProgress(this.path);
    const size = await stat(this.partPath).then(
      found => found.size,
      () => -1,
    );
    const usable = before?.bytes === this.bytes && before.hash === this.hash && size >= (before.done.at(-1)?.to ?? 0);
    this.file = await open(this.partPath, usable ? 'r+' : 'w+');
    this.stretches = usable ? before.done : [];
  }

  get doneBytes(): number {
    return lengthOf(this.stretches);
  }

  /** What is still to be fetched. */
  missing(): Stretch[] {
    return gaps(this.stretches, this.bytes);
  }

  async write(at: number, chunk: Uint8Array): Promise<void> {
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await this.file!.write(chunk, written, chunk.length - written, at + written);
      written += bytesWritten;
    }
    this.stretches = united(this.stretches, { from: at, to: at + chunk.length });
    this.unsavedBytes += chunk.length;
    if (this.unsavedBytes >= saveEveryBytes || performance.now() - this.savedAt >= saveEveryMilliseconds)
      await this.save();
  }

  /** Writes down what is there, after it is really there. */
  async save(): Promise<void> {
    if (this.file === undefined) return;
    this.unsavedBytes = 0;
    this.savedAt = performance.now();
    const progress: Progress = { bytes: this.bytes, hash: this.hash, done: this.stretches };
    this.saving = this.saving.then(async () => {
      await this.file?.datasync();
      await replaceFile(this.path + recordSuffix, JSON.stringify(progress));
    });
    await this.saving;
  }

  async close(): Promise<void> {
    await this.saving.catch(() => {});
    await this.file?.close();
    this.file = undefined;
  }

  /** Forgets what is there. */
  async discard(): Promise<void> {
    await this.close();
    this.stretches = [];
    await discardPartial(this.path);
  }

  /** Gives the file its name: from now on it is whole. */
  async finish(): Promise<void> {
    await this.file?.datasync();
    await this.close();
    await rename(this.partPath, this.path);
    await rm(this.path + recordSuffix, { force: true });
  }
}

/** The file that a record of progress belongs to. */
export const partialOf = (name: string) => (name.endsWith(recordSuffix) ? [name.slice(0, -recordSuffix.length)] : []);

/** How much of a file an earlier try left. */
export async function partialBytes(path: string): Promise<number> {
  return lengthOf((await readProgress(path))?.done ?? []);
}

export async function discardPartial(path: string): Promise<void> {
  await Promise.all([suffix, recordSuffix].map(end => rm(path + end, { force: true })));
}

/** Puts a small file in the place of another, at once. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const next = `${path}.new`;
  await writeFile(next, text, { flush: true });
  await rename(next, path);
}

async function readProgress(path: string): Promise<Progress | undefined> {
  try {
    return JSON.parse(await readFile(path + recordSuffix, 'utf8')) as Progress;
  } catch {
    return undefined;
  }
}

/** Adds a stretch to stretches that are in order and don't touch. */
export function united(stretches: readonly Stretch[], more: Stretch): Stretch[] {
  const before = stretches.filter(({ to }) => to < more.from);
  const after = stretches.filter(({ from }) => from > more.to);
  const touching = stretches.slice(before.length, stretches.length - after.length);
  const from = Math.min(more.from, touching[0]?.from ?? more.from);
  const to = Math.max(more.to, touching.at(-1)?.to ?? more.to);
  return [...before, { from, to }, ...after];
}

export function gaps(stretches: readonly Stretch[], bytes: number): Stretch[] {
  const starts = [0, ...stretches.map(({ to }) => to)];
  const ends = [...stretches.map(({ from }) => from), bytes];
  return starts.map((from, i) => ({ from, to: ends[i]! })).filter(({ from, to }) => from < to);
}

const lengthOf = (stretches: readonly Stretch[]) => stretches.reduce((sum, { from, to }) => sum + to - from, 0);
