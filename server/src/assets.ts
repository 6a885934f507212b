import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What lies beside the code: files of the package, and programs that run in a process or thread of their own. */

const here = dirname(fileURLToPath(import.meta.url));
/** Bundled, this is dist/*.mjs; from the sources it is server/src/assets.ts, run by Node itself. */
const bundled = !import.meta.url.endsWith('.ts');

/** A file or folder of the package, by its path from the package's root. */
export const packaged = (path: string) => join(here, bundled ? '..' : '../..', path);

const programs = {
  engine: { source: 'engine/worker.ts', bundle: 'worker.mjs' },
  fetcher: { source: 'hub/fetcherProcess.ts', bundle: 'fetcher.mjs' },
  checker: { source: 'formulas/checkerWorker.ts', bundle: 'checker.mjs' },
} as const;

export function program(name: keyof typeof programs): string {
  const path = join(here, bundled ? programs[name].bundle : programs[name].source);
  if (!existsSync(path)) throw new Error(`Steplight is incomplete: ${path} is missing. Install the extension again.`);
  return path;
}
