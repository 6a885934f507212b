import type { Exercise, Span } from '../documents/exercise.ts';
import { detached } from '../documents/location.ts';
import { type ParsedDocument, type ParseOptions, parseSliced, selectionAsExercise } from '../documents/parse.ts';
import { exerciseStyle } from '../formulas/view.ts';
import type { Aggregation } from '../manifest.ts';
import { spoken } from '../phrase.ts';
import { type Verdict, verdicts } from '../reward/verdict.ts';
import type { Sensitivity } from '../settings.ts';
import type { CandidateTexts, Texts } from '../texts.ts';
import type { Testimony, Witness } from '../witness.ts';
import { type Answer, finalAnswer } from './answers.ts';
import { type Choice, type Place, ranking, scoreOf } from './choosing.ts';
import { applied, type Edit, editFor, type Opening, upTo } from './edit.ts';
import { type Ending, type Piece, SourceError } from './source.ts';

/** A step of a candidate as it would stand in the document, and what the witnesses say of it. */
export interface CandidateStep {
  readonly text: string;
  /** Where it lies in the document with the whole candidate accepted. */
  readonly span: Span;
  readonly verdict: Verdict;
  /** The edit that accepts the candidate up to this step; absent where the document can't be cut. */
  readonly edit?: Edit;
}

/** One candidate, as far as it is known. */
export interface Candidate {
  readonly index: number;
  /** `failed`: there is nothing in it that could be accepted, and `reason` says why. */
  readonly state: 'waiting' | 'writing' | 'scoring' | 'ready' | 'failed';
  /** What the source has written so far. */
  readonly written: string;
  /** Absent while it is being written. */
  readonly edit?: Edit;
  readonly steps: readonly CandidateStep[];
  readonly answer?: Answer;
  readonly score?: number;
  /** The exact check found something in it that doesn't hold. */
  readonly refuted: boolean;
  /** It was ended before it was complete: by a limit, by an error, or because the user had seen enough. */
  readonly cut: boolean;
  readonly reason?: string;
}

/** Everything one run of best-of-N needs. */
export interface Run {
  readonly opening: Opening;
  readonly n: number;
  /** Starts the writing of `n` candidates. */
  readonly write: (signal: AbortSignal) => AsyncIterable<Piece>;
  readonly witnesses: readonly Witness[];
  readonly parse: ParseOptions;
  readonly aggregation: Aggregation;
  readonly sensitivity: Sensitivity;
  readonly algebra: boolean;
  readonly texts: CandidateTexts;
  /** In the reader's language; English without. */
  readonly say?: Texts['said'];
  /** Called with every change of a candidate. */
  readonly changed: (candidate: Candidate) => void;
  /** Ends the writing; what is there is still read and scored, so that it can be chosen from. */
  readonly enough: AbortSignal;
  /** Ends everything: nobody looks any more. */
  readonly gone: AbortSignal;
}

/**
 * Writes N candidates for an opening and scores each as soon as it is complete. A candidate is read as the document would
 * read with it accepted: its steps and their verdicts are those that the user will see. Throws a `SourceError` when the
 * source can't write at all and nothing was written before.
 */
export async function regenerate(run: Run): Promise<Candidate[]> {
  const { opening, n, enough, gone } = run;
  const candidates = Array.from(
    { length: n },
    (_, index): Candidate => ({
      index,
      state: 'waiting',
      written: '',
      steps: [],
      refuted: false,
      cut: false,
    }),
  );
  const change = (index: number, news: Partial<Candidate>) => {
    if (gone.aborted) return;
    candidates[index] = { ...candidates[index]!, ...news };
    run.changed(candidates[index]!);
  };
  const before = parsed(opening.text, opening.language, run.parse, gone);
  // One after the other: the engine has one child, and the first candidate's scores are worth more than all halves.
  let scoring: Promise<void> = Promise.resolve();
  const complete = (index: number, ending: Ending, reason?: string) => {
    const { written } = candidates[index]!;
    const edit = editFor(opening, written);
    const because = reason === undefined ? {} : { reason };
    if ('refused' in edit) {
      change(index, { state: 'failed', reason: reason ?? run.texts.hindrance(edit.refused) });
      return;
    }
    change(index, { state: 'scoring', edit, cut: ending === 'cut', ...because });
    scoring = scoring.then(() => score(run, before, candidates[index]!, news => change(index, news)));
  };

  const stop = AbortSignal.any([enough, gone]);
  const { say = spoken } = run;
  let failure: SourceError | undefined;
  try {
    for await (const piece of run.write(stop)) {
      if (stop.aborted) break;
      const { candidate: index } = piece;
      if ('text' in piece) change(index, { state: 'writing', written: candidates[index]!.written + piece.text });
      else if ('ended' in piece) complete(index, piece.ended);
      else complete(index, 'cut', say(piece.failed));
    }
  } catch (error) {
    if (!stop.aborted) {
      if (!(error instanceof SourceError)) throw error;
      failure = error;
    }
  }
  const cutShort = failure && say(failure.sentence);
  for (const { index, state } of candidates) if (state === 'writing') complete(index, 'cut', cutShort);
  await scoring;
  if (failure && candidates.every(({ state }) => state === 'waiting' || state === 'failed')) throw failure;
  return candidates;
}

/** The candidates that can be accepted, from best to worst. `candidate` is a candidate's own index. */
export function placesOf(candidates: readonly Candidate[], choice: Choice): Place[] {
  const there = candidates.filter(({ state }) => state === 'ready' || state === 'scoring');
  const contenders = there.map(({ answer, score, refuted }) => ({
    ...(answer ? { answer: answer.key } : {}),
    ...(score === undefined ? {} : { score }),
    refuted,
  }));
  return ranking(contenders, choice).map(place => ({ ...place, candidate: there[place.candidate]!.index }));
}

/** Reads a candidate in its place and asks the witnesses about its steps. */
async function score(
  run: Run,
  before: Promise<ParsedDocument | undefined>,
  candidate: Candidate,
  change: (news: Partial<Candidate>) => void,
): Promise<void> {
  const { opening, witnesses, gone } = run;
  const edit = candidate.edit!;
  const exercise = await readIn(run, await before, edit);
  if (gone.aborted) return;
  if (!exercise || exercise.steps.length <= opening.from) {
    change({ state: 'failed', reason: run.texts.unreadable });
    return;
  }
  const answer = finalAnswer(
    exercise.steps
      .slice(opening.from)
      .map(step => step.reading.text)
      .join('\n\n'),
    exerciseStyle(exercise),
  );
  const testimonies: Testimony[] = [];
  const tell = (state: 'scoring' | 'ready') => {
    const said = verdicts(exercise, testimonies, witnesses, run.sensitivity).slice(opening.from);
    const score = scoreOf(
      run.aggregation,
      said.flatMap(verdict => verdict.score ?? []),
    );
    change({
      state,
      steps: said.map((verdict, k): CandidateStep => {
        const step = exercise.steps[opening.from + k]!;
        const part = upTo(edit, opening, step.span.end);
        return { text: step.text, span: step.span, verdict, ...(part ? { edit: part } : {}) };
      }),
      refuted: said.some(({ relations }) => relations.some(({ answer }) => answer === 'fails')),
      ...(answer ? { answer } : {}),
      ...(score === undefined ? {} : { score }),
    });
  };
  tell('scoring');
  const loose = detached(exercise);
  await Promise.all(
    witnesses.map(async witness => {
      const wish = { algebra: run.algebra, urgent: true };
      for await (const testimony of witness.testify(loose, opening.from, gone, wish)) {
        if (gone.aborted) return;
        testimonies.push(testimony);
        tell('scoring');
      }
    }),
  ).catch(error => {
    // A witness that fails costs the score, not the candidate.
    if (!gone.aborted) change({ reason: error instanceof Error ? error.message : String(error) });
  });
  tell('ready');
}

/** The exercise as it is when the edit is made. */
async function readIn(
  { opening, parse, gone }: Run,
  before: ParsedDocument | undefined,
  edit: Edit,
): Promise<Exercise | undefined> {
  const { text, language, exercise } = opening;
  const after = applied(text, edit);
  const { start, end } = exercise.solution;
  if (exercise.id.startsWith('selection-'))
    return selectionAsExercise(after, { start, end: end + after.length - text.length }, language, parse);
  const found = before && (await parsed(after, language, parse, gone, before));
  const own = before?.exercises.findIndex(one => one.solution.start === start) ?? -1;
  return own < 0 ? undefined : found?.exercises[own];
}

/** Parses in slices, giving way between them: a document may be long. */
export async function parsed(
  text: string,
  language: string,
  options: ParseOptions,
  gone: AbortSignal,
  before?: ParsedDocument,
): Promise<ParsedDocument | undefined> {
  const parsing = parseSliced(text, language, options, before);
  for (let slice = parsing.next(); ; slice = parsing.next()) {
    if (slice.done) return slice.value;
    await new Promise<void>(resolve => setImmediate(resolve));
    if (gone.aborted) return undefined;
  }
}
