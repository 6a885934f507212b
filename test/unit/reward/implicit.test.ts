import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  after,
  atStart,
  inRange,
  judgedBy,
  nothingRead,
  onTrack,
  read,
  tokenRewards,
} from '../../../server/src/reward/implicit.ts';

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} ${expected}`);

// Two steps of two tokens; β = 0.5.
const first = { policy: [-1, -2], reference: [-2, -1.5] };
const second = { policy: [-0.5, -3], reference: [-0.5, -1] };

describe('implicit rewards, worked out', () => {
  it('a token is worth β times the log-ratio', () => {
    // 0.5·(−1 − −2) = 0.5; 0.5·(−2 − −1.5) = −0.25
    assert.deepEqual(tokenRewards(first, 0.5), [0.5, -0.25]);
    assert.deepEqual(tokenRewards({ policy: [-1, -2] }, 0.5), [-0.5, -1], 'without a reference');
  });

  it('Q runs on, and a step is worth its difference', () => {
    const one = after(atStart, tokenRewards(first, 0.5));
    const two = after(one, tokenRewards(second, 0.5));
    assert.deepEqual(one, { q: 0.25, tokens: 2 });
    assert.deepEqual(two, { q: -0.75, tokens: 4 });
  });

  it('Q is the whole solution’s reward, however it is cut into steps', () => {
    const logProb = fc.double({ min: -20, max: 0, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(logProb, logProb), { minLength: 1 }), fc.nat(), (tokens, cut) => {
        const rewards = tokens.map(([policy, reference]) => 0.05 * (policy - reference));
        const at = cut % tokens.length;
        const split = after(after(atStart, rewards.slice(0, at)), rewards.slice(at));
        close(split.q, after(atStart, rewards).q);
        assert.equal(split.tokens, tokens.length);
      }),
    );
  });

  it('the chance to be right follows from Q and the length', () => {
    const calibration = { a: 2, b: -0.1, c: 0.5 };
    // 2·0.25 − 0.1·2 + 0.5 = 0.8; σ(0.8) = 0.68997…
    close(onTrack(calibration, { q: 0.25, tokens: 2 }), 0.6899744811276125);
  });

  it('a step is judged by Q at its end, or by its own reward', () => {
    const calibration = { a: 2, b: 0, c: 0 };
    const [before, end] = [
      { q: 1, tokens: 2 },
      { q: 0.5, tokens: 4 },
    ];
    close(judgedBy('cumulative', calibration, before, end), 1 / (1 + Math.exp(-1)));
    close(judgedBy('difference', calibration, before, end), 1 / (1 + Math.exp(1)));
  });

  it('a step that surprises the reference more, or less, than calibration did is out of range', () => {
    const over = (extent: 'step' | 'solution') => ({ over: extent, meanLogProb: { min: -1.5, max: -0.1 } });
    const [step, solution] = [read(nothingRead, second), read(read(nothingRead, first), second)];
    assert.equal(inRange(over('step'), step, solution), true, 'mean −0.75');
    assert.equal(inRange(over('step'), read(nothingRead, first), step), false, 'mean −1.75');
    const sure = read(nothingRead, { policy: [-9], reference: [-0.01] });
    assert.equal(inRange(over('step'), sure, sure), false);
    assert.equal(inRange(undefined, sure, sure), true);
    assert.equal(inRange(over('step'), nothingRead, nothingRead), true);
    assert.equal(inRange(over('solution'), read(nothingRead, first), step), true, 'what led to it was familiar');
  });
});
