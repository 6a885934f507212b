import type { CheckedRelation, Testimony, Unjudged, Witness } from '../witness.ts';
import type { Judgement } from './check.ts';
import { Checker, type CheckerOptions } from './checker.ts';

const gap: Unjudged = { code: 'gap', text: 'A gap: nothing is proved here.' };

/** The exact check as a witness: it says of every relation whether it holds, and keeps silent where it isn't certain. */
export function createExactWitness(options: CheckerOptions): Witness & { dispose(): Promise<void> } {
  const checker = new Checker(options);
  return {
    name: 'exact',
    async *testify(exercise, from, signal, wish): AsyncGenerator<Testimony> {
      const question = {
        problem: exercise.problem.text,
        steps: exercise.steps.map(step => step.reading.text),
        from,
        algebra: wish.algebra,
      };
      for await (const { step, judgements } of checker.check(question, signal)) {
        if (signal.aborted) return;
        if (exercise.steps[step]!.mark === 'gap') yield { witness: 'exact', step, unjudged: gap };
        else yield { witness: 'exact', step, relations: judgements.map(relationOf) };
      }
    },
    dispose: () => checker.dispose(),
  };
}

function relationOf({ span, answer, evidence, correction }: Judgement): CheckedRelation {
  return { span, answer, ...(evidence ? { evidence } : {}), ...(correction ? { correction } : {}) };
}
