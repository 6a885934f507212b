import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { Position, Range, TextEdit } from 'vscode-languageserver-types';
import type { Sentence } from '../phrase.ts';
import type { VerdictKind } from '../reward/verdict.ts';
import type { Choice } from './choosing.ts';
import type { Piece, Prompt, Sampling } from './source.ts';

/** What client and server say to each other about candidates, beyond LSP. */

/** A number that the client gives a run, so that news can be told apart. */
export type RunId = number;

/** What is written anew: from the step at the position on, all of it, or what comes after its last step. */
export type Wanted = 'step' | 'solution' | 'continuation';

/**
 * Write candidates. Runs until all are there; cancelling it ends the writing and keeps what is there. The result says
 * nothing but whether it went well: what there is to see comes as `CandidatesChanged`.
 */
export interface RegenerateParams {
  readonly run: RunId;
  readonly uri: string;
  readonly position: Position;
  readonly wanted: Wanted;
  /** Who writes: the PRM in the server's engine, or a source that the client has. */
  readonly source: 'prm' | 'client';
  readonly sampling: Sampling;
  readonly choice: Choice;
}
export interface RegenerateResult {
  /** Why there is nothing, in words for people. */
  readonly refused?: string;
}
export const Regenerate = new RequestType<RegenerateParams, RegenerateResult, void>('steplight/regenerate');

/** A candidate as the picker and the preview show it. */
export interface CandidateView {
  readonly index: number;
  readonly state: 'waiting' | 'writing' | 'scoring' | 'ready' | 'failed';
  /** Characters written so far, and the last line of them. */
  readonly length: number;
  readonly lastLine: string;
  readonly answer?: string;
  readonly score?: number;
  /** How many candidates come to this answer, and its share of the votes. */
  readonly agreeing?: number;
  readonly share?: number;
  readonly refuted: boolean;
  readonly cut: boolean;
  readonly reason?: string;
  readonly steps: readonly StepView[];
}
export interface StepView {
  readonly text: string;
  /** Where the step lies in the document with the candidate accepted. */
  readonly range: Range;
  readonly kind: VerdictKind;
  /** As at the steps of the document itself: "0.92", "▼0.21", "✓"; absent for a step that nobody could judge. */
  readonly mark?: string;
  /** What the exact check found: "12·13 is 156, not 146". */
  readonly evidence?: string;
  /** The candidate can be accepted up to this step. */
  readonly acceptable: boolean;
  readonly q?: number;
  readonly onTrack?: number;
  readonly chance?: number;
}

/** All candidates of a run, those that can be accepted first, from best to worst. */
export interface CandidatesChangedParams {
  readonly run: RunId;
  /** Whose candidates they are, and how many of its steps stand before them. */
  readonly exercise: string;
  readonly from: number;
  readonly candidates: readonly CandidateView[];
}
export const CandidatesChanged = new NotificationType<CandidatesChangedParams>('steplight/candidates');

/** The edit that accepts a candidate, up to a step of it (counted from 0) or all, for the document as it is now. */
export interface CandidateEditParams {
  readonly run: RunId;
  readonly candidate: number;
  readonly upTo?: number;
}
export type CandidateEditResult =
  | { readonly version: number; readonly edit: TextEdit }
  /** The document has moved on, or the run is over: in words for people. */
  | { readonly refused: string };
export const CandidateEdit = new RequestType<CandidateEditParams, CandidateEditResult, void>('steplight/candidateEdit');

/** Nobody looks at this run any more. */
export const ForgetRun = new NotificationType<RunId>('steplight/forgetRun');

/**
 * From server to client: ask the source that the user has chosen. Sources that reach out of this machine, and the keys for
 * them, are the client's; so a key never crosses the wire. Pieces come as `PieceWritten`; the result ends the writing.
 */
export interface WriteParams {
  readonly run: RunId;
  readonly prompt: Prompt;
  readonly sampling: Sampling;
}
export interface WriteResult {
  /** The source can't write at all, in words for people. */
  readonly failed?: Sentence;
}
export const Write = new RequestType<WriteParams, WriteResult, void>('steplight/write');
export interface PieceWrittenParams {
  readonly run: RunId;
  readonly piece: Piece;
}
export const PieceWritten = new NotificationType<PieceWrittenParams>('steplight/piece');
