import { stepKey } from '../ignored.ts';
import type { FeedbackParams, FeedbackRecord } from '../protocol.ts';
import type { Snapshot } from '../service.ts';
import { figuresOf } from './steps.ts';

/**
 * What a reader says of a step or of a whole solution, beside what Steplight said of it: labels for a later calibration. The
 * texts go with it only if the reader agreed; a record without them still counts right and wrong verdicts.
 */
export function feedback(
  snapshot: Snapshot,
  { position, about, right, texts }: FeedbackParams,
  prm: string | undefined,
): FeedbackRecord | null {
  const { document, judged } = snapshot;
  const offset = document.offsetAt(position);
  const found = judged.find(
    ({ exercise: { problem, solution } }) =>
      Math.min(problem.span.start, solution.start) <= offset && offset <= solution.end,
  );
  if (!found) return null;
  const { exercise, verdicts } = found;
  const here = exercise.steps.findIndex(({ span }) => offset <= span.end);
  const first = verdicts.findIndex(({ kind }) => kind === 'suspicious');
  const k = about === 'step' ? Math.max(0, here) : first;
  const { kind, by, score } = verdicts[Math.max(0, k)]!;
  return {
    about,
    right,
    step: k,
    steps: exercise.steps.length,
    key: stepKey(exercise, Math.max(0, k)),
    verdict: about === 'step' || first >= 0 ? kind : 'sound',
    by,
    ...(prm ? { prm } : {}),
    ...figuresOf(score),
    ...(texts
      ? { texts: { problem: exercise.problem.text, steps: exercise.steps.map(({ reading }) => reading.text) } }
      : {}),
  };
}
