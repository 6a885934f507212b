import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fields, parseJson } from '../checkpoint/fields.ts';
import { readText } from '../checkpoint/files.ts';
import type { KeptCheckpoint } from '../hub/checkpoints.ts';
import { replaceFile } from '../hub/partialFile.ts';
import { type Manifest, manifestFile, readManifest, type TowerSource } from '../manifest.ts';
import { installedPrms } from './places.ts';

/** Installed PRMs: a folder each, with a manifest, and beside it what was fetched for it and how its files must hash. */

type Environment = Readonly<Record<string, string | undefined>>;

export interface InstalledPrm {
  readonly id: string;
  readonly folder: string;
  readonly manifest: Manifest;
  /** The manifest as it stands there. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The checkpoints of the hub that it needs, as they were fetched; empty before. */
  readonly kept: readonly KeptCheckpoint[];
}

const keptFile = 'fetched.json';

/** The names of what lies among the installed PRMs, whether or not it can be read. */
export async function installedIds(environment: Environment): Promise<string[]> {
  const entries = await readdir(installedPrms(environment), { withFileTypes: true }).catch(() => []);
  return entries.filter(entry => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
}

/** An installed PRM, or undefined where there is none of this name. Throws where there is one that can't be understood. */
export async function readInstalled(id: string, environment: Environment): Promise<InstalledPrm | undefined> {
  const folder = join(installedPrms(environment), id);
  const stands = await readText(join(folder, manifestFile));
  if (stands === undefined) return undefined;
  const manifest = await readManifest(folder);
  const json = JSON.parse(stands) as InstalledPrm['json'];
  const text = await readText(join(folder, keptFile));
  const kept =
    text === undefined
      ? []
      : (new Fields(parseJson(text, keptFile), keptFile).array('checkpoints') as KeptCheckpoint[]);
  return { id, folder, manifest, json, kept };
}

/** Makes or renews an installed PRM. It appears whole, or not at all. */
export async function writeInstalled(
  id: string,
  manifest: Readonly<Record<string, unknown>>,
  kept: readonly KeptCheckpoint[],
  environment: Environment,
): Promise<void> {
  const all = installedPrms(environment);
  const folder = join(all, id);
  const texts: [string, string][] = [
    [keptFile, `${JSON.stringify({ checkpoints: kept }, undefined, 1)}\n`],
    [manifestFile, `${JSON.stringify(manifest, undefined, 2)}\n`],
  ];
  if ((await readText(join(folder, manifestFile))) !== undefined) {
    for (const [name, text] of texts) {
      if ((await readText(join(folder, name))) !== text) await replaceFile(join(folder, name), text);
    }
    return;
  }
  const next = join(all, `.${id}.${process.pid}`);
  await rm(next, { recursive: true, force: true });
  await mkdir(next, { recursive: true });
  for (const [name, text] of texts) await writeFile(join(next, name), text, { flush: true });
  await rm(folder, { recursive: true, force: true });
  await rename(next, folder);
}

export async function removeInstalled({ folder }: InstalledPrm): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** A tower that is a repository of the hub. */
export type HubTower = Extract<TowerSource, { repository: string }>;

export function repositoriesOf({ policy, reference }: { policy: TowerSource; reference?: TowerSource }): HubTower[] {
  return [policy, reference].filter(source => typeof source === 'object' && 'repository' in source);
}

/** What was fetched for a tower; two towers may be revisions of one repository. */
export function keptFor(
  kept: readonly KeptCheckpoint[],
  { repository, revision }: HubTower,
): KeptCheckpoint | undefined {
  return kept.find(one => one.repository === repository && [one.revision, one.commit].includes(revision));
}
