import { readFile } from 'node:fs/promises';
import { packaged } from '../assets.ts';
import { neededWeights, type OwnHead } from '../checkpoint/checkpoint.ts';
import type { TowerShape } from '../checkpoint/config.ts';
import { type WeightType, weightBytes } from '../checkpoint/safetensors.ts';
import { type Manifest, manifest } from '../manifest.ts';

/** The published PRMs that Steplight knows: models/catalog.json, whose schema is models/catalog.schema.json. */

/** A sentence in every language there is. */
export type Localised = Readonly<Record<'en' | 'de', string>>;

export interface Licence {
  readonly name: string;
  readonly url: string;
}

/** A checkpoint of the hub, with what must be known of it before a byte of it is fetched. */
export interface KnownCheckpoint {
  readonly repository: string;
  readonly revision: string;
  readonly weights: WeightType;
  readonly bytes: number;
  readonly licence: Licence;
  /** Its owner gives access to those who ask for it, and to them alone. */
  readonly gated: boolean;
}

/** A published result, with its source. */
export interface Figure {
  readonly benchmark: string;
  readonly on: string;
  readonly measure: string;
  readonly value: number;
  readonly source: string;
}

export interface KnownPrm {
  /** Its name in the setting `steplight.prm`, once it is installed. */
  readonly id: string;
  readonly about: Localised;
  readonly manifest: Manifest;
  /** The manifest as it is written when the PRM is installed. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Policy, then reference. */
  readonly towers: readonly KnownCheckpoint[];
  /** Why nobody should rely on it yet. */
  readonly experimental?: Localised;
  readonly notes: readonly Localised[];
  /** Empty: nothing was published. */
  readonly figures: readonly Figure[];
}

interface CatalogFile {
  readonly checkpoints: Readonly<Record<string, CheckpointRow>>;
  readonly prms: readonly PrmRow[];
}

interface CheckpointRow extends Omit<KnownCheckpoint, 'bytes' | 'gated'> {
  readonly shape: ShapeRow;
  readonly gated?: boolean;
}

type Sizes = Pick<
  TowerShape,
  'layers' | 'hidden' | 'intermediate' | 'heads' | 'kvHeads' | 'headSize' | 'vocabulary' | 'tied'
>;
interface ShapeRow extends Sizes {
  readonly bias: 'none' | 'qkv';
  readonly head?: OwnHead;
}

interface PrmRow extends Omit<KnownPrm, 'towers' | 'manifest' | 'json' | 'notes'> {
  readonly policy: string;
  readonly reference?: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly notes?: readonly Localised[];
}

let known: Promise<readonly KnownPrm[]> | undefined;

/** Read once: the file is part of the package. */
export function catalog(): Promise<readonly KnownPrm[]> {
  known ??= readFile(packaged('models/catalog.json'), 'utf8').then(text => prmsOf(JSON.parse(text)));
  return known;
}

function prmsOf({ checkpoints, prms }: CatalogFile): KnownPrm[] {
  const checkpoint = (key: string): KnownCheckpoint => {
    const { shape, gated = false, ...row } = checkpoints[key]!;
    return { ...row, gated, bytes: parameters(shape) * weightBytes[row.weights] };
  };
  const source = ({ repository, revision }: KnownCheckpoint) => ({ repository, revision });
  return prms.map(({ policy, reference, manifest: json, notes = [], ...row }) => {
    const towers = [policy, ...(reference === undefined ? [] : [reference])].map(checkpoint);
    const [ours, theirs] = towers as [KnownCheckpoint, KnownCheckpoint | undefined];
    const whole = { name: row.id, ...json, policy: source(ours), ...(theirs ? { reference: source(theirs) } : {}) };
    return { ...row, notes, towers, json: whole, manifest: manifest(whole) };
  });
}

/** Counted from what the graph needs, so that no size is typed by hand; a value is published beside the words it doesn't need. */
export function parameters({ bias, head, ...sizes }: ShapeRow): number {
  const shape: TowerShape = {
    ...sizes,
    bias: { qkv: bias === 'qkv', output: false, mlp: false },
    qkNorm: false,
    epsilon: 1e-6,
    frequencies: [],
    contextTokens: 0,
  };
  const { hidden } = sizes;
  const inHead = { words: 0, value: hidden + 1, classes: hidden * (hidden + 1) + 2 * (hidden + 1) };
  const count = (sides: readonly number[]) => sides.reduce((product, side) => product * side, 1);
  const needed = neededWeights(shape, head === 'classes' ? head : undefined);
  return needed.reduce((sum, [, sides]) => sum + count(sides), inHead[head ?? 'words']);
}
