import type { Granularity } from './documents/parse.ts';
import { type Choice, choices } from './generate/choosing.ts';
import { type Aggregation, aggregations } from './manifest.ts';

/** When scoring runs. `manual` gates every path, start-up included. */
export type RunMode = 'onType' | 'onSave' | 'manual';
export type Sensitivity = 'cautious' | 'balanced' | 'strict';
export type Severity = 'error' | 'warning' | 'information' | 'hint';
export type HintMode = 'all' | 'suspicious' | 'off';
/** Who writes candidates. */
export type SourceWish = 'prm' | 'endpoint' | 'editor';
/** Whether the texts are kept with what a reader says of a step. */
export type FeedbackWish = 'ask' | 'keep' | 'omit';
export type DeviceWish = 'auto' | 'cuda' | 'webgpu' | 'dml' | 'coreml' | 'cpu';

/**
 * A setting of kind `machine` decides what is executed, where text is sent or how much of the machine is used: only the user's own settings
 * count, never a workspace's. The manifest repeats this table, and a test holds the two together.
 */
type Scope = 'machine' | 'resource';

interface Setting<T> {
  readonly scope: Scope;
  readonly fallback: T;
  /** The value if it is of the right kind, else undefined, and the fallback stands. */
  readonly read: (value: unknown) => T | undefined;
}

const oneOf = <T extends string>(...allowed: readonly T[]) => ({
  read: (value: unknown) => allowed.find(one => one === value),
});
const flag = { read: (value: unknown) => (typeof value === 'boolean' ? value : undefined) };
const text = { read: (value: unknown) => (typeof value === 'string' ? value : undefined) };
const number = (least: number, most: number) => ({
  read: (value: unknown) =>
    typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : undefined,
});
const words = {
  read: (value: unknown): readonly string[] | undefined =>
    Array.isArray(value)
      ? value.filter((one): one is string => typeof one === 'string' && one.trim() !== '')
      : undefined,
};
const resource = <T>(fallback: T, kind: { read: (value: unknown) => T | undefined }): Setting<T> => ({
  scope: 'resource',
  fallback,
  ...kind,
});
const machine = <T>(fallback: T, kind: { read: (value: unknown) => T | undefined }): Setting<T> => ({
  scope: 'machine',
  fallback,
  ...kind,
});

/** Every setting under `steplight.`, once. */
export const settingsTable = {
  enable: resource<boolean>(true, flag),
  run: resource<RunMode>('onType', oneOf('onType', 'onSave', 'manual')),
  delay: resource<number>(600, number(0, 60_000)),
  timeBudget: resource<number>(10, number(0, 3600)),
  granularity: resource<Granularity>('paragraph', oneOf('paragraph', 'line', 'sentence')),
  solutionWords: resource<readonly string[]>([], words),
  problemWords: resource<readonly string[]>([], words),
  sensitivity: resource<Sensitivity>('balanced', oneOf('cautious', 'balanced', 'strict')),
  severity: resource<Severity>('warning', oneOf('error', 'warning', 'information', 'hint')),
  hints: resource<HintMode>('all', oneOf('all', 'suspicious', 'off')),
  codeLens: resource<boolean>(true, flag),
  'exact.enable': resource<boolean>(true, flag),
  'exact.algebra': resource<boolean>(true, flag),
  'feedback.texts': machine<FeedbackWish>('ask', oneOf('ask', 'keep', 'omit')),
  prm: machine<string>('starter', text),
  device: machine<DeviceWish>('auto', oneOf('auto', 'cuda', 'webgpu', 'dml', 'coreml', 'cpu')),
  'engine.memory': machine<number>(1024, number(64, 1_048_576)),
  'engine.idleMinutes': machine<number>(15, number(0, 10_080)),
  'hub.endpoint': machine<string>('', text),
  'cuda.index': machine<string>('', text),
  'endpoint.policy': machine<string>('', text),
  'endpoint.policyModel': machine<string>('', text),
  'endpoint.reference': machine<string>('', text),
  'endpoint.referenceModel': machine<string>('', text),
  'generate.source': machine<SourceWish>('prm', oneOf('prm', 'endpoint', 'editor')),
  'generate.endpoint': machine<string>('http://localhost:11434/v1', text),
  'generate.model': machine<string>('', text),
  'generate.form': machine<'chat' | 'completion'>('chat', oneOf('chat', 'completion')),
  'generate.candidates': resource<number>(8, number(1, 32)),
  'generate.temperature': resource<number>(0.8, number(0, 2)),
  'generate.maxTokens': resource<number>(2048, number(16, 32_768)),
  'generate.choice': resource<Choice>('weighted', oneOf(...choices)),
  'generate.aggregation': resource<Aggregation | 'prm'>('prm', oneOf('prm', ...aggregations)),
} as const satisfies Record<string, Setting<unknown>>;

type Table = typeof settingsTable;
export type SettingName = keyof Table;
export type Settings = { readonly [K in SettingName]: Table[K]['fallback'] };

/** Settings out of whatever the editor or a file says, nested (`exact: {enable}`) or flat (`"exact.enable"`). */
export function readSettings(raw: unknown): Settings {
  const entries = Object.entries(settingsTable).map(([name, setting]) => {
    const value = lookup(raw, name);
    return [name, (value === undefined ? undefined : setting.read(value)) ?? setting.fallback];
  });
  return Object.fromEntries(entries) as Settings;
}

export const defaultSettings: Settings = readSettings({});

function lookup(raw: unknown, name: string): unknown {
  if (!isRecord(raw)) return undefined;
  if (Object.hasOwn(raw, name)) return raw[name];
  return name
    .split('.')
    .reduce<unknown>((at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined), raw);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
