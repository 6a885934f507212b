import { stat } from 'node:fs/promises';
import { amount } from '../amount.ts';
import { packaged } from '../assets.ts';
import { type OwnHead, openCheckpoint } from '../checkpoint/checkpoint.ts';
import type { WeightType } from '../checkpoint/safetensors.ts';
import { StoredRepository } from '../hub/cache.ts';
import { freeBytes, missingFiles } from '../hub/checkpoints.ts';
import { type Manifest, ownHeadOf } from '../manifest.ts';
import type { Texts } from '../texts.ts';
import { catalog, type Figure, type KnownPrm, type Localised } from './catalog.ts';
import { fitOf, type Machine, thisMachine, type Weights } from './fit.ts';
import { type InstalledPrm, installedIds, keptFor, readInstalled, repositoriesOf } from './installed.ts';
import type { Fit, OffersResult, PrmOffer } from './messages.ts';
import { hubCache, towerFolder } from './places.ts';

/** The PRMs that can be chosen on this machine: what is here, and what could be. */

type Environment = Readonly<Record<string, string | undefined>>;

interface Surroundings {
  readonly machine: Machine;
  readonly cache: string;
  readonly endpoint: string;
  readonly freeDiskBytes: number;
  readonly texts: Texts;
  readonly environment: Environment;
}

export async function prmOffers(
  texts: Texts,
  endpoint: string,
  environment: Environment = process.env,
): Promise<OffersResult> {
  const cache = hubCache(environment);
  const [machine, freeDiskBytes] = await Promise.all([thisMachine(), freeBytes(cache)]);
  const around: Surroundings = { machine, cache, endpoint, freeDiskBytes, texts, environment };
  const known = await catalog();
  const own = (await installedIds(environment)).filter(id => !known.some(one => one.id === id));
  const offers = await Promise.all([
    embedded(around),
    ...known.map(one => offerOf(one, around)),
    ...own.map(id => ownOffer(id, around)),
  ]);
  const { gpu, memoryBytes } = machine;
  const card = gpu ? [texts.prms.card(gpu.name, amount(gpu.freeBytes))] : [];
  const described = [texts.prms.memory(amount(memoryBytes)), ...card, texts.prms.disk(amount(freeDiskBytes))];
  return { offers: offers.sort(better), machine: described.join(', '), cache, freeDiskBytes };
}

/** Installed ones first, then what fits best, then what can be relied on. */
function better(a: PrmOffer, b: PrmOffer): number {
  const modes: readonly Fit['mode'][] = ['together', 'inTurn', 'no'];
  const rank = ({ origin, installed, fit, experimental }: PrmOffer) =>
    (installed ? 0 : 100) +
    (installed && origin === 'embedded' ? 5 : 0) +
    10 * modes.indexOf(fit.mode) +
    (experimental === undefined ? 0 : 1);
  return rank(a) - rank(b);
}

async function embedded({ texts, machine }: Surroundings): Promise<PrmOffer> {
  const weights = await weightsIn([packaged('models/starter/policy'), packaged('models/starter/reference')]);
  return {
    id: 'starter',
    about: texts.prms.embedded,
    origin: 'embedded',
    installed: true,
    bytes: bytesOf(weights),
    fetchBytes: 0,
    fit: fitOf(weights, machine, texts.prms),
    licences: ['MIT'],
    gated: [],
    notes: [],
    figures: [],
  };
}

async function offerOf(known: KnownPrm, around: Surroundings): Promise<PrmOffer> {
  const { machine, cache, endpoint, freeDiskBytes, texts, environment } = around;
  const said = (text: Localised) => text[texts.language];
  const installed = await readInstalled(known.id, environment).catch(() => undefined);
  const broken = installed && (await whyBroken(installed, cache, texts));
  const here = await Promise.all(
    known.towers.map(({ repository, revision }) => new StoredRepository(cache, repository).weightsHere(revision)),
  );
  const whole = installed !== undefined && broken === undefined;
  const missing = known.towers.map(({ bytes }, i) => Math.max(0, bytes - here[i]!));
  const fetchBytes = whole ? 0 : missing.reduce((sum, bytes) => sum + bytes, 0);
  const asked = whole ? [] : known.towers.filter(({ gated }, i) => gated && missing[i]! > 0);
  return {
    id: known.id,
    about: said(known.about),
    origin: 'known',
    installed: installed !== undefined,
    ...(broken === undefined ? {} : { broken }),
    bytes: bytesOf(known.towers),
    fetchBytes,
    fit: fitOf(
      known.towers.map(({ bytes, weights }) => ({ bytes, type: weights })),
      machine,
      texts.prms,
    ),
    licences: [...new Set(known.towers.map(({ licence }) => licence.name))],
    gated: asked.map(({ repository }) => ({ repository, url: `${endpoint}/${repository}` })),
    ...(known.experimental ? { experimental: said(known.experimental) } : {}),
    notes: known.notes.map(said),
    figures: figuresOf(known.figures),
    ...(fetchBytes > freeDiskBytes ? { noRoom: texts.prms.noRoom(amount(fetchBytes), amount(freeDiskBytes)) } : {}),
  };
}

/** Its mean where one was published: "ProcessBench: 31.3 F1, mean (arXiv:2501.07301)". */
export function figuresOf(figures: readonly Figure[]): string[] {
  const means = figures.filter(({ on }) => on === 'mean');
  return (means.length > 0 ? means : figures).map(({ benchmark, on, measure, value, source }) => {
    const short = /arXiv:[\d.]+|https:\S+/.exec(source)?.[0] ?? source;
    return `${benchmark}: ${value} ${measure}, ${on} (${short})`;
  });
}

async function ownOffer(id: string, around: Surroundings): Promise<PrmOffer> {
  const { machine, cache, texts, environment } = around;
  const base = { id, origin: 'own', installed: true, licences: [], gated: [], notes: [], figures: [] } as const;
  try {
    const installed = (await readInstalled(id, environment))!;
    const { manifest, folder } = installed;
    const broken = await whyBroken(installed, cache, texts);
    const sources = [manifest.policy, ...(manifest.reference === undefined ? [] : [manifest.reference])];
    const folders = broken ? [] : await Promise.all(sources.map(source => towerFolder(folder, source, environment)));
    const weights = await weightsIn(folders, ownHeadOf(manifest));
    return {
      ...base,
      about: texts.prms.own(sources.map(nameOf).join(' − ')),
      ...(broken === undefined ? {} : { broken }),
      ...(manifest.license === undefined ? {} : { licences: [manifest.license] }),
      bytes: bytesOf(weights),
      fetchBytes: 0,
      fit: fitOf(weights, machine, texts.prms),
    };
  } catch (error) {
    const { message } = error as Error;
    return { ...base, about: '', broken: message, bytes: 0, fetchBytes: 0, fit: fitOf([], machine, texts.prms) };
  }
}

const nameOf = (source: Manifest['policy']) =>
  typeof source === 'string' ? source : 'path' in source ? source.path : source.repository;

/** What an installed PRM lacks, and the way out; undefined when all its files are there. */
async function whyBroken(installed: InstalledPrm, cache: string, { prms }: Texts): Promise<string | undefined> {
  for (const tower of repositoriesOf(installed.manifest)) {
    const kept = keptFor(installed.kept, tower);
    if (kept === undefined) return prms.notFetched(tower.repository);
    const missing = await missingFiles(cache, kept);
    if (missing.length > 0) return prms.filesMissing(tower.repository, missing.length);
  }
  return undefined;
}

async function weightsIn(folders: readonly string[], ownHead?: OwnHead): Promise<Weights[]> {
  const checkpoints = await Promise.all(folders.map(folder => openCheckpoint(folder, ownHead)));
  return Promise.all(
    checkpoints.map(async ({ tensors, files }) => {
      const sizes = await Promise.all(files.map(({ path }) => stat(path)));
      const type: WeightType = tensors.get('model.embed_tokens.weight')?.type ?? 'F32';
      return { bytes: sizes.reduce((sum, { size }) => sum + size, 0), type };
    }),
  );
}

const bytesOf = (weights: readonly { readonly bytes: number }[]) => weights.reduce((sum, { bytes }) => sum + bytes, 0);
