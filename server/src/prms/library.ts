import { isAbsolute } from 'node:path';
import { openCheckpoint } from '../checkpoint/checkpoint.ts';
import { StoredRepository } from '../hub/cache.ts';
import { discardBroken, type FetchedCheckpoint, type KeptCheckpoint, missingFiles } from '../hub/checkpoints.ts';
import { hubConnection } from '../hub/environment.ts';
import { failureOf, HubError } from '../hub/failure.ts';
import { fetchCheckpoints, findBroken, tokenizerDifference } from '../hub/fetcher.ts';
import { manifest as checkManifest } from '../manifest.ts';
import { phrase } from '../phrase.ts';
import type { Texts } from '../texts.ts';
import { catalog } from './catalog.ts';
import {
  type HubTower,
  type InstalledPrm,
  installedIds,
  keptFor,
  readInstalled,
  removeInstalled,
  repositoriesOf,
  writeInstalled,
} from './installed.ts';
import type {
  FetchPrmResult,
  FetchProgressParams,
  HubAccess,
  OffersResult,
  PairPrmParams,
  PairPrmResult,
  RemovePrmParams,
  RemovePrmResult,
  VerifyPrmResult,
} from './messages.ts';
import { prmOffers } from './offers.ts';
import { hubCache, isPrmName } from './places.ts';
import { createTeller } from './progress.ts';

/** What can be done with PRMs on this machine; editor and command line do it through here. */
export interface Library {
  install(id: string, access: HubAccess, signal: AbortSignal, progress: Told): Promise<FetchPrmResult>;
  verify(id: string, signal: AbortSignal, progress: Told): Promise<VerifyPrmResult>;
  repair(id: string, access: HubAccess, signal: AbortSignal, progress: Told): Promise<FetchPrmResult>;
  remove(params: RemovePrmParams): Promise<RemovePrmResult>;
  pair(params: PairPrmParams): Promise<PairPrmResult>;
  offers(): Promise<OffersResult>;
}

type Told = (progress: FetchProgressParams) => void;

export interface LibraryContext {
  readonly texts: Texts;
  /** A mirror of the user's; empty: the environment's, or the hub itself. */
  readonly endpoint: () => Promise<string>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export function createLibrary({ texts, endpoint, environment = process.env }: LibraryContext): Library {
  const cache = () => hubCache(environment);
  const asValue = async <T>(work: Promise<T>): Promise<T | FetchPrmResult> =>
    work.catch(error => ({ done: false, failure: failureOf(error, texts) }) as const);
  const teller = (id: string, told: Told) => createTeller(texts.prms, shown => told({ id, ...shown }));

  async function install(id: string, access: HubAccess, signal: AbortSignal, told: Told): Promise<FetchPrmResult> {
    const plan = await planOf(id);
    // What was fetched once stays at its commit, wherever its branch is now; and what is complete needs no hub.
    const whole = await keptWhole(plan.kept);
    const wanted = repositoriesOf(plan.manifest)
      .filter(tower => keptFor(whole, tower) === undefined)
      .map(({ repository, revision }) => ({
        repository,
        revision: keptFor(plan.kept, { repository, revision })?.commit ?? revision,
        expectedBytes: plan.known?.towers.find(tower => tower.repository === repository)?.bytes ?? 0,
      }));
    const connection = await hubConnection({ ...access, endpoint: await endpoint() }, environment);
    const fetched: readonly FetchedCheckpoint[] =
      wanted.length === 0
        ? []
        : await fetchCheckpoints({ cache: cache(), connection, checkpoints: wanted }, signal, teller(id, told));
    const came = fetched.map(({ fetchedBytes: _, ...one }) => ({
      ...one,
      revision: keptFor(plan.kept, one)?.revision ?? one.revision,
    }));
    const kept = [...whole, ...came];
    await writeInstalled(id, atCommits(plan.json, kept), kept, environment);
    return { done: true, id, fetchedBytes: fetched.reduce((sum, { fetchedBytes }) => sum + fetchedBytes, 0) };
  }

  /** What there is to fetch of a PRM, be it of the catalogue or a pair of the user's. */
  async function planOf(id: string) {
    const known = (await catalog()).find(one => one.id === id);
    const installed = await readInstalled(id, environment).catch(error => {
      // One of the catalogue is simply written anew.
      if (known) return undefined;
      throw error;
    });
    const manifest = known?.manifest ?? installed?.manifest;
    if (manifest === undefined) throw await unknown(id);
    // A calibration of the user's stays; the towers are the catalogue's.
    const towers = known && { policy: known.json.policy, reference: known.json.reference };
    const json = installed ? { ...installed.json, ...towers } : known!.json;
    // A newer catalogue may mean other revisions.
    const kept = repositoriesOf(manifest).flatMap(tower => keptFor(installed?.kept ?? [], tower) ?? []);
    return { known, manifest, json, kept };
  }

  /** Those whose files are all here. */
  async function keptWhole(kept: readonly KeptCheckpoint[]): Promise<KeptCheckpoint[]> {
    const missing = await Promise.all(kept.map(one => missingFiles(cache(), one)));
    return kept.filter((_, i) => missing[i]!.length === 0);
  }

  async function unknown(id: string): Promise<HubError> {
    const names = [...(await catalog()).map(known => known.id), ...(await installedIds(environment))];
    return new HubError('not-found', phrase`There is no PRM "${id}". There are ${[...new Set(names)].join(', ')}.`);
  }

  async function installedOr(id: string): Promise<InstalledPrm> {
    const installed = await readInstalled(id, environment);
    if (installed) return installed;
    const known = (await catalog()).some(one => one.id === id);
    if (known) throw new HubError('not-found', phrase`${id} isn't installed: fetch it first.`);
    throw await unknown(id);
  }

  async function verify(id: string, signal: AbortSignal, told: Told) {
    const { kept } = await installedOr(id);
    return { kept, broken: await findBroken({ cache: cache(), checkpoints: kept }, signal, teller(id, told)) };
  }

  async function remove({ id, rehearse = false }: RemovePrmParams): Promise<RemovePrmResult> {
    const known = (await catalog()).find(one => one.id === id);
    const installed = await readInstalled(id, environment);
    const towers = repositoriesOf((installed ?? known ?? (await installedOr(id))).manifest);
    const needed = new Map<string, string>();
    for (const other of await installedIds(environment)) {
      if (other === id) continue;
      const prm = await readInstalled(other, environment).catch(() => undefined);
      for (const one of prm?.kept ?? []) needed.set(`${one.repository}@${one.commit}`, other);
    }
    const kept: string[] = [];
    let freedBytes = 0;
    if (installed && !rehearse) await removeInstalled(installed);
    for (const tower of towers) {
      const { repository } = tower;
      const stored = new StoredRepository(cache(), repository);
      const commit = keptFor(installed?.kept ?? [], tower)?.commit;
      const other = needed.get(`${repository}@${commit}`);
      // Fetching may have been given up on the way.
      if (commit === undefined)
        freedBytes += await stored.removeUnfinished(one => needed.has(`${repository}@${one}`), rehearse);
      else if (other !== undefined) kept.push(texts.prms.neededBy(repository, other));
      else if (!(await stored.wasFetched(commit))) kept.push(texts.prms.wasThere(repository));
      else freedBytes += await (rehearse ? stored.freedBy(commit) : stored.remove(commit));
    }
    if (!installed && freedBytes === 0) await installedOr(id);
    return { freedBytes, kept };
  }

  async function pair({ name, policy, reference, beta = 0.05 }: PairPrmParams): Promise<PairPrmResult> {
    if (!isPrmName(name) || name === 'starter' || (await catalog()).some(({ id }) => id === name)) {
      throw new HubError(
        'unsuitable',
        phrase`"${name}" can't be the name of a pair: letters, digits, ".", "_" and "-" can be, and it must not be a known PRM's.`,
      );
    }
    if (await readInstalled(name, environment).catch(() => true)) {
      throw new HubError(
        'unsuitable',
        phrase`There is a PRM "${name}" already: choose another name, or remove it first.`,
      );
    }
    const towers = [policy, ...(reference ? [reference] : [])].map(towerOf);
    const folders = towers.flatMap(tower => ('path' in tower ? [tower.path] : []));
    await Promise.all(folders.map(folder => openCheckpoint(folder)));
    if (folders.length === 2) {
      const difference = await tokenizerDifference(folders);
      if (difference !== undefined) {
        throw new HubError(
          'unsuitable',
          phrase`${folders.join(' and ')} can't be paired: their tokenizers differ (${difference}).`,
        );
      }
    }
    const json = {
      name,
      version: '1.0.0',
      family: 'implicit',
      policy: towers[0],
      ...(towers[1] ? { reference: towers[1] } : {}),
      beta,
      view: 'text',
      template: { kind: 'chat', separator: '\n\n' },
      aggregation: 'min',
      rule: 'difference',
    };
    checkManifest(json);
    await writeInstalled(name, json, [], environment);
    return { id: name, fetch: folders.length < towers.length };
  }

  return {
    install: (...question) => asValue(install(...question)) as Promise<FetchPrmResult>,
    async verify(id, signal, told) {
      try {
        const { kept, broken } = await verify(id, signal, told);
        const files = kept.flatMap(one => one.files);
        return {
          files: files.length,
          bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
          broken: broken.map(({ checkpoint, file, reason }) => ({
            file: `${checkpoint.repository}/${file.path}`,
            reason,
          })),
        };
      } catch (error) {
        return { files: 0, bytes: 0, broken: [], failure: failureOf(error, texts) };
      }
    },
    repair(id, access, signal, told) {
      const work = verify(id, signal, told).then(async ({ broken }) => {
        await discardBroken(cache(), broken);
        return install(id, access, signal, told);
      });
      return asValue(work) as Promise<FetchPrmResult>;
    },
    remove: params => remove(params).catch(error => ({ freedBytes: 0, kept: [], failure: failureOf(error, texts) })),
    async offers() {
      const connection = await hubConnection({ endpoint: await endpoint() }, environment);
      return prmOffers(texts, connection.endpoint, environment);
    },
    pair: params => pair(params).catch(error => ({ fetch: false, failure: failureOf(error, texts) })),
  };
}

/** The manifest with each repository at the commit that was fetched, whatever its branches mean later. */
function atCommits(json: Readonly<Record<string, unknown>>, kept: readonly KeptCheckpoint[]) {
  const at = (tower: unknown) => {
    const one = keptFor(kept, (tower ?? {}) as HubTower);
    return one === undefined ? tower : { repository: one.repository, revision: one.commit };
  };
  return {
    ...json,
    policy: at(json.policy),
    ...(json.reference === undefined ? {} : { reference: at(json.reference) }),
  };
}

/** A full path, or OWNER/NAME[@REVISION] of the hub. */
function towerOf(said: string): { readonly path: string } | { readonly repository: string; readonly revision: string } {
  if (isAbsolute(said)) return { path: said };
  const [, repository, revision = 'main'] = /^([\w.-]+\/[\w.-]+)(?:@([\w./-]+))?$/.exec(said) ?? [];
  if (repository === undefined) {
    throw new HubError(
      'unsuitable',
      phrase`"${said}" is no checkpoint: give the full path of a folder, or OWNER/NAME[@REVISION] of the hub.`,
    );
  }
  return { repository, revision };
}
