import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { packaged } from '../assets.ts';
import { Refusal } from '../checkpoint/fields.ts';
import type { TowerSource } from '../manifest.ts';
import { phrase } from '../phrase.ts';

/** Where PRMs and their towers lie on this machine. */

type Environment = Readonly<Record<string, string | undefined>>;

/** What can't be fetched or made again belongs to the user, not to a cache; editor and command line share it. */
export function dataFolder(environment: Environment = process.env): string {
  const home = homedir();
  if (process.platform === 'win32') return join(environment.LOCALAPPDATA ?? join(home, 'AppData/Local'), 'steplight');
  if (process.platform === 'darwin') return join(home, 'Library/Application Support/steplight');
  return join(environment.XDG_DATA_HOME || join(home, '.local/share'), 'steplight');
}

/** Installed PRMs: a folder each, by name, with a manifest that says where the towers are. */
export const installedPrms = (environment?: Environment): string => join(dataFolder(environment), 'prms');

/** The cache that the hub's own tools use, so that nothing is stored twice. */
export function hubCache(environment: Environment = process.env): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = environment;
  const own = HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE;
  return own || join(HF_HOME || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface'), 'hub');
}

/** A name that can be a folder's on every system. */
export const isPrmName = (name: string): boolean => /^[a-z0-9][a-z0-9._-]{0,99}$/i.test(name) && !name.endsWith('.');

/** The folder that the setting `steplight.prm` means: the embedded PRM's, an installed one's, or any by its full path. */
export function prmFolder(name: string, environment?: Environment): string {
  if (name === 'starter') return packaged('models/starter');
  if (isAbsolute(name)) return name;
  if (isPrmName(name)) return join(installedPrms(environment), name);
  throw new Refusal(
    phrase`"${name}" is no PRM: steplight.prm is "starter", the name of an installed PRM, or the full path of a folder with a steplight.json`,
  );
}

/** The folder of a tower's checkpoint. */
export async function towerFolder(
  prm: string,
  source: TowerSource,
  environment: Environment = process.env,
): Promise<string> {
  if (typeof source === 'string') return join(prm, source);
  if ('path' in source) {
    // Another's manifest must not make Steplight read from wherever it likes; one that was made here may.
    if (dirname(prm) !== installedPrms(environment)) {
      throw new Refusal(phrase`${prm}: only a PRM that was paired on this machine can name a checkpoint by its path`);
    }
    return source.path;
  }
  const { repository, revision } = source;
  const stored = join(hubCache(environment), `models--${repository.replaceAll('/', '--')}`);
  const commit = await readFile(join(stored, 'refs', revision), 'utf8').catch(() => revision);
  const folder = join(stored, 'snapshots', commit.trim());
  if (existsSync(folder)) return folder;
  throw new Refusal(
    phrase`${repository} isn't on this machine (looked for it in ${folder}): fetch it with "Steplight: Choose PRM" or \`steplight prm fetch\``,
  );
}
