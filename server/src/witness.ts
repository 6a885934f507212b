import type { Exercise, Span } from './documents/exercise.ts';
import type { Evidence } from './formulas/evidence.ts';
import type { Sensitivity } from './settings.ts';

/** One token's share of a step's reward, at its place in the step's reading. */
export interface TokenReward {
  readonly span: Span;
  readonly reward: number;
}

/** What a PRM says of one step: what it gave or took, or how likely it is to be right. */
export type StepScore = RewardScore | ChanceScore;

interface Scored {
  /**
   * Whether the PRM's own rule calls this step wrong, per sensitivity: the choice is the reader's and must not need a new
   * score. Always false for a PRM that isn't calibrated.
   */
  readonly suspicious: Readonly<Record<Sensitivity, boolean>>;
  /** The PRM read nothing but formulas: where the exact check settles those, its word stands. */
  readonly formulasOnly?: true;
}

/** Of a PRM that speaks at the end of each step. */
export interface ChanceScore extends Scored {
  /** That this step is right. */
  readonly chance: number;
}

/** Of a PRM that compares two towers token by token. */
export interface RewardScore extends Scored {
  readonly reward: number;
  readonly q: number;
  /** The chance that the solution is still right; absent while the PRM isn't calibrated. */
  readonly onTrack?: number;
  readonly tokens: readonly TokenReward[];
  /** How likely the step is to each tower, in sums over its tokens: for baselines. Absent where there are no towers. */
  readonly logProbs?: { readonly tokens: number; readonly policy: number; readonly reference?: number };
}

/** A relation that can be decided without doubt. */
export interface CheckedRelation {
  readonly span: Span;
  readonly answer: 'holds' | 'fails' | 'unknown';
  /** For a failing relation: both sides' values in the writer's notation. */
  readonly evidence?: Evidence;
  /** For a failing relation with one sensible correction: what to write, and over which part. */
  readonly correction?: { readonly span: Span; readonly text: string };
}

/** Why a step has no score. `code` is for programs, `text` for people. */
export interface Unjudged {
  readonly code:
    | 'ignored'
    | 'after-ignored'
    | 'unsure'
    | 'gap'
    | 'no-formula'
    | 'out-of-range'
    | 'too-long'
    | 'engine'
    | 'no-prm'
    | 'language'
    | 'broken-numbers';
  readonly text: string;
}

/** What one witness says of one step; `milliseconds` is how long the PRM was waited for. */
export type Testimony = { readonly step: number } & (
  | { readonly witness: 'prm'; readonly score: StepScore; readonly milliseconds?: number }
  | { readonly witness: 'exact'; readonly relations: readonly CheckedRelation[] }
  | { readonly witness: 'prm' | 'exact'; readonly unjudged: Unjudged }
);

/** What the document's settings ask of a witness. */
export interface Wish {
  /** The exact check also follows variables from line to line. */
  readonly algebra: boolean;
  /** The user is looking at this exercise now. */
  readonly urgent: boolean;
}

/**
 * An independent judge of steps. It gets a detached exercise (see documents/location.ts): every passage begins at 0, so
 * all spans it speaks of are in the characters of that step's reading. It testifies in order, each step as soon as it is
 * known, starting at `from`: what stands before is unchanged and was testified already. An aborted signal ends the
 * testimony silently.
 */
export interface Witness {
  readonly name: 'prm' | 'exact';
  /** It may doubt what words mean where all formulas hold. True until it is known. */
  readonly readsWords?: boolean;
  testify(exercise: Exercise, from: number, signal: AbortSignal, wish: Wish): AsyncIterable<Testimony>;
  dispose?(): Promise<void>;
}
