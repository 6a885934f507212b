import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Choice, type Contender, choices, ranking, scoreOf } from '../../../server/src/generate/choosing.ts';
import type { StepScore } from '../../../server/src/witness.ts';

const contender = (answer: string | undefined, score: number | undefined, refuted = false): Contender => ({
  ...(answer === undefined ? {} : { answer }),
  ...(score === undefined ? {} : { score }),
  refuted,
});
const order = (contenders: readonly Contender[], choice: Choice) =>
  ranking(contenders, choice).map(({ candidate }) => candidate);

describe('choosing', () => {
  // Two agree on 5 with little belief, one says 6 with much, two say 7 with middling.
  const five = [contender('5', -1), contender('6', 3), contender('5', -2), contender('7', 0.4), contender('7', 0)];

  it('by score takes the candidate that the PRM likes best, whatever the others say', () => {
    assert.deepEqual(order(five, 'best'), [1, 3, 4, 0, 2]);
    assert.equal(ranking(five, 'best')[0]!.share, undefined);
  });

  it('by majority takes the most frequent answer, ties by score', () => {
    // 5 and 7 have two votes each; the best 7 has the better score, so 7 comes first.
    assert.deepEqual(order([...five, contender('5', -3)], 'majority'), [0, 2, 5, 3, 4, 1]);
    assert.deepEqual(ranking([...five, contender('5', -3)], 'majority')[0], { candidate: 0, agreeing: 3, share: 0.5 });
  });

  it('by weighted vote adds σ(score) over equal answers', () => {
    // σ(−1)+σ(−2) = .269+.119 = .388;  σ(3) = .953;  σ(.4)+σ(0) = .599+.5 = 1.099.
    const places = ranking(five, 'weighted');
    assert.deepEqual(
      places.map(({ candidate }) => candidate),
      [3, 4, 1, 0, 2],
    );
    assert.ok(Math.abs(places[0]!.share! - 1.099 / (0.388 + 0.953 + 1.099)) < 1e-3);
    assert.deepEqual(
      places.map(({ agreeing }) => agreeing),
      [2, 2, 1, 2, 2],
    );
  });

  it('lets a majority of doubtful candidates lose against one that is sure, and only so far', () => {
    const sure = contender('right', 4);
    const doubtful = contender('wrong', -2);
    assert.equal(order([doubtful, doubtful, doubtful, sure], 'majority')[0], 0);
    assert.equal(order([doubtful, doubtful, doubtful, sure], 'weighted')[0], 3);
    assert.equal(order([...Array(9).fill(doubtful), sure], 'weighted')[0], 0);
  });

  it('gives a refuted candidate no vote and the last place', () => {
    const places = ranking(
      [contender('5', 9, true), contender('5', 1), contender('6', 2), contender('6', 0)],
      'weighted',
    );
    assert.deepEqual(
      places.map(({ candidate }) => candidate),
      [2, 3, 1, 0],
    );
  });

  it('counts a candidate without a score as one of which nothing is known, and one without an answer as alone', () => {
    const places = ranking(
      [contender(undefined, undefined), contender('5', undefined), contender('5', undefined), contender(undefined, 1)],
      'weighted',
    );
    assert.deepEqual(
      places.map(({ candidate }) => candidate),
      [1, 2, 3, 0],
    );
    assert.deepEqual(
      places.map(({ agreeing }) => agreeing),
      [2, 2, 1, 1],
    );
  });

  it('places every candidate once, and shares that sum to one over the answers', () => {
    const some = fc.array(
      fc.record({
        answer: fc.constantFrom(undefined, 'a', 'b', 'c'),
        score: fc.option(fc.double({ min: -20, max: 20, noNaN: true }), { nil: undefined }),
        refuted: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(some, fc.constantFrom(...choices), (all, choice) => {
        const contenders = all.map(({ answer, score, refuted }) => contender(answer, score, refuted));
        const places = ranking(contenders, choice);
        assert.deepEqual(
          places.map(({ candidate }) => candidate).sort((a, b) => a - b),
          contenders.map((_, k) => k),
        );
        if (choice === 'best' || contenders.every(({ refuted }) => refuted)) return;
        const shares = new Map(
          places.map(({ candidate, share }) => [contenders[candidate]!.answer ?? candidate, share!]),
        );
        assert.ok(Math.abs([...shares.values()].reduce((a, b) => a + b) - 1) < 1e-9);
      }),
    );
  });
});

describe('the score of a candidate', () => {
  const step = (reward: number, q: number, onTrack?: number): StepScore => ({
    reward,
    q,
    ...(onTrack === undefined ? {} : { onTrack }),
    suspicious: { cautious: false, balanced: false, strict: false },
    tokens: [],
  });
  const steps = [step(2, 2, 0.9), step(-1, 1, 0.8), step(0.5, 1.5, 0.5)];

  it('follows the aggregation', () => {
    assert.equal(scoreOf('min', steps), -1);
    assert.equal(scoreOf('last', steps), 1.5);
    assert.equal(scoreOf('sum', steps), 1.5);
    assert.equal(scoreOf('mean', steps), 0.5);
    assert.ok(Math.abs(scoreOf('product', steps)! - 0.36) < 1e-12);
    assert.equal(scoreOf('product', [step(0, 0)]), 0.5);
  });

  it('of a PRM that says chances is such that a vote weighs with what they come to', () => {
    const suspicious = { cautious: false, balanced: false, strict: false };
    const chances = [0.9, 0.5, 0.8].map((chance): StepScore => ({ chance, suspicious }));
    const weight = (how: Parameters<typeof scoreOf>[0]) => 1 / (1 + Math.exp(-scoreOf(how, chances)!));
    const expected = { min: 0.5, last: 0.8, product: 0.36, mean: 2.2 / 3, sum: 2.2 / 3 } as const;
    for (const [how, chance] of Object.entries(expected)) {
      assert.ok(Math.abs(weight(how as keyof typeof expected) - chance) < 1e-9, how);
    }
    assert.ok(
      Number.isFinite(
        scoreOf('min', [
          { chance: 0, suspicious },
          { chance: 1, suspicious },
        ]),
      ),
    );
    assert.ok(Number.isFinite(scoreOf('min', [{ chance: 1, suspicious }])));
  });

  it('is absent when no step could be judged', () => {
    assert.equal(scoreOf('min', []), undefined);
  });
});
