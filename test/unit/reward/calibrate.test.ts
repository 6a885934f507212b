import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  calibrationLoss,
  fitCalibration,
  type LabelledState,
  thresholdFor,
} from '../../../server/src/reward/calibrate.ts';
import { sigmoid } from '../../../server/src/reward/implicit.ts';

/** States that are right with the chance that a known calibration gives them. */
function states(count: number, a: number, b: number, c: number): LabelledState[] {
  let seed = 7;
  const next = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  return Array.from({ length: count }, () => {
    const q = 4 * next() - 2;
    const tokens = Math.floor(200 * next());
    return { q, tokens, right: next() < sigmoid(a * q + b * tokens + c) };
  });
}

describe('calibration', () => {
  it('finds again what the data were made with', () => {
    const { a, b, c } = fitCalibration(states(20_000, 1.5, -0.01, 0.7));
    assert.ok(Math.abs(a - 1.5) < 0.1, `a ${a}`);
    assert.ok(Math.abs(b + 0.01) < 0.002, `b ${b}`);
    assert.ok(Math.abs(c - 0.7) < 0.15, `c ${c}`);
  });

  it('is the best there is: no small change is better', () => {
    const data = states(500, 1, -0.005, 0);
    const best = fitCalibration(data);
    const loss = calibrationLoss(best, data);
    for (const change of [{ a: 0.05 }, { a: -0.05 }, { b: 1e-3 }, { b: -1e-3 }, { c: 0.05 }, { c: -0.05 }]) {
      const moved = { a: best.a + (change.a ?? 0), b: best.b + (change.b ?? 0), c: best.c + (change.c ?? 0) };
      assert.ok(calibrationLoss(moved, data) > loss, JSON.stringify(change));
    }
  });

  it('stays finite where Q separates the labels perfectly', () => {
    const data = [-3, -2, -1, 1, 2, 3].map(q => ({ q, tokens: 10, right: q > 0 }));
    const { a, b, c } = fitCalibration(data);
    assert.ok([a, b, c].every(Number.isFinite));
    assert.ok(a > 1);
  });

  it('needs both kinds of labels', () => {
    assert.throws(() => fitCalibration([{ q: 1, tokens: 1, right: true }]), /right and of wrong/);
  });

  it('a threshold doubts no more of the right solutions than allowed', () => {
    const lowest = Array.from({ length: 100 }, (_, i) => i / 100);
    const threshold = thresholdFor(0.05, lowest);
    assert.equal(lowest.filter(score => score < threshold).length, 5);
    assert.equal(thresholdFor(0, lowest), 0);
  });
});
