import { NotificationType, RequestType } from 'vscode-jsonrpc';

/** What client and server say to each other about PRMs: which there are, fetching, checking and removing them. */

/** How the hub is reached. The token is the user's secret: it lives in the editor, and is handed over for one request. */
export interface HubAccess {
  readonly token?: string;
  /** The editor's proxy; without it the environment's counts. */
  readonly proxy?: string;
  readonly noProxy?: readonly string[];
}

/** All PRMs that can be chosen: installed ones first, then what fits this machine, then the rest. */
export const PrmOffers = new RequestType<Record<string, never>, OffersResult, void>('steplight/prmOffers');
export interface OffersResult {
  readonly offers: readonly PrmOffer[];
  /** "64 GB of memory, NVIDIA RTX 4090 with 23 GB free, 412 GB of disk" */
  readonly machine: string;
  /** Where checkpoints are kept, and how much room there is. */
  readonly cache: string;
  readonly freeDiskBytes: number;
}

export interface PrmOffer {
  /** The value of the setting `steplight.prm`: a name, or a folder's full path. */
  readonly id: string;
  readonly about: string;
  /** `embedded` came with Steplight, `known` stands in the catalogue, `own` was paired or put there by the user. */
  readonly origin: 'embedded' | 'known' | 'own';
  readonly installed: boolean;
  /** Installed, but its files aren't all there: what is missing, and the way out. */
  readonly broken?: string;
  /** Of all towers together; 0 where nothing is known. */
  readonly bytes: number;
  /** What would have to be fetched; less than `bytes` where some of it is here already. */
  readonly fetchBytes: number;
  readonly fit: Fit;
  readonly licences: readonly string[];
  /** Pages where access must be asked for before these repositories can be fetched. */
  readonly gated: readonly { readonly repository: string; readonly url: string }[];
  /** Why nobody should rely on it yet. */
  readonly experimental?: string;
  readonly notes: readonly string[];
  /** "ProcessBench: 31.3 F1 (mean)"; empty: nothing was published. */
  readonly figures: readonly string[];
  /** There isn't room on the disk for what would have to be fetched. */
  readonly noRoom?: string;
}

/** How the towers of a PRM fit into this machine. */
export interface Fit {
  readonly device: 'cuda' | 'cpu';
  /** `inTurn`: one tower at a time is in memory; each scoring loads both, one after the other. */
  readonly mode: 'together' | 'inTurn' | 'no';
  /** The sentence for a person: what it takes, what there is, and what the mode costs. */
  readonly text: string;
}

/** Fetch what is missing of a PRM and install it. Cancelling keeps what was fetched: the next time goes on from there. */
export const FetchPrm = new RequestType<FetchPrmParams, FetchPrmResult, void>('steplight/fetchPrm');
export interface FetchPrmParams {
  readonly id: string;
  readonly access: HubAccess;
}
export type FetchPrmResult =
  | { readonly done: true; readonly id: string; readonly fetchedBytes: number }
  | { readonly done: false; readonly failure: HubFailure };

/** Why something of the hub failed; the client offers what helps. */
export interface HubFailure {
  readonly code: HubFailureCode;
  /** Names the thing, the reason and the way out. */
  readonly message: string;
  /** A page that helps: where access is asked for. */
  readonly url?: string;
}
export type HubFailureCode =
  | 'cancelled'
  /** Access must be asked for, or the token belongs to somebody who has none. */
  | 'gated'
  /** The hub doesn't know the token, or wants one. */
  | 'token'
  | 'not-found'
  | 'offline'
  | 'network'
  | 'no-room'
  /** The hub sends other bytes than it promises. */
  | 'corrupt'
  | 'unsuitable'
  | 'failed';

export const FetchProgress = new NotificationType<FetchProgressParams>('steplight/fetchProgress');
export interface FetchProgressParams {
  readonly id: string;
  readonly phase: 'looking' | 'fetching' | 'verifying' | 'unpacking';
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number;
  readonly secondsLeft?: number;
  /** "3.1 of 15.2 GB, 48 MB/s, 4 min left", or why it waits. */
  readonly text: string;
}

/** Read every file of an installed PRM and compare its hash. Progress as for fetching. */
export const VerifyPrm = new RequestType<{ readonly id: string }, VerifyPrmResult, void>('steplight/verifyPrm');
export interface VerifyPrmResult {
  readonly files: number;
  readonly bytes: number;
  /** What isn't as it should be, file by file; `repair` fetches it again. */
  readonly broken: readonly { readonly file: string; readonly reason: string }[];
  readonly failure?: HubFailure;
}

/** Verify, throw away what is broken, and fetch it again. */
export const RepairPrm = new RequestType<FetchPrmParams, FetchPrmResult, void>('steplight/repairPrm');

/** Remove an installed PRM, and of its checkpoints what Steplight fetched and nothing else needs. */
export const RemovePrm = new RequestType<RemovePrmParams, RemovePrmResult, void>('steplight/removePrm');
export interface RemovePrmParams {
  readonly id: string;
  /** Only say what would happen. */
  readonly rehearse?: boolean;
}
export interface RemovePrmResult {
  readonly freedBytes: number;
  /** Checkpoints that stay, each with the reason. */
  readonly kept: readonly string[];
  readonly failure?: HubFailure;
}

/** Make a PRM of two checkpoints, each a folder's full path or OWNER/NAME[@REVISION] of the hub. Fetch it afterwards by its name. */
export const PairPrm = new RequestType<PairPrmParams, PairPrmResult, void>('steplight/pairPrm');
export interface PairPrmParams {
  readonly name: string;
  readonly policy: string;
  /** Without one the reward is reference-free, which favours short steps. */
  readonly reference?: string;
  readonly beta?: number;
}
export interface PairPrmResult {
  readonly id?: string;
  /** The pair has repositories of the hub that must be fetched before it can score. */
  readonly fetch: boolean;
  readonly failure?: HubFailure;
}
