import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aggregate } from '../../../server/src/reward/aggregate.ts';
import { majority, weighted } from '../../../server/src/reward/votes.ts';

it('a solution’s score out of its steps’ scores', () => {
  const scores = [0.5, 0.2, 0.8];
  const results = (['min', 'last', 'sum', 'mean', 'product'] as const).map(how => aggregate(how, scores));
  assert.deepEqual(results, [0.2, 0.8, 1.5, 0.5, 0.5 * 0.2 * 0.8]);
  assert.equal(aggregate('min', []), 0);
});

describe('votes over candidates with equal answers', () => {
  const ballots = [
    { answer: '7', score: -2 },
    { answer: '12', score: 3 },
    { answer: '7', score: -2 },
    { answer: '5', score: 0 },
  ];
  it('majority: one each', () => {
    assert.deepEqual(
      majority(ballots).map(({ answer, weight }) => [answer, weight]),
      [
        ['7', 2],
        ['12', 1],
        ['5', 1],
      ],
    );
  });
  it('weighted: σ(score) each, so that one the PRM believes in beats two it does not', () => {
    const [best, ...rest] = weighted(ballots);
    assert.equal(best!.answer, '12');
    assert.ok(Math.abs(best!.weight - 0.9525741268224334) < 1e-12);
    assert.deepEqual(
      rest.map(({ answer }) => answer),
      ['5', '7'],
    );
  });
  it('nobody voted', () => {
    assert.deepEqual(majority([]), []);
  });
});
