import { setTimeout as sleep } from 'node:timers/promises';
import type { StepScore, Testimony, Witness } from '../../server/src/witness.ts';

/**
 * A PRM for tests: a step with the word "wrong" costs 2, every other earns 0.5; a step with "explode" throws. It tells each
 * question it gets, so that a test can see what was asked again. The product contains nothing of the kind.
 */
export function fakeWitness(delay: number, asked: (question: string) => void): Witness {
  return {
    name: 'prm',
    readsWords: true,
    async *testify(exercise, from, signal): AsyncGenerator<Testimony> {
      let q = 0;
      for (const [step, { reading, mark }] of exercise.steps.entries()) {
        const reward = /wrong/i.test(reading.text) ? -2 : 0.5;
        q += reward;
        if (step < from) continue;
        asked(reading.text.trim().slice(0, 60));
        if (delay > 0) await sleep(delay, undefined, { signal }).catch(() => {});
        if (signal.aborted) return;
        if (/explode/i.test(reading.text)) throw new Error('The fake witness exploded, as it was told to.');
        if (mark) yield { step, witness: 'prm', unjudged: { code: mark, text: mark } };
        else yield { step, witness: 'prm', score: score(reward, q, reading.text) };
      }
    },
  };
}

function score(reward: number, q: number, text: string): StepScore {
  const onTrack = 1 / (1 + Math.exp(-q));
  const suspicious = { cautious: onTrack < 0.2, balanced: onTrack < 0.4, strict: onTrack < 0.5 };
  return { reward, q, onTrack, suspicious, tokens: [{ span: { start: 0, end: text.length }, reward }] };
}
