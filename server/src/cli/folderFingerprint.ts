import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Changes whenever a file of the folder does: results of another PRM must not be taken for its own. */
export function folderFingerprint(folder: string): string {
  const hash = createHash('sha256');
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).sort() : [];
  for (const name of names) {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    if (stats?.isFile()) hash.update(`${name}\0${stats.size}\0${stats.mtimeMs}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}
