import { isAbsolute, join } from 'node:path';
import type { OwnHead } from './checkpoint/checkpoint.ts';
import { Fields, parseJson, Refusal } from './checkpoint/fields.ts';
import { readText } from './checkpoint/files.ts';
import { phrase } from './phrase.ts';

/** How a PRM folder describes itself: the file `steplight.json`, whose schema is models/steplight.schema.json. */
export type Manifest = ImplicitManifest | ChanceManifest;

interface Described {
  readonly name: string;
  readonly version: string;
  readonly policy: TowerSource;
  readonly view: 'text' | 'formulas';
  /** Which version of the normal form a `formulas` PRM was trained on. */
  readonly viewVersion?: number;
  readonly aggregation: Aggregation;
  readonly license?: string;
  readonly card?: string;
}

/** Its reward of a token is what the policy thinks of it against what the reference does. */
export interface ImplicitManifest extends Described {
  readonly family: 'implicit';
  /** Without one the reward is reference-free, which favours short steps. */
  readonly reference?: TowerSource;
  readonly beta: number;
  readonly template: PromptTemplate;
  readonly rule: Rule;
  /** Which tokens a step owns: by their offsets, or as the published evaluation script counts them. */
  readonly ownership: Ownership;
  readonly calibration?: Calibration;
  /** Under this calibrated score a step is suspicious. */
  readonly thresholds?: Thresholds;
  readonly range?: Range;
}

/**
 * A PRM of one tower that says of each step how likely it is to be right: out of the logits of two classes (`head`), out of one
 * value (`value`), or out of what it expects as the next word (`token`).
 */
export type ChanceManifest = ChanceOf<'head'> | ChanceOf<'value'> | TokenManifest;

interface ChanceOf<Family extends 'head' | 'value' | 'token'> extends Described {
  readonly family: Family;
  readonly reference?: never;
  readonly template: StepTemplate;
  /** Under this chance a step is suspicious. */
  readonly thresholds: Thresholds;
  /** What its authors published as the ids of tokens, as the vocabulary spells them: another tokenizer is another PRM. */
  readonly ids?: Readonly<Record<string, number>>;
}

interface TokenManifest extends ChanceOf<'token'> {
  /** The tokens that call a step right and wrong, as the vocabulary spells them. */
  readonly labels: { readonly good: string; readonly bad: string };
}

/** The head on top of the tower's layers, where that isn't the matrix of its words. */
export function ownHeadOf({ family }: Manifest): OwnHead | undefined {
  return family === 'head' ? 'classes' : family === 'value' ? 'value' : undefined;
}

export type Thresholds = Readonly<Record<'cautious' | 'balanced' | 'strict', number>>;

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

/** How a PRM that speaks at the end of each step gets to read it. */
export type StepTemplate =
  /** The checkpoint's own chat template: the steps, each with its tag, are the assistant's message. */
  | { readonly kind: 'chat'; readonly system?: string; readonly tag: string }
  /** One turn per step: the user says it, the assistant answers, and the chance lies where the answer is expected. */
  | { readonly kind: 'turns'; readonly afterProblem: string; readonly answer: string }
  /** Problem, afterProblem, steps with their tags. */
  | {
      readonly kind: 'raw';
      /** The tokenizer's beginning of a text comes first. */
      readonly bos: boolean;
      readonly afterProblem: string;
      /** What a step begins with, `{k}` being its number; not said twice. */
      readonly label: string;
      readonly separator: string;
      readonly tag: string;
      /** Problem, lines and tags are made into tokens each by itself, so that none runs into the next. */
      readonly apart: boolean;
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

const extents = ['step', 'solution'] as const;

/** Outside these bounds of the reference's mean token log-probability, a step is unlike anything the PRM was calibrated on. */
export interface Range {
  /** Over which tokens the mean is taken: the step's, or all of the solution's up to its end. */
  readonly over: (typeof extents)[number];
  readonly meanLogProb: { readonly min: number; readonly max: number };
}

export const manifestFile = 'steplight.json';
/** The version of docs/normal-form.md that the view writes. */
const viewVersion = 1;

export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readText(join(folder, manifestFile));
  if (text === undefined) throw new Refusal(phrase`${folder} isn't a PRM: it has no ${manifestFile}`);
  return manifest(parseJson(text, manifestFile));
}

/** Checks a manifest; a complaint names the field. */
export function manifest(json: unknown): Manifest {
  const fields = new Fields(json, manifestFile);
  const family = fields.oneOf('family', ['implicit', 'head', 'value', 'token']);
  return family === 'implicit' ? implicitManifest(fields) : chanceManifest(fields, family);
}

function described(fields: Fields): Described {
  const view = fields.oneOf('view', ['text', 'formulas']);
  if (view === 'formulas' && fields.integer('viewVersion') !== viewVersion) {
    fields.refuse(
      'viewVersion',
      `is ${fields.integer('viewVersion')}, but this Steplight writes version ${viewVersion}`,
    );
  }
  return {
    name: fields.string('name'),
    version: fields.string('version'),
    policy: towerSource(fields, 'policy'),
    view,
    ...(view === 'formulas' ? { viewVersion } : {}),
    aggregation: fields.oneOf('aggregation', aggregations, 'min'),
    ...(fields.has('license') ? { license: fields.string('license') } : {}),
    ...(fields.has('card') ? { card: fields.string('card') } : {}),
  };
}

function implicitManifest(fields: Fields): ImplicitManifest {
  const calibration = fields.has('calibration') ? calibrationOf(fields.object('calibration')) : undefined;
  if (fields.has('thresholds') && calibration === undefined) {
    fields.refuse('thresholds', 'have no meaning without a calibration');
  }
  const template = templateOf(fields.object('template'));
  const ownership = fields.oneOf('ownership', ['offsets', 'upstream'], 'offsets');
  if (ownership === 'upstream' && template.kind !== 'chat') {
    fields.refuse('ownership', 'upstream is that of a script for chat templates: template.kind must be chat');
  }
  return {
    ...described(fields),
    family: 'implicit',
    ...(fields.has('reference') ? { reference: towerSource(fields, 'reference') } : {}),
    beta: fields.number('beta', { min: 1e-6, max: 1e3 }),
    template,
    rule: fields.oneOf('rule', rules, 'cumulative'),
    ownership,
    ...(calibration ? { calibration } : {}),
    ...(fields.has('thresholds') ? { thresholds: thresholdsOf(fields.object('thresholds')) } : {}),
    ...(fields.has('range') ? { range: rangeOf(fields.object('range')) } : {}),
  };
}

/** What only PRMs that compare two towers have: elsewhere it would be read as if it did something. */
const implicitOnly = ['reference', 'beta', 'rule', 'ownership', 'calibration', 'range'] as const;

function chanceManifest(fields: Fields, family: ChanceManifest['family']): ChanceManifest {
  for (const name of implicitOnly) {
    if (fields.has(name)) fields.refuse(name, `has no meaning for a PRM of the family ${family}`);
  }
  const template = stepTemplateOf(fields.object('template'));
  if (template.kind === 'turns' && family !== 'token') {
    fields.refuse('template', `turns are for the family token: a ${family} judges where a step's tag stands`);
  }
  const whole = {
    ...described(fields),
    template,
    thresholds: thresholdsOf(fields.object('thresholds')),
    ...(fields.has('ids') ? { ids: idsOf(fields.object('ids')) } : {}),
  };
  if (family !== 'token') return { ...whole, family };
  const labels = fields.object('labels');
  return { ...whole, family, labels: { good: labels.string('good'), bad: labels.string('bad') } };
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

function stepTemplateOf(fields: Fields): StepTemplate {
  const kind = fields.oneOf('kind', ['chat', 'turns', 'raw']);
  const spoken = (name: string, fallback?: string) => {
    const text = fields.string(name, fallback);
    if (text === '') fields.refuse(name, 'must not be empty: a chance is read there');
    return text;
  };
  if (kind === 'chat') {
    return { kind, ...(fields.has('system') ? { system: fields.string('system') } : {}), tag: spoken('tag') };
  }
  if (kind === 'turns') return { kind, afterProblem: fields.string('afterProblem'), answer: spoken('answer') };
  return {
    kind,
    bos: fields.boolean('bos', false),
    afterProblem: fields.string('afterProblem'),
    label: fields.string('label', ''),
    separator: fields.string('separator', ''),
    tag: spoken('tag'),
    apart: fields.boolean('apart', false),
  };
}

function idsOf(fields: Fields): Record<string, number> {
  return Object.fromEntries(fields.names().map(token => [token, fields.integer(token, { min: 0 })]));
}

function calibrationOf(fields: Fields): Calibration {
  return { a: fields.number('a'), b: fields.number('b'), c: fields.number('c') };
}

function thresholdsOf(fields: Fields): Thresholds {
  const threshold = (name: string) => fields.number(name, { min: 0, max: 1 });
  return { cautious: threshold('cautious'), balanced: threshold('balanced'), strict: threshold('strict') };
}

function rangeOf(fields: Fields): Range {
  return { over: fields.oneOf('over', extents, 'step'), meanLogProb: boundsOf(fields) };
}

/** One number is a lower bound; an object may have both. */
function boundsOf(fields: Fields): Range['meanLogProb'] {
  const whole = { min: -Infinity, max: Infinity };
  if (!fields.has('meanLogProb')) return whole;
  if (typeof fields.raw('meanLogProb') === 'number') return { ...whole, min: fields.number('meanLogProb') };
  const bounds = fields.object('meanLogProb');
  const bound = (name: 'min' | 'max') => (bounds.has(name) ? bounds.number(name) : whole[name]);
  return { min: bound('min'), max: bound('max') };
}
