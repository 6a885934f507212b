import type { Exercise, Passage, Span, Step } from './exercise.ts';

/**
 * Witnesses judge texts, not places: they get an exercise whose passages all begin at 0, and what they say of a span is
 * said in a passage's own characters. So a testimony stays true when the exercise moves, and is the same for the same text.
 * Nor are they told what is ignored: nobody has to be asked again when a reader changes that.
 */
export function detached(exercise: Exercise): Exercise {
  return {
    ...exercise,
    problem: loose(exercise.problem.text),
    steps: exercise.steps.map(({ reading: { text }, mark }): Step => {
      const reading = loose(text);
      return { text, span: reading.span, reading, ...(mark === 'gap' ? { mark } : {}) };
    }),
  };
}

const loose = (text: string): Passage => ({ text, span: { start: 0, end: text.length } });

/** Where a span of a passage's characters lies in the document today. */
export function inDocument(passage: Passage, span: Span): Span {
  const at = (i: number) => passage.span.start + (passage.origin?.[i] ?? i);
  if (span.end <= span.start) return { start: at(span.start), end: at(span.start) };
  return { start: at(span.start), end: at(span.end - 1) + 1 };
}

/**
 * Where a span of the old text lies in the new one, taking the difference as one edit: an edit inside stretches or shrinks
 * it, one that touches its border or swallows it makes it meaningless (undefined).
 */
export function moved(span: Span, before: string, after: string): Span | undefined {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shortest - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const end = before.length - tail;
  const growth = after.length - before.length;
  if (span.end <= start) return span;
  if (end <= span.start) return { start: span.start + growth, end: span.end + growth };
  if (span.start <= start && end <= span.end) return { start: span.start, end: span.end + growth };
  return undefined;
}
