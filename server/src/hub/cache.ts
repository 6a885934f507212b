import { mkdir, readdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { HubFile } from './api.ts';
import { discardPartial, partialBytes, partialOf, replaceFile } from './partialFile.ts';

/**
 * The cache of the hub's own tools: `models--OWNER--NAME/` with `blobs/` by hash, `snapshots/COMMIT/` of links to them and
 * `refs/BRANCH`. Where links can't be made, as on Windows without developer mode, the files themselves lie in the snapshot.
 */

/** A file of a snapshot as it was promised; kept with an installed PRM, so that it can be verified without the hub. */
export type KeptFile = HubFile;

/** One repository's place in the cache. */
export class StoredRepository {
  readonly folder: string;
  private readonly cache: string;

  constructor(cache: string, repository: string) {
    this.cache = cache;
    this.folder = join(cache, `models--${repository.replaceAll('/', '--')}`);
  }

  get lockPath(): string {
    return join(this.cache, '.locks', `${basename(this.folder)}.steplight.lock`);
  }

  snapshot(commit: string): string {
    return join(this.folder, 'snapshots', commit);
  }

  blob(file: KeptFile): string {
    return join(this.folder, 'blobs', file.hash.hex);
  }

  /** The commit that a branch or tag meant when it was last fetched; a commit means itself. */
  async commitOf(revision: string): Promise<string> {
    const said = await readFile(join(this.folder, 'refs', revision), 'utf8').catch(() => revision);
    return said.trim();
  }

  /** Whether a snapshot has this file. Its length must be right; its bytes were checked when it came. */
  async has(commit: string, file: KeptFile): Promise<boolean> {
    return (await sizeOf(join(this.snapshot(commit), file.path))) === file.bytes;
  }

  /** Whether the bytes are here, for another revision perhaps. */
  async hasBlob(file: KeptFile): Promise<boolean> {
    return (await sizeOf(this.blob(file))) === file.bytes;
  }

  /** How much of a file is here, whole or in part. */
  async bytesOf(commit: string, file: KeptFile): Promise<number> {
    if ((await this.has(commit, file)) || (await this.hasBlob(file))) return file.bytes;
    return partialBytes(this.blob(file));
  }

  /** Puts a blob into a snapshot: as a link, or where links can't be made, by moving it there. Both happen at once. */
  async place(commit: string, file: KeptFile, link: typeof symlink = symlink): Promise<void> {
    const path = join(this.snapshot(commit), file.path);
    await mkdir(dirname(path), { recursive: true });
    await rm(path, { force: true });
    try {
      await link(relative(dirname(path), this.blob(file)), path);
    } catch {
      await rename(this.blob(file), path);
    }
  }

  /** Remembers that Steplight fetched this snapshot: what was here before isn't Steplight's to remove. */
  async markFetched(commit: string): Promise<void> {
    await mkdir(join(this.folder, fetchedFolder), { recursive: true });
    await writeFile(join(this.folder, fetchedFolder, commit), '');
  }

  async wasFetched(commit: string): Promise<boolean> {
    return (await sizeOf(join(this.folder, fetchedFolder, commit))) !== undefined;
  }

  /** How many bytes of weights are here, whole or in part, without asking the hub what there should be. */
  async weightsHere(revision: string): Promise<number> {
    const commit = await this.commitOf(revision);
    const whole = (await names(this.snapshot(commit))).filter(name => name.endsWith('.safetensors'));
    const sizes = await Promise.all(whole.map(name => sizeOf(join(this.snapshot(commit), name))));
    const blobs = join(this.folder, 'blobs');
    const partly = (await names(blobs)).flatMap(partialOf);
    const bytes = await Promise.all(partly.map(name => partialBytes(join(blobs, name))));
    return [...sizes, ...bytes].reduce<number>((sum, size) => sum + (size ?? 0), 0);
  }

  async setRef(revision: string, commit: string): Promise<void> {
    if (revision === commit) return;
    const path = join(this.folder, 'refs', revision);
    await mkdir(dirname(path), { recursive: true });
    await replaceFile(path, commit);
  }

  /** Throws away a broken file, so that it is fetched anew. */
  async discard(commit: string, file: KeptFile): Promise<void> {
    await rm(this.blob(file), { force: true });
    await rm(join(this.snapshot(commit), file.path), { force: true });
    await discardPartial(this.blob(file));
  }

  /** What Steplight began to fetch and nobody finished or needs; returns how many bytes that is. Nothing is touched in a rehearsal. */
  async removeUnfinished(isNeeded: (commit: string) => boolean, rehearse: boolean): Promise<number> {
    let freed = 0;
    const blobs = join(this.folder, 'blobs');
    for (const name of (await names(blobs)).flatMap(partialOf)) {
      freed += await partialBytes(join(blobs, name));
      if (!rehearse) await discardPartial(join(blobs, name));
    }
    for (const commit of await names(join(this.folder, fetchedFolder))) {
      if (!isNeeded(commit)) freed += await (rehearse ? this.freedBy(commit) : this.remove(commit));
    }
    return freed;
  }

  /** What removing a snapshot gives back. */
  async freedBy(commit: string): Promise<number> {
    return [...(await this.ownFiles(commit)).values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Removes a snapshot and the blobs that no other one needs; returns how many bytes that gave back. */
  async remove(commit: string): Promise<number> {
    const own = await this.ownFiles(commit);
    for (const ref of await filesBelow(join(this.folder, 'refs'))) {
      if ((await readFile(ref, 'utf8')).trim() === commit) await rm(ref);
    }
    await rm(this.snapshot(commit), { recursive: true, force: true });
    await rm(join(this.folder, fetchedFolder, commit), { force: true });
    for (const path of own.keys()) await rm(path, { force: true });
    if ((await names(join(this.folder, 'snapshots'))).length === 0) {
      await rm(this.folder, { recursive: true, force: true });
    }
    return [...own.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** The files, links followed, that this snapshot needs and no other one does. */
  private async ownFiles(commit: string): Promise<Map<string, number>> {
    const own = new Map<string, number>();
    const others = new Set<string>();
    for (const snapshot of await names(join(this.folder, 'snapshots'))) {
      for (const path of await filesBelow(this.snapshot(snapshot))) {
        const file = await realpath(path).catch(() => undefined);
        if (file === undefined) continue;
        if (snapshot === commit) own.set(file, (await sizeOf(file)) ?? 0);
        else others.add(file);
      }
    }
    for (const file of others) own.delete(file);
    return own;
  }
}

const fetchedFolder = '.steplight-fetched';

/** The length of a file, links followed; undefined where there is none. */
async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    found => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
}

const names = (folder: string) => readdir(folder).catch(() => [] as string[]);

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter(entry => !entry.isDirectory()).map(entry => join(entry.parentPath, entry.name));
}
