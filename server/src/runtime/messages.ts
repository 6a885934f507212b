import { RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { HubAccess, HubFailure } from '../prms/messages.ts';

/** What client and server say to each other about CUDA support. Progress goes by `FetchProgress`, under this id. */
export const cudaProgressId = 'CUDA support';

/** What there is of CUDA where the server runs, and what is missing. */
export const CudaState = new RequestType0<CudaStateResult, void>('steplight/cudaState');
export interface CudaStateResult {
  /** Steplight fetched libraries, and they are whole. */
  readonly installed: boolean;
  /** Steplight knows libraries for this system. */
  readonly canInstall: boolean;
  /** "linux-x64" */
  readonly system: string;
  /** The card's name, where its driver runs. */
  readonly card?: string;
  readonly driver?: number;
  readonly oldestDriver: number;
  /** Why CUDA can't be used. */
  readonly obstacle?: 'platform' | 'no-card' | 'no-driver' | 'old-driver' | 'libraries';
  readonly fetchBytes: number;
  readonly diskBytes: number;
  /** Whom the libraries would be fetched from. */
  readonly host: string;
}

/** Fetch and unpack the libraries. Cancelling keeps what was fetched. */
export const InstallCuda = new RequestType<Omit<HubAccess, 'token'>, InstallCudaResult, void>('steplight/installCuda');
export type InstallCudaResult = { readonly done: true } | { readonly done: false; readonly failure: HubFailure };

export const RemoveCuda = new RequestType0<{ readonly freedBytes: number }, void>('steplight/removeCuda');
