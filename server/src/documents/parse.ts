import type { ReadSection } from './draft.ts';
import type { Exercise, Span } from './exercise.ts';
import { languages } from './languages.ts';
import { finished } from './placing.ts';
import { type Nameless, reconcile } from './reconcile.ts';

/** What a step is: a block of text, a line (rows of aligned formulas, list items), or a sentence. */
export type Granularity = 'paragraph' | 'line' | 'sentence';

export interface ParseOptions {
  readonly granularity: Granularity;
  /** Words beside the built-in ones that open a solution ("Lösungsweg"). */
  readonly solutionWords: readonly string[];
  /** Words beside the built-in ones that open a problem. */
  readonly problemWords: readonly string[];
}

export const defaultParseOptions: ParseOptions = { granularity: 'paragraph', solutionWords: [], problemWords: [] };

/** What the document itself asks for, in front matter. */
export interface DocumentWishes {
  readonly prm?: string;
  readonly off?: boolean;
}

export interface ParsedDocument {
  readonly language: string;
  readonly exercises: readonly Exercise[];
  readonly wishes: DocumentWishes;
  /** What the next parse takes over where the text is the same. */
  readonly sections?: readonly ReadSection[];
}

/**
 * The exercises of a text. `before` is what was found in its last state: sections that read the same aren't parsed again,
 * and exercises keep their identity. A language Steplight doesn't know has no exercises. Never throws.
 */
export function parse(text: string, language: string, options: ParseOptions, before?: ParsedDocument): ParsedDocument {
  return finished(parseSliced(text, language, options, before));
}

/**
 * The same in slices of a few milliseconds each: a caller that must stay responsive gives way between them. The first parse
 * of a large document takes longer than an event loop may be held; a parse after an edit is short.
 */
export function* parseSliced(
  text: string,
  language: string,
  options: ParseOptions,
  before?: ParsedDocument,
): Generator<undefined, ParsedDocument> {
  const reader = languages.get(language);
  if (!reader) return { language, exercises: [], wishes: {} };
  const known = before?.language === language ? before : undefined;
  const lines = loneReturns(text);
  const draft = yield* reader.read(lines, options, known?.sections ?? []);
  yield;
  const found = lines === text ? draft.exercises : draft.exercises.map(exercise => asWritten(text, exercise));
  return {
    language,
    exercises: draft.wishes.off ? [] : yield* reconcile(found, known?.exercises ?? []),
    wishes: draft.wishes,
    ...(draft.sections ? { sections: draft.sections } : {}),
  };
}

/**
 * A selection as the solution of an exercise, whatever the document around it looks like: its steps are cut as those of any
 * solution, its problem is that of the exercise it lies in, or what stands before it. Nothing when it holds no text.
 */
export function selectionAsExercise(
  text: string,
  span: Span,
  language: string,
  options: ParseOptions,
): Exercise | undefined {
  const exercise = languages.get(language)?.select(loneReturns(text), span, options);
  return exercise && { id: `selection-${span.start}-${span.end}`, ...asWritten(text, exercise) };
}

/** The exercise with the document's own slices for the texts of its steps. */
const asWritten = (text: string, exercise: Nameless): Nameless => ({
  ...exercise,
  steps: exercise.steps.map(step => ({ ...step, text: text.slice(step.span.start, step.span.end) })),
});

/** Old Macintosh line ends as LF, of the same length, so that every offset stays. */
function loneReturns(text: string): string {
  return /\r(?!\n)/.test(text) ? text.replace(/\r(?!\n)/g, '\n') : text;
}
