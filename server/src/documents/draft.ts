import type { Span, Step, StepMark } from './exercise.ts';
import { type Ignores, ignoredSteps, ignoresBetween, ignoresOf } from './ignore.ts';
import type { Leaf } from './outline.ts';
import type { DocumentWishes, ParseOptions } from './parse.ts';
import { type Dialect, owned, type Part, read } from './reading.ts';
import { type Conditions, type Found, recognise } from './recognise.ts';
import type { Nameless } from './reconcile.ts';
import { type Cut, cutSteps } from './steps.ts';
import type { Words } from './words.ts';

/** One section's part of what a parse found, kept for the next parse of the same language, which alone knows what is in it. */
export interface ReadSection {
  readonly text: string;
}

export interface LeafSection extends ReadSection {
  readonly leaves: readonly Leaf[];
  /** The words it was read with. */
  readonly words: Words;
}

/** What a language found in a text. */
export interface Draft {
  readonly exercises: readonly Nameless[];
  readonly wishes: DocumentWishes;
  readonly sections?: readonly ReadSection[];
}

export interface Language {
  readonly read: Reader;
  /** A stretch of a text as the solution of an exercise; nothing when it holds no step. */
  readonly select: (text: string, span: Span, options: ParseOptions) => Nameless | undefined;
}

/** Reads a text in slices: between two of them its caller may let others run. */
export type Reader = (
  text: string,
  options: ParseOptions,
  before: readonly ReadSection[],
) => Generator<undefined, Draft>;

/** Whether a directive asks to leave the whole document alone. */
export const switchedOff = (leaves: readonly Leaf[]): boolean => leaves.some(leaf => leaf.directive?.kind === 'off');

/** The exercises that leaves of a document make. */
export function* fromLeaves(
  text: string,
  leaves: readonly Leaf[],
  conditions: Conditions,
  options: ParseOptions,
  dialect: Dialect,
): Generator<undefined, Nameless[]> {
  const directives = leaves.flatMap(leaf => (leaf.directive ? [{ at: leaf, directive: leaf.directive }] : []));
  const ignores = ignoresOf(directives, text.length);
  const exercises: Nameless[] = [];
  let characters = 0;
  let done = 0;
  yield;
  for (const found of recognise(leaves, conditions)) {
    const exercise = fromFound(text, found, options, dialect, { ignores, from: done });
    if (!exercise) continue;
    exercises.push(exercise);
    done = exercise.solution.end;
    characters += exercise.solution.end - exercise.solution.start;
    if (characters > 50_000) {
      characters = 0;
      yield;
    }
  }
  return exercises;
}

export function fromFound(
  text: string,
  found: Found,
  options: ParseOptions,
  dialect: Dialect,
  ignoring?: { readonly ignores: Ignores; readonly from: number },
): Nameless | undefined {
  const cuts = cutSteps(text, found.solution, found.within, options.granularity, dialect === 'latex');
  if (cuts.length === 0) return undefined;
  const parts: Part[] =
    'stated' in found.problem
      ? [{ ...found.problem.stated, form: 'prose', quote: 0 }]
      : found.problem.leaves.map(leaf => ({
          start: leaf.start,
          end: leaf.end,
          quote: leaf.quote,
          form: leaf.kind === 'code' || leaf.kind === 'table' ? 'code' : 'prose',
        }));
  const spans = cuts.map(cut => ({ start: cut[0]!.start, end: cut[cut.length - 1]!.end }));
  const end = spans[spans.length - 1]!.end;
  // An ignore behind the exercise before is for the first step of this one.
  const ignored = ignoring
    ? ignoredSteps(spans, ignoresBetween(ignoring.ignores, ignoring.from, end))
    : new Set<number>();
  return exerciseOf(text, parts, cuts, dialect, ignored);
}

/** An exercise from its parts: the problem's, and those of each step. */
export function exerciseOf(
  text: string,
  problem: readonly Part[],
  cuts: readonly Cut[],
  dialect: Dialect,
  ignored: ReadonlySet<number>,
  gaps: ReadonlySet<number> = new Set(),
): Nameless {
  const steps = cuts.map((cut, k) =>
    stepOf(text, cut, dialect, gaps.has(k) ? 'gap' : ignored.has(k) ? 'ignored' : undefined),
  );
  const solution: Span = { start: steps[0]!.span.start, end: steps[steps.length - 1]!.span.end };
  const nowhere = { start: solution.start, end: solution.start };
  return {
    problem: problem.length === 0 ? { text: '', span: nowhere } : read(text, problem, dialect),
    solution,
    steps,
  };
}

function stepOf(text: string, cut: Cut, dialect: Dialect, mark: StepMark | undefined): Step {
  const span: Span = { start: cut[0]!.start, end: cut[cut.length - 1]!.end };
  const reading = read(text, cut, dialect);
  const whole = reading.origin === undefined;
  const slice = whole ? reading.text : owned(text.slice(span.start, span.end));
  return { text: slice, span, reading, ...(mark ? { mark } : {}) };
}
