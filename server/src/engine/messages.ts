import type { Manifest } from '../manifest.ts';
import type { Sentence } from '../phrase.ts';

/** What the engine's parent and its child process say to each other. */

export type Device = 'cpu' | 'cuda' | 'webgpu' | 'dml' | 'coreml';

/** One device that was considered, and why it isn't used (or that it is). */
export interface Rung {
  readonly device: Device;
  readonly used: boolean;
  readonly reason: string;
  /** Trying it ended the engine's process, so it is left out until something has changed. */
  readonly crashed?: true;
}

/** What the child must know to run a PRM. */
export interface RunSettings {
  readonly device: Device | 'auto';
  /** For keys and values of all towers, in bytes. */
  readonly cacheBytes: number;
  /** Longer texts are not judged to their end. */
  readonly contextTokens: number;
  /** 0: as many as there are cores. */
  readonly threads: number;
  /** Weights as they lie on disk, converted while running (`lean`), or converted once into memory (`fast`). */
  readonly memory: 'auto' | 'lean' | 'fast';
  /** Folder with provider libraries; undefined: those that were installed on demand, if they were. */
  readonly runtimeFolder: string | undefined;
}

export interface ScoreJob {
  /** Whose text it is: one exercise has one key through all its edits. */
  readonly key: string;
  readonly problem: string;
  readonly steps: readonly string[];
}

/** What the engine says of a step: what the towers think of each of its tokens, or how likely it is to be right. */
export type StepAnswer = StepLogProbs | StepChance;

export interface StepChance {
  readonly step: number;
  /** The logarithm of chance / (1 − chance): exact where the chance itself would be 0 or 1. */
  readonly logOdds: number;
}

/** Log-probabilities of a step's tokens. Offsets are in the step's text, whose end bounds them. */
export interface StepLogProbs {
  readonly step: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly policy: Float32Array;
  readonly reference?: Float32Array;
}

export interface ScoreResult {
  readonly tokens: number;
  /** How many of them had to be read. */
  readonly computed: number;
  /** How many steps fit into the context; the others are unjudged. */
  readonly fitting: number;
}

/** A solution to be continued. */
export interface GenerateJob {
  readonly problem: string;
  /** The steps that stay. */
  readonly steps: readonly string[];
  readonly count: number;
  /** 0: always the likeliest token. */
  readonly temperature: number;
  /** Only the likeliest tokens that together have this much of the probability. */
  readonly topP: number;
  readonly maxTokens: number;
  /** The same seed gives the same candidates. */
  readonly seed: number;
  /** A candidate ends where one of these texts would begin. */
  readonly stop: readonly string[];
}

export interface Generated {
  readonly text: string;
  readonly tokens: number;
  /** It ended by itself, and not because there was no more room. */
  readonly ended: boolean;
}

export interface LoadedPrm {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly device: Device;
  readonly rungs: readonly Rung[];
  /** What the towers compute in, and how: "float32, lean". */
  readonly mode: string;
  readonly contextTokens: number;
}

export type JobResult = ScoreResult | readonly Generated[];

export type Request =
  | { readonly type: 'load'; readonly folder: string; readonly settings: RunSettings; readonly avoid: readonly Rung[] }
  | { readonly type: 'score'; readonly id: number; readonly job: ScoreJob }
  | { readonly type: 'generate'; readonly id: number; readonly job: GenerateJob }
  | { readonly type: 'stop'; readonly id: number };

export type Reply =
  /** Said before a device is tried: when the child dies now, the device did it. */
  | { readonly type: 'trying'; readonly device: Device }
  | { readonly type: 'loaded'; readonly prm: LoadedPrm }
  | { readonly type: 'refused'; readonly sentence: Sentence }
  | { readonly type: 'step'; readonly id: number; readonly step: StepAnswer }
  | { readonly type: 'text'; readonly id: number; readonly candidate: number; readonly text: string }
  /** This candidate gets no further; `ended` as in `Generated`. */
  | { readonly type: 'end'; readonly id: number; readonly candidate: number; readonly ended: boolean }
  | { readonly type: 'done'; readonly id: number; readonly result: JobResult; readonly vitals: Vitals }
  | { readonly type: 'stopped'; readonly id: number }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly code: 'broken-numbers' | 'error';
      readonly sentence: Sentence;
    }
  /** The device can't do it after all. The next one on the ladder may. */
  | { readonly type: 'device-failed'; readonly id: number; readonly rung: Rung }
  /** A file isn't any more what was loaded: nothing computed from it counts. */
  | { readonly type: 'changed'; readonly id: number; readonly file: string }
  | { readonly type: 'log'; readonly text: string };

export interface Vitals {
  readonly tokensPerSecond: number;
  readonly residentBytes: number;
  readonly cacheBytes: number;
}
