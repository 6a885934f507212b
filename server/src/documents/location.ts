import type { Exercise, Passage, Span, Step } from './exercise.ts';

/**
 * Witnesses judge texts, not places: they get an exercise whose passages all begin at 0, and what they say of a span is
 * said in a passage's own characters. So a testimony stays true when the exercise moves, and is the same for the same text.
 */
export function detached(exercise: Exercise): Exercise {
  return {
    ...exercise,
    problem: loose(exercise.problem.text),
    steps: exercise.steps.map((step): Step => {
      const reading = loose(step.reading.text);
      return { ...step, text: reading.text, span: reading.span, reading };
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
