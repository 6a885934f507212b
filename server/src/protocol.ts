import { NotificationType, NotificationType0, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { Position, Range } from 'vscode-languageserver-types';

/** What Steplight says beyond LSP. The client imports these types and nothing else of the server. */

/** The editor looks at this document now (and the cursor is on this line): it is scored first. */
export interface FocusParams {
  readonly uri: string | null;
  readonly line?: number;
}
export const Focus = new NotificationType<FocusParams>('steplight/focus');

/** Score now, whatever the run mode; with `range`, that text as the solution of a problem nobody stated. */
export interface ScoreParams {
  readonly uri: string;
  readonly range?: Range;
}
export interface ScoreResult {
  readonly exercises: number;
  readonly steps: number;
  readonly suspicious: number;
  readonly unjudged: number;
}
export const Score = new RequestType<ScoreParams, ScoreResult, void>('steplight/score');

/** The steps that the user asked to ignore, by their keys: all of them, every time. */
export interface IgnoredParams {
  readonly keys: readonly string[];
}
export const Ignored = new NotificationType<IgnoredParams>('steplight/ignored');

/** A step that can be ignored without touching the text: the argument of the command `steplight.ignoreStep`. */
export interface IgnorableStep {
  readonly key: string;
  /** The step's text, shortened, so that a person recognises it in a list. */
  readonly text: string;
  readonly uri: string;
}

/** More is known of this document, or it was closed: a view that shows it asks again. */
export interface NewsParams {
  readonly uri: string;
}
export const News = new NotificationType<NewsParams>('steplight/news');

/** The exercises and steps of an open document; null when it isn't open. */
export const Steps = new RequestType<NewsParams, DocumentState | null, void>('steplight/steps');
export interface DocumentState {
  readonly uri: string;
  readonly version: number;
  readonly exercises: readonly ExerciseState[];
}
export interface ExerciseState {
  readonly id: string;
  /** The problem, shortened. */
  readonly title: string;
  readonly range: Range;
  readonly steps: readonly StepState[];
}
export interface StepState {
  readonly text: string;
  readonly range: Range;
  readonly kind: 'sound' | 'suspicious' | 'follows' | 'unjudged';
  /** Suspicious, or false by itself wherever it stands. */
  readonly looksWrong: boolean;
  readonly outdated: boolean;
  readonly pending: boolean;
  /** As at the step's end in the text; empty without a verdict. */
  readonly mark: string;
  /** The verdict in words. */
  readonly says: string;
  /** Of a PRM that compares two towers. */
  readonly reward?: number;
  readonly q?: number;
  readonly onTrack?: number;
  /** That the step is right: of a PRM that speaks at its end. */
  readonly chance?: number;
}

/** The tokens of an open document that moved its scores, with the strength of their colours: negative where they cost. */
export const Heat = new RequestType<NewsParams, HeatMap | null, void>('steplight/heat');
export interface HeatMap {
  readonly version: number;
  readonly tokens: readonly HeatToken[];
}
export interface HeatToken {
  readonly range: Range;
  readonly reward: number;
  readonly level: -3 | -2 | -1 | 1 | 2 | 3;
}

/** What a reader says of the step or the solution at a place; answered with what is to be kept of it. */
export interface FeedbackParams {
  readonly uri: string;
  readonly position: Position;
  readonly about: 'step' | 'solution';
  readonly right: boolean;
  /** The reader agreed that the texts are kept, too. */
  readonly texts: boolean;
}
export const Feedback = new RequestType<FeedbackParams, FeedbackRecord | null, void>('steplight/feedback');

/** One line of what is kept. */
export interface FeedbackRecord {
  readonly about: FeedbackParams['about'];
  readonly right: boolean;
  /** Of a step, its index; of a solution, that of the first suspicious step, −1 for none. */
  readonly step: number;
  readonly steps: number;
  /** Names the step by its text, without telling it. */
  readonly key: string;
  readonly verdict: StepState['kind'];
  readonly by: readonly string[];
  readonly prm?: string;
  readonly reward?: number;
  readonly q?: number;
  readonly onTrack?: number;
  readonly chance?: number;
  readonly texts?: { readonly problem: string; readonly steps: readonly string[] };
}

/** Score all files of a folder, by its path; cancelling keeps what was found. */
export const Review = new RequestType<{ readonly folder: string }, ReviewResult, void>('steplight/review');
export interface ReviewResult {
  readonly files: number;
  readonly solutions: number;
  /** How many of them have a suspicious step. */
  readonly suspicious: number;
  /** What could not be read, and why. */
  readonly obstacles: readonly string[];
  readonly cancelled: boolean;
}
export interface ReviewProgressParams {
  readonly done: number;
  readonly total: number;
  readonly file: string;
}
export const ReviewProgress = new NotificationType<ReviewProgressParams>('steplight/reviewProgress');

/** The last review as a document for others. */
export interface ReviewExport {
  readonly format: 'markdown' | 'sarif';
}
export const ExportReview = new RequestType<ReviewExport, { readonly text: string }, void>('steplight/exportReview');

/** Takes the problems of the last review away. */
export const ClearReview = new NotificationType0('steplight/clearReview');

/** What the server is doing, for the status item. */
export interface ServerStatus {
  /** `slow`: busy for longer than the document's time budget. */
  readonly state: 'ready' | 'busy' | 'slow' | 'failed';
  /** A short line: "starter on CPU". */
  readonly text: string;
  /** What a curious user wants to know, in a line: speed, memory, the devices that don't work, the reason of a failure. */
  readonly detail: string;
  /** Says of the focused document that nothing in it is an exercise, or that scoring it takes long, and what to do. */
  readonly document?: string;
}
export const Status = new NotificationType<ServerStatus>('steplight/status');

/**
 * The server wants to score with a server that the user named in the settings: may texts go there, and what does it take? Asked before
 * every question, so that no key stays in this process and a new one counts at once.
 */
export interface EndpointAccessParams {
  /** "https://gpu.example:8000" */
  readonly origin: string;
}
export interface EndpointAccessResult {
  readonly allowed: boolean;
  readonly key?: string;
  readonly proxy?: string;
  readonly noProxy?: readonly string[];
}
export const EndpointAccess = new RequestType<EndpointAccessParams, EndpointAccessResult, void>(
  'steplight/endpointAccess',
);

/** Give the PRM's memory back, unless it is at work. */
export const Unload = new RequestType0<{ readonly unloaded: boolean }, void>('steplight/unload');

/** The files whose paths the server can't know by itself. */
export interface InitializationOptions {
  /** Folder for what may be deleted at any time. */
  readonly cacheFolder?: string;
  readonly locale?: string;
  /** The user has asked for this start. */
  readonly afresh?: boolean;
}
