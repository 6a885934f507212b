import { TextDocument } from 'vscode-languageserver-textdocument';
import { whenAborted } from '../cancelling.ts';
import type { Exercise } from '../documents/exercise.ts';
import { detached } from '../documents/location.ts';
import { markOf } from '../features/marks.ts';
import { figuresOf } from '../features/steps.ts';
import type { Aggregation } from '../manifest.ts';
import type { Sentence } from '../phrase.ts';
import { createPublisher } from '../publisher.ts';
import type { Service, Snapshot } from '../service.ts';
import type { Texts } from '../texts.ts';
import type { Witness } from '../witness.ts';
import { applied, type Edit, type Opening, openingAt, type Refusal, rebased } from './edit.ts';
import type {
  CandidateEditParams,
  CandidateEditResult,
  CandidatesChangedParams,
  CandidateView,
  RegenerateParams,
  RegenerateResult,
  RunId,
  StepView,
  Wanted,
  WriteParams,
} from './messages.ts';
import { createPipe, type Pipe } from './pipe.ts';
import type { WriteOn } from './prmSource.ts';
import { promptFor } from './prompt.ts';
import { type Candidate, type CandidateStep, parsed, placesOf, regenerate } from './regenerate.ts';
import { type Piece, SourceError } from './source.ts';
import { movedStandIn, type StandIn, standIns, standingIn, withoutStandIn, withStandIn } from './standIn.ts';

/** What the runs need of the world around them. */
export interface RunsHost {
  readonly service: Pick<Service, 'snapshot'>;
  readonly witnesses: readonly Witness[];
  readonly texts: Texts;
  /** The PRM's own reference goes on with an exercise; absent where no PRM can write. */
  readonly writeOn?: WriteOn | undefined;
  /** How the PRM in use wants step scores made into one. */
  aggregation(): Aggregation;
  changed(news: CandidatesChangedParams): void;
  /** Asks the client's source; resolves with the reason when it can't write, at the latest soon after an abort. */
  write(params: WriteParams, signal: AbortSignal): Promise<Sentence | undefined>;
}

/** The runs of best-of-N that somebody looks at. */
export interface Runs {
  start(params: RegenerateParams, enough: AbortSignal): Promise<RegenerateResult>;
  /** A piece has arrived from the client's source. */
  piece(run: RunId, piece: Piece): void;
  edit(params: CandidateEditParams): Promise<CandidateEditResult>;
  forget(run: RunId): void;
  dispose(): void;
}

interface Known {
  readonly uri: string;
  readonly texts: Texts;
  readonly opening: Opening;
  /** The text that the opening speaks of has a step more than the document: there the solution has none yet. */
  readonly standIn: StandIn | undefined;
  /** The document as it was. */
  readonly text: string;
  readonly gone: AbortController;
  readonly candidates: Map<number, Candidate>;
  pipe: Pipe<Piece> | undefined;
}

/** Milliseconds between two pieces of news: candidates grow by the character. */
const gap = 80;

export function createRuns(host: RunsHost): Runs {
  const runs = new Map<RunId, Known>();
  const texts = host.texts.candidates;

  async function* fromClient(known: Known, params: WriteParams, signal: AbortSignal): AsyncGenerator<Piece> {
    const pipe = createPipe<Piece>();
    known.pipe = pipe;
    const deaf = whenAborted(signal, () => pipe.end());
    host.write(params, signal).then(
      failed => pipe.end(failed === undefined ? undefined : new SourceError(failed)),
      error => pipe.end(error instanceof Error ? error : new Error(String(error))),
    );
    try {
      yield* pipe;
    } finally {
      deaf();
    }
  }

  return {
    async start(params, enough) {
      const { writeOn } = host;
      const { run, uri, choice, sampling, source } = params;
      const seen = await host.service.snapshot(uri);
      const standing = seen && (await standInFor(seen, params, enough));
      const found = standing?.opening ?? (seen && openingFor(seen, params));
      if (!seen || !found) return { refused: texts.nothingHere };
      if ('refused' in found) return { refused: texts.hindrance(found.refused) };
      if (source === 'prm' && !writeOn) return { refused: texts.noPrm };
      const known: Known = {
        uri,
        texts: host.texts,
        opening: found,
        standIn: standing?.standIn,
        text: seen.document.getText(),
        gone: new AbortController(),
        candidates: new Map(),
        pipe: undefined,
      };
      runs.set(run, known);
      const news = createPublisher(gap, () => host.changed(newsOf(known, run, choice)));
      const { settings } = seen;
      const aggregation = settings['generate.aggregation'];
      try {
        const candidates = await regenerate({
          opening: found,
          n: sampling.n,
          write: signal =>
            source === 'prm' && writeOn
              ? writeOn(detached(found.exercise), found.from, sampling, signal)
              : fromClient(known, { run, prompt: promptFor(found), sampling }, signal),
          witnesses: host.witnesses.filter(({ name }) => name !== 'exact' || settings['exact.enable']),
          parse: settings,
          aggregation: aggregation === 'prm' ? host.aggregation() : aggregation,
          sensitivity: settings.sensitivity,
          algebra: settings['exact.algebra'],
          texts,
          say: host.texts.said,
          changed(candidate) {
            known.candidates.set(candidate.index, candidate);
            news.changed('');
          },
          enough,
          gone: known.gone.signal,
        });
        const usable = candidates.some(({ state }) => state === 'ready');
        const reason = candidates.find(one => one.reason !== undefined)?.reason;
        return usable || known.gone.signal.aborted || enough.aborted ? {} : { refused: reason ?? texts.nothingWritten };
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        return { refused: host.texts.said(error.sentence) };
      } finally {
        news.dispose();
        if (!known.gone.signal.aborted) host.changed(newsOf(known, run, choice));
      }
    },
    piece: (run, piece) => runs.get(run)?.pipe?.put(piece),
    async edit({ run, candidate, upTo }) {
      const known = runs.get(run);
      const wanted = known?.candidates.get(candidate);
      const edit = upTo === undefined ? wanted?.edit : wanted?.steps[upTo]?.edit;
      const seen = known && (await host.service.snapshot(known.uri));
      if (!known || !edit || !seen) return { refused: texts.gone };
      const now = inDocument(edit, known, seen.document.getText());
      if ('refused' in now) return { refused: texts.hindrance(now.refused) };
      return { version: seen.document.version, edit: { range: rangeIn(seen.document, now.span), newText: now.text } };
    },
    forget(run) {
      runs.get(run)?.gone.abort();
      runs.delete(run);
    },
    dispose() {
      for (const { gone } of runs.values()) gone.abort();
      runs.clear();
    },
  };
}

const rangeIn = (document: TextDocument, { start, end }: Edit['span']) => ({
  start: document.positionAt(start),
  end: document.positionAt(end),
});

/** The edit for a newer text of the document. */
function inDocument(edit: Edit, { opening, standIn, text }: Known, newer: string): Edit | Refusal {
  if (!standIn) return rebased(edit, opening, newer);
  const standing = movedStandIn(standIn, text, newer);
  if (!standing) return { refused: 'changed' };
  const now = rebased(edit, opening, withStandIn(newer, standing));
  return 'refused' in now ? now : withoutStandIn(now, standing);
}

/** Where somebody wants a solution to go on that has no step yet, behind its problem: a step that stands in for the first. */
async function standInFor({ document, judged, settings }: Snapshot, params: RegenerateParams, gone: AbortSignal) {
  if (params.wanted === 'step') return undefined;
  const text = document.getText();
  const offset = document.offsetAt(params.position);
  const exercises = judged.map(({ exercise }) => exercise);
  if (exercises.some(one => startOf(one) <= offset && offset <= one.solution.end)) return undefined;
  const before = exercises.findLast(({ solution }) => solution.end <= offset)?.solution.end ?? 0;
  for (const standIn of standIns(text, document.languageId, offset)) {
    const whole = withStandIn(text, standIn);
    const found = await parsed(whole, document.languageId, settings, gone);
    const exercise = found && standingIn(found.exercises, standIn);
    if (!exercise || exercise.problem.text === '' || exercise.problem.span.start < before) continue;
    const opening = openingAt(whole, document.languageId, exercise, 0);
    if (!('refused' in opening)) return { opening, standIn };
  }
  return undefined;
}

/** The opening that a person means who stands at this position. */
function openingFor({ document, judged }: Snapshot, { position, wanted }: RegenerateParams) {
  const offset = document.offsetAt(position);
  const exercises = judged.map(({ exercise }) => exercise).filter(({ steps }) => steps.length > 0);
  const around = exercises.find(({ solution }) => solution.start <= offset && offset <= solution.end);
  const exercise = around ?? exercises.findLast(one => startOf(one) <= offset) ?? exercises[0];
  return exercise && openingAt(document.getText(), document.languageId, exercise, fromOf(exercise, offset, wanted));
}

const startOf = ({ problem, solution }: Exercise) =>
  problem.span.end <= solution.start && problem.span.end > 0 ? problem.span.start : solution.start;

function fromOf({ steps }: Exercise, offset: number, wanted: Wanted): number {
  if (wanted === 'solution') return 0;
  if (wanted === 'step')
    return Math.max(
      0,
      steps.findLastIndex(({ span }) => span.start <= offset),
    );
  // A gap at the end is what is to be filled.
  return steps.at(-1)?.mark === 'gap' ? steps.length - 1 : steps.length;
}

const newsOf = (known: Known, run: RunId, choice: RegenerateParams['choice']): CandidatesChangedParams => ({
  run,
  exercise: known.opening.exercise.id,
  from: known.opening.from,
  candidates: viewsOf(known, choice),
});

/** All candidates of a run, the ones that can be accepted first and best. */
function viewsOf(known: Known, choice: RegenerateParams['choice']): CandidateView[] {
  const { candidates } = known;
  const all = [...candidates.values()];
  const places = placesOf(all, choice);
  const placed = places.map(({ candidate, agreeing, share }): CandidateView => {
    const one = candidates.get(candidate)!;
    const votes = { ...(one.answer ? { agreeing } : {}), ...(share === undefined ? {} : { share }) };
    return { ...viewOf(known, one), ...votes };
  });
  const rest = all.filter(({ index }) => places.every(({ candidate }) => candidate !== index));
  return [...placed, ...rest.sort((a, b) => a.index - b.index).map(one => viewOf(known, one))];
}

function viewOf({ opening, texts }: Known, candidate: Candidate): CandidateView {
  const { index, state, written, answer, score, refuted, cut, reason, steps, edit } = candidate;
  const after = edit && TextDocument.create('', '', 0, applied(opening.text, edit));
  return {
    index,
    state,
    length: written.length,
    lastLine: written.trimEnd().split('\n').at(-1)!.slice(-120),
    refuted,
    cut,
    steps: after ? steps.map(step => stepView(after, step, texts)) : [],
    ...(answer ? { answer: answer.text } : {}),
    ...(score === undefined ? {} : { score }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function stepView(after: TextDocument, { text, span, verdict, edit }: CandidateStep, texts: Texts): StepView {
  const mark = markOf(verdict);
  const { reward: _, ...figures } = figuresOf(verdict.score);
  const evidence = verdict.relations.find(({ answer }) => answer === 'fails')?.evidence;
  return {
    text,
    range: rangeIn(after, span),
    kind: verdict.kind,
    acceptable: edit !== undefined,
    ...(mark === undefined ? {} : { mark }),
    ...(evidence === undefined ? {} : { evidence: texts.evidence(evidence) }),
    ...figures,
  };
}
