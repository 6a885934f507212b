import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { amount } from '../amount.ts';
import type { Route } from '../generate/http.ts';
import type { Progress } from '../hub/checkpoints.ts';
import { download, type Tuning } from '../hub/download.ts';
import { HubError } from '../hub/failure.ts';
import { locked } from '../hub/lock.ts';
import { partialBytes } from '../hub/partialFile.ts';
import { phrase } from '../phrase.ts';
import { ownName, recordFile } from './cudaFolder.ts';
import { cudaWheels, providerVersion, type Wheel } from './cudaWheels.ts';
import { locate } from './packageIndex.ts';
import { unpack } from './wheel.ts';

/**
 * The CUDA libraries that Steplight fetches on demand: a folder of the user's, which outlives updates and belongs to editor and command
 * line alike. It is there whole or not at all.
 */

interface Installed {
  readonly version: string;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

export interface InstallOptions {
  /** The folder of runtimes. */
  readonly home: string;
  /** An index of Python packages. */
  readonly index: string;
  readonly route: Route;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  readonly wheels?: readonly Wheel[];
  readonly tuning?: Partial<Tuning>;
}

/** How many bytes an installation fetches and takes. */
export const fetchedBytes = (wheels: readonly Wheel[] = cudaWheels): number => sum(wheels.map(({ bytes }) => bytes));
export const unpackedBytes = (wheels: readonly Wheel[] = cudaWheels): number =>
  sum(wheels.flatMap(({ members }) => members.map(({ bytes }) => bytes)));

/** What of the installed files isn't as it was written, by name. */
export async function brokenLibraries(folder: string): Promise<string[]> {
  const { files } = JSON.parse(await readFile(join(folder, recordFile), 'utf8')) as Installed;
  const sizes = await Promise.all(files.map(({ name }) => sizeOf(join(folder, name))));
  return files.filter(({ bytes }, i) => sizes[i] !== bytes).map(({ name }) => name);
}

/** Fetches, verifies and unpacks. It may be killed at any moment: what was fetched stays, and the next try goes on from there. */
export async function installCuda(options: InstallOptions): Promise<string> {
  const { home, signal, progress, wheels = cudaWheels } = options;
  const total = fetchedBytes(wheels);
  const waiting = (reason: string) => progress({ phase: 'fetching', doneBytes: 0, totalBytes: total, waiting: reason });
  const other = () => waiting('Another Steplight is installing it.');
  return locked(join(home, 'cuda.lock'), signal, other, async () => {
    const folder = join(home, ownName);
    if (existsSync(join(folder, recordFile)) && (await brokenLibraries(folder)).length === 0) return folder;
    const fetching = join(home, 'fetching');
    await mkdir(fetching, { recursive: true });
    await fetchWheels(fetching, options, wheels);
    const next = `${folder}.partial`;
    await rm(next, { recursive: true, force: true });
    await mkdir(next);
    await unpackWheels(fetching, next, options, wheels);
    await rm(folder, { recursive: true, force: true });
    await rename(next, folder);
    await rm(fetching, { recursive: true, force: true });
    // Those of runtimes that an update has replaced.
    for (const name of await readdir(home))
      if (/^cuda-/.test(name) && name !== basename(folder))
        await rm(join(home, name), { recursive: true, force: true });
    return folder;
  });
}

/** Removes the libraries and all that was fetched of them; how many bytes became free. */
export async function removeCuda(home: string): Promise<number> {
  const freed = await bytesUnder(home);
  await rm(home, { recursive: true, force: true });
  return freed;
}

async function fetchWheels(folder: string, options: InstallOptions, wheels: readonly Wheel[]): Promise<void> {
  const { index, route, signal, progress } = options;
  const there = await Promise.all(wheels.map(async ({ file, bytes }) => (await sizeOf(join(folder, file))) === bytes));
  const missing = wheels.filter((_, i) => !there[i]);
  const before = sum(wheels.filter((_, i) => there[i]).map(({ bytes }) => bytes));
  const begun = sum(await Promise.all(missing.map(({ file }) => partialBytes(join(folder, file)))));
  await checkRoom(folder, fetchedBytes(missing) - begun + unpackedBytes(wheels));
  const totalBytes = fetchedBytes(wheels);
  let doneBytes = before + begun;
  const wanted = await Promise.all(
    missing.map(async ({ project, file, bytes, sha256 }) => ({
      name: file,
      url: await locate(index, project, file, route, signal),
      bytes,
      hash: { kind: 'sha256' as const, hex: sha256 },
      path: join(folder, file),
    })),
  );
  await download(wanted, {
    route,
    headers: {},
    signal,
    fetched(bytes) {
      doneBytes = before + bytes;
      progress({ phase: 'fetching', doneBytes, totalBytes });
    },
    waiting(reason) {
      if (reason !== undefined) progress({ phase: 'fetching', doneBytes, totalBytes, waiting: reason });
    },
    ...(options.tuning ? { tuning: options.tuning } : {}),
  });
}

/** Wheels stay until all is unpacked: whoever is killed here need not fetch again. */
async function unpackWheels(
  from: string,
  to: string,
  options: InstallOptions,
  wheels: readonly Wheel[],
): Promise<void> {
  const totalBytes = unpackedBytes(wheels);
  let doneBytes = 0;
  for (const { file, members } of wheels) {
    const wheel = join(from, file);
    const targets = new Map(members.map(({ path }) => [path, join(to, basename(path))]));
    await unpack(wheel, targets, options.signal, bytes => {
      doneBytes += bytes;
      options.progress({ phase: 'unpacking', doneBytes, totalBytes });
    }).catch(async error => {
      // Its hash was right when it came: the disk has lost something of it. The next try fetches it anew.
      if (!options.signal.aborted) await rm(wheel, { force: true });
      throw error;
    });
  }
  const files = wheels.flatMap(({ members }) => members.map(({ path, bytes }) => ({ name: basename(path), bytes })));
  const installed: Installed = { version: providerVersion, files };
  await writeFile(join(to, recordFile), JSON.stringify(installed, undefined, 2), { flush: true });
}

async function checkRoom(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new HubError(
    'no-room',
    phrase`CUDA support needs ${amount(needed)} on the disk of ${folder}, where ${amount(free)} are free. Make room and install it again.`,
  );
}

async function bytesUnder(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return sum(await Promise.all(names.map(name => sizeOf(join(folder, name)))));
}

/** Of a file; 0 of whatever else it is. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : 0;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
