import type { CheckedRelation, Testimony, Witness } from '../../server/src/witness.ts';

/** An exact check for tests that knows one multiplication: "12 · 13" is 156. The product contains nothing of the kind. */
export function fakeExactWitness(): Witness {
  return {
    name: 'exact',
    async *testify(exercise, from): AsyncGenerator<Testimony> {
      for (const [step, { reading }] of exercise.steps.entries())
        if (step >= from) yield { step, witness: 'exact', relations: relationsIn(reading.text) };
    },
  };
}

function relationsIn(text: string): CheckedRelation[] {
  const match = /12 (?:\\cdot|·|\*) 13 = (\d+)/.exec(text);
  if (!match) return [];
  const span = { start: match.index, end: match.index + match[0].length };
  const answer = match[1]!;
  if (answer === '156') return [{ span, answer: 'holds' }];
  const correction = { span: { start: span.end - answer.length, end: span.end }, text: '156' };
  return [
    {
      span,
      answer: 'fails',
      evidence: { kind: 'other', side: '12·13', value: { exact: '156' }, claimed: answer },
      correction,
    },
  ];
}
