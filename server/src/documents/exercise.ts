/** A stretch of the document in UTF-16 offsets, end exclusive: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Text taken out of a document, with the way back: the character `i` of `text` came from the document's offset
 * `span.start + (origin?.[i] ?? i)`. Without `origin` the text is the slice itself. Offsets are relative to the span, so
 * that a passage which only moved is still the same passage.
 */
export interface Passage {
  readonly text: string;
  readonly span: Span;
  readonly origin?: ArrayLike<number>;
}

/** Why a step gets no verdict, whatever the witnesses say. */
export type StepMark = 'ignored' | 'gap';

/** The unit that gets a score. `text` is exactly the document's slice; `reading` is what a PRM reads of it. */
export interface Step {
  readonly text: string;
  readonly span: Span;
  /** The step without what isn't the writer's reasoning: quote marks, list markers, directives, indentation. */
  readonly reading: Passage;
  /** `ignored` by a directive: judged in silence; `gap` for `sorry` and the like: reported, never scored. */
  readonly mark?: StepMark;
}

/** A problem and one solution of it. */
export interface Exercise {
  /** Stays the same while the exercise is the same to its writer, through edits elsewhere and inside. */
  readonly id: string;
  /** The problem may be stated in front matter or a directive, or be empty when nobody stated it. */
  readonly problem: Passage;
  readonly solution: Span;
  readonly steps: readonly Step[];
}

/**
 * The first step that is another one for a witness, by its reading, its problem, as a gap, or as the solution's last one, for
 * which the end of the turn counts; `after.steps.length` when none is. To ignore a step changes nothing of that: witnesses read it all the same, because later steps build on it.
 */
export function firstChange(before: Exercise, after: Exercise): number {
  if (before.problem.text !== after.problem.text) return 0;
  const shared = Math.min(before.steps.length, after.steps.length);
  const anotherEnd = before.steps.length !== after.steps.length;
  for (let k = 0; k < shared; k++) {
    const a = before.steps[k]!;
    const b = after.steps[k]!;
    if (a.reading.text !== b.reading.text || isGap(a) !== isGap(b)) return k;
    if (anotherEnd && k === shared - 1) return k;
  }
  return shared;
}

const isGap = ({ mark }: Step) => mark === 'gap';
