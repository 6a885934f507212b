import { createHash } from 'node:crypto';
import type { Exercise } from './documents/exercise.ts';

/** Names a step by what it says and the problem it is to solve, wherever it stands and whatever its score. */
export function stepKey({ problem, steps }: Exercise, k: number): string {
  const said = [problem.text, steps[k]!.reading.text].map(text => text.replace(/\s+/g, ' ').trim());
  return createHash('sha256').update(said.join('\0')).digest('base64url').slice(0, 22);
}

/** The exercise with those steps marked as ignored that the user asked to ignore. */
export function withIgnored(exercise: Exercise, keys: ReadonlySet<string>): Exercise {
  if (keys.size === 0) return exercise;
  const steps = exercise.steps.map((step, k) =>
    step.mark === undefined && keys.has(stepKey(exercise, k)) ? { ...step, mark: 'ignored' as const } : step,
  );
  return { ...exercise, steps };
}
