import type { Sentence } from '../phrase.ts';
import type { HubFailureCode } from '../prms/messages.ts';
import type { BrokenFile, FetchedCheckpoint, KeptCheckpoint, Progress } from './checkpoints.ts';
import type { Tuning } from './download.ts';
import type { HubConnection } from './environment.ts';

/** What the fetching process is told, once, and what it says. It is stopped by being killed. */

export interface WantedCheckpoint {
  readonly repository: string;
  readonly revision: string;
  /** About how large it is, for the progress before the hub has said it exactly. */
  readonly expectedBytes: number;
}

export type FetcherJob =
  | {
      readonly kind: 'fetch';
      readonly cache: string;
      readonly connection: HubConnection;
      readonly checkpoints: readonly WantedCheckpoint[];
      readonly tuning?: Partial<Tuning>;
    }
  | { readonly kind: 'verify'; readonly cache: string; readonly checkpoints: readonly KeptCheckpoint[] }
  /** Whether two folders can be the towers of one PRM. */
  | { readonly kind: 'compare'; readonly folders: readonly string[] }
  /** The CUDA libraries, from an index of Python packages into the folder of runtimes. */
  | { readonly kind: 'cuda'; readonly home: string; readonly index: HubConnection };

export type FetcherReply =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'fetched'; readonly checkpoints: readonly FetchedCheckpoint[] }
  | { readonly type: 'verified'; readonly broken: readonly BrokenFile[] }
  | { readonly type: 'installed'; readonly folder: string }
  | { readonly type: 'compared'; readonly difference: string | undefined }
  | {
      readonly type: 'failed';
      readonly code: HubFailureCode;
      readonly sentence: Sentence;
      readonly url?: string | undefined;
    };
