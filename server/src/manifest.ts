import { isAbsolute, join } from 'node:path';
import { Fields, parseJson, Refusal } from './checkpoint/fields.ts';
import { readText } from './checkpoint/files.ts';

/** How a PRM folder describes itself: the file `steplight.json`, whose schema is models/steplight.schema.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly family: 'implicit';
  readonly policy: TowerSource;
  /** Without one the reward is reference-free, which favours short steps. */
  readonly reference?: TowerSource;
  readonly beta: number;
  readonly view: 'text' | 'formulas';
  /** Which version of the normal form a `formulas` PRM was trained on. */
  readonly viewVersion?: number;
  readonly template: PromptTemplate;
  readonly aggregation: Aggregation;
  readonly rule: Rule;
  /** Which tokens a step owns: by their offsets, or as the published evaluation script counts them. */
  readonly ownership: Ownership;
  readonly calibration?: Calibration;
  /** Under this calibrated score a step is suspicious. */
  readonly thresholds?: Readonly<Record<'cautious' | 'balanced' | 'strict', number>>;
  readonly range?: Range;
  readonly license?: string;
  readonly card?: string;
}

/**
 * Where a tower's checkpoint lies: a folder inside the PRM's own, a repository of the hub (found in the cache that the hub's own
 * tools use), or a folder anywhere, for pairs that were made on this machine.
 */
export type TowerSource =
  | string
  | { readonly repository: string; readonly revision: string }
  | { readonly path: string };

export type PromptTemplate =
  | { readonly kind: 'chat'; readonly separator: string }
  | {
      readonly kind: 'raw';
      readonly prefix: string;
      readonly afterProblem: string;
      readonly separator: string;
      readonly end: string;
    };

export const aggregations = ['min', 'last', 'sum', 'mean', 'product'] as const;
/** How the scores of a solution's steps become one score of the solution. */
export type Aggregation = (typeof aggregations)[number];

export const rules = ['cumulative', 'difference'] as const;
/** What a step is judged by: Q at its end, or its own reward. */
export type Rule = (typeof rules)[number];

export type Ownership = 'offsets' | 'upstream';

/** on-track = σ(a·Q + b·tokens + c). */
export interface Calibration {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Outside these bounds of the reference's mean token log-probability, a step is unlike anything the PRM was calibrated on. */
export interface Range {
  readonly meanLogProb: { readonly min: number; readonly max: number };
}

export const manifestFile = 'steplight.json';
/** The version of docs/normal-form.md that the view writes. */
const viewVersion = 1;

export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readText(join(folder, manifestFile));
  if (text === undefined) throw new Refusal(`${folder} isn't a PRM: it has no ${manifestFile}`);
  return manifest(parseJson(text, manifestFile));
}

/** Checks a manifest; a complaint names the field. */
export function manifest(json: unknown): Manifest {
  const fields = new Fields(json, manifestFile);
  const calibration = fields.has('calibration') ? calibrationOf(fields.object('calibration')) : undefined;
  if (fields.has('thresholds') && calibration === undefined) {
    fields.refuse('thresholds', 'have no meaning without a calibration');
  }
  const view = fields.oneOf('view', ['text', 'formulas']);
  if (view === 'formulas' && fields.integer('viewVersion') !== viewVersion) {
    fields.refuse(
      'viewVersion',
      `is ${fields.integer('viewVersion')}, but this Steplight writes version ${viewVersion}`,
    );
  }
  const template = templateOf(fields.object('template'));
  const ownership = fields.oneOf('ownership', ['offsets', 'upstream'], 'offsets');
  if (ownership === 'upstream' && template.kind !== 'chat') {
    fields.refuse('ownership', 'upstream is that of a script for chat templates: template.kind must be chat');
  }
  return {
    name: fields.string('name'),
    version: fields.string('version'),
    family: fields.oneOf('family', ['implicit']),
    policy: towerSource(fields, 'policy'),
    ...(fields.has('reference') ? { reference: towerSource(fields, 'reference') } : {}),
    beta: fields.number('beta', { min: 1e-6, max: 1e3 }),
    view,
    ...(view === 'formulas' ? { viewVersion } : {}),
    template,
    aggregation: fields.oneOf('aggregation', aggregations, 'min'),
    rule: fields.oneOf('rule', rules, 'cumulative'),
    ownership,
    ...(calibration ? { calibration } : {}),
    ...(fields.has('thresholds') ? { thresholds: thresholdsOf(fields.object('thresholds')) } : {}),
    ...(fields.has('range') ? { range: rangeOf(fields.object('range')) } : {}),
    ...(fields.has('license') ? { license: fields.string('license') } : {}),
    ...(fields.has('card') ? { card: fields.string('card') } : {}),
  };
}

function towerSource(fields: Fields, name: string): TowerSource {
  if (typeof fields.raw(name) !== 'object') return folderName(fields, name);
  const source = fields.object(name);
  if (source.has('path')) {
    const path = source.string('path');
    if (!isAbsolute(path)) source.refuse('path', `must be the full path of a folder, not ${JSON.stringify(path)}`);
    return { path };
  }
  const [repository, revision] = [source.string('repository'), source.string('revision', 'main')];
  const word = '(?!\\.{1,2}(/|$))[\\w.-]+';
  if (!new RegExp(`^${word}/${word}$`).test(repository)) {
    source.refuse('repository', `must be OWNER/NAME, not ${JSON.stringify(repository)}`);
  }
  if (!new RegExp(`^${word}(/${word})*$`).test(revision)) {
    source.refuse('revision', `must be a branch, a tag or a commit, not ${JSON.stringify(revision)}`);
  }
  return { repository, revision };
}

/** A folder inside the PRM's own: another's manifest can't make Steplight read elsewhere. */
function folderName(fields: Fields, name: string): string {
  const folder = fields.string(name);
  const inside = folder.split('/').every(part => part !== '' && part !== '.' && part !== '..' && !/[\\:\0]/.test(part));
  if (!inside) fields.refuse(name, `must be a folder inside the PRM's own, not ${JSON.stringify(folder)}`);
  return folder;
}

function templateOf(fields: Fields): PromptTemplate {
  const kind = fields.oneOf('kind', ['chat', 'raw']);
  const separator = fields.string('separator', '\n\n');
  if (separator === '') fields.refuse('separator', 'must not be empty: steps would run into each other');
  if (kind === 'chat') return { kind, separator };
  const [prefix, afterProblem, end] = ['prefix', 'afterProblem', 'end'].map(name => fields.string(name)) as [
    string,
    string,
    string,
  ];
  return { kind, prefix, afterProblem, separator, end };
}

function calibrationOf(fields: Fields): Calibration {
  return { a: fields.number('a'), b: fields.number('b'), c: fields.number('c') };
}

function thresholdsOf(fields: Fields): NonNullable<Manifest['thresholds']> {
  const threshold = (name: string) => fields.number(name, { min: 0, max: 1 });
  return { cautious: threshold('cautious'), balanced: threshold('balanced'), strict: threshold('strict') };
}

/** One number is a lower bound; an object may have both. */
function rangeOf(fields: Fields): Range {
  const whole = { min: -Infinity, max: Infinity };
  if (!fields.has('meanLogProb')) return { meanLogProb: whole };
  if (typeof fields.raw('meanLogProb') === 'number')
    return { meanLogProb: { ...whole, min: fields.number('meanLogProb') } };
  const bounds = fields.object('meanLogProb');
  const bound = (name: 'min' | 'max') => (bounds.has(name) ? bounds.number(name) : whole[name]);
  return { meanLogProb: { min: bound('min'), max: bound('max') } };
}
