import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './root.ts';

/** Whether a file is newer than everything at `paths`: files and folders of the repository, which may be absent. */
export async function isNewerThan(file: string, paths: readonly string[]): Promise<boolean> {
  const made = await modified(file);
  if (made === undefined) return false;
  for (const path of paths) {
    for (const entry of [path, ...(await entriesBelow(path))]) {
      const changed = await modified(join(root, entry));
      if (changed !== undefined && changed > made) return false;
    }
  }
  return true;
}

async function modified(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}

/** Folders count too: a file that was removed leaves its trace only there. */
async function entriesBelow(folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder), { recursive: true }).catch(() => []);
  return names.map(name => join(folder, name));
}
