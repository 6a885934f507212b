import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  auc,
  bestOfN,
  bestThreshold,
  bootstrapInterval,
  coverage,
  ece,
  f1,
  firstErrorFigures,
  firstFlagged,
  guessedFigures,
  type JudgedSolution,
  lowestIsLast,
  mean,
  passAt,
  reliability,
  type Sample,
  seededRandom,
  stepForecasts,
} from '../../../server/src/reward/metrics.ts';

const near = (actual: number | null, expected: number, tolerance = 1e-9) =>
  assert.ok(actual !== null && Math.abs(actual - expected) <= tolerance, `${actual} isn't ${expected}`);

/** A solution by its scores: null where a step has none. */
const solution = (firstError: number | null, ...scores: (number | null)[]): JudgedSolution => ({
  firstError,
  steps: scores.map(score => ({ judged: score !== null, score, onTrack: score })),
});

describe('first errors', () => {
  it("F1 is the harmonic mean: EurusPRM-Stage2's published row on GSM8K is 51.2 and 44.0, and so 47.3", () => {
    near(f1(51.2, 44.0), 47.3, 0.05);
    assert.equal(f1(0, 0), 0);
    assert.equal(f1(1, 0), 0);
  });

  it('counts a wrong solution when its first wrong step is named, a right one when it is left alone', () => {
    const figures = firstErrorFigures([
      { firstError: 2, flagged: 2 },
      { firstError: 2, flagged: 1 },
      { firstError: 0, flagged: null },
      { firstError: 4, flagged: 4 },
      { firstError: null, flagged: null },
      { firstError: null, flagged: 3 },
    ]);
    assert.deepEqual(figures, {
      f1: 0.5,
      errorAccuracy: 0.5,
      correctAccuracy: 0.5,
      warningPrecision: 0.5,
      falseAlarmRate: 0.5,
    });
  });

  it('a warning precision needs a warning', () => {
    const figures = firstErrorFigures([
      { firstError: 0, flagged: null },
      { firstError: null, flagged: null },
    ]);
    assert.deepEqual([figures.warningPrecision, figures.f1, figures.falseAlarmRate], [null, 0, 0]);
  });

  it('guessing is calculated, not tried: a chance of 1 in n + 1 for each solution', () => {
    const solutions = [
      { firstError: 0, steps: 1 },
      { firstError: 2, steps: 3 },
      { firstError: null, steps: 4 },
    ];
    const figures = guessedFigures(solutions);
    near(figures.errorAccuracy, (1 / 2 + 1 / 4) / 2);
    near(figures.correctAccuracy, 1 / 5);
    near(figures.falseAlarmRate, 4 / 5);
    near(figures.warningPrecision, (1 / 2 + 1 / 4) / (1 / 2 + 3 / 4 + 4 / 5));
  });

  it('the first step below the threshold is flagged, whatever the exact check has settled', () => {
    const one = solution(1, 0.9, 0.2, 0.1);
    assert.equal(firstFlagged(one, 0.5), 1);
    assert.equal(firstFlagged(one, 0.15), 2);
    assert.equal(firstFlagged(one, 0.1), null);
    const right = { ...one, steps: one.steps.with(1, { ...one.steps[1]!, settled: 'right' as const }) };
    assert.equal(firstFlagged(right, 0.5), 2);
    const wrong = { ...one, steps: one.steps.with(0, { ...one.steps[0]!, settled: 'wrong' as const }) };
    assert.equal(firstFlagged(wrong, 0), 0);
  });
});

describe('the best threshold', () => {
  it('separates what can be separated', () => {
    const solutions = [solution(1, 0.9, 0.3, 0.2), solution(0, 0.1, 0.4), solution(null, 0.8, 0.6)];
    const threshold = bestThreshold(solutions);
    near(threshold, 0.45);
    const flagged = solutions.map(one => firstFlagged(one, threshold));
    assert.deepEqual(flagged, [1, 0, null]);
  });

  it('no threshold does better, as trying them all shows', () => {
    const score = fc.option(fc.integer({ min: 0, max: 8 }), { nil: null });
    const settled = fc.constantFrom(undefined, undefined, undefined, 'wrong' as const, 'right' as const);
    const step = fc.record({ score, settled }).map(({ score, settled }) => ({
      judged: true,
      score,
      onTrack: null,
      ...(settled ? { settled } : {}),
    }));
    const one = fc
      .tuple(fc.array(step, { minLength: 1, maxLength: 5 }), fc.nat(10))
      .map(([steps, at]): JudgedSolution => ({ steps, firstError: at < steps.length ? at : null }));
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 12 }), solutions => {
        const at = (threshold: number) =>
          firstErrorFigures(
            solutions.map(one => ({ firstError: one.firstError, flagged: firstFlagged(one, threshold) })),
          ).f1;
        const best = Math.max(...Array.from({ length: 11 }, (_, i) => at(i - 0.5)));
        near(at(bestThreshold(solutions)), best);
      }),
    );
  });
});

describe('chances', () => {
  it('AUC is the share of pairs in the right order, ties half', () => {
    const scored = (pairs: [number, boolean][]) => pairs.map(([score, right]) => ({ score, right }));
    near(
      auc(
        scored([
          [0.9, true],
          [0.8, false],
          [0.7, true],
          [0.1, false],
        ]),
      ),
      3 / 4,
    );
    near(
      auc(
        scored([
          [0.5, true],
          [0.5, false],
        ]),
      ),
      1 / 2,
    );
    assert.equal(auc(scored([[0.5, true]])), null);
    const lowest = -Number.MAX_VALUE;
    near(
      auc(
        scored([
          [lowest, false],
          [lowest, false],
          [0.2, true],
        ]),
      ),
      1,
    );
  });

  it('AUC by ranks equals AUC by pairs', () => {
    const one = fc.record({ score: fc.integer({ min: 0, max: 6 }), right: fc.boolean() });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), scored => {
        const pairs = scored
          .filter(({ right }) => right)
          .flatMap(a =>
            scored.filter(({ right }) => !right).map(b => (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0)),
          );
        if (pairs.length === 0) assert.equal(auc(scored), null);
        else near(auc(scored), mean(pairs));
      }),
    );
  });

  it('ECE is the mean gap between what was said and what happened, weighted by bins', () => {
    const forecasts = [
      { chance: 0.95, happened: true },
      { chance: 0.85, happened: false },
      { chance: 0.15, happened: false },
      { chance: 0.15, happened: true },
    ];
    // Bins: 0.9–1: |0.95 − 1|; 0.8–0.9: |0.85 − 0|; 0.1–0.2: |0.15 − 0.5| twice.
    near(ece(forecasts), (0.05 + 0.85 + 2 * 0.35) / 4);
    assert.deepEqual(
      reliability(forecasts).map(({ from, count, happened }) => [from, count, happened]),
      [
        [0.1, 2, 0.5],
        [0.8, 1, 0],
        [0.9, 1, 1],
      ],
    );
    assert.equal(ece([]), null);
    near(ece([{ chance: 1, happened: true }]), 0);
  });

  it('a solution is right up to its first wrong step, and wrong from there on', () => {
    assert.deepEqual(stepForecasts([solution(1, 0.9, 0.4, 0.3), solution(null, null, 0.8)]), [
      { chance: 0.9, happened: true },
      { chance: 0.4, happened: false },
      { chance: 0.3, happened: false },
      { chance: 0.8, happened: true },
    ]);
  });

  it('coverage counts steps; the shift to the end counts solutions', () => {
    assert.equal(coverage([solution(null, 0.5, null), solution(null, null, null)]), 1 / 4);
    assert.equal(lowestIsLast([[3, 2, 1], [1, 2], [5]]), 1 / 2);
    assert.equal(lowestIsLast([[1]]), null);
  });
});

describe('best of N', () => {
  const samples = (text: string): Sample[] =>
    [...text].map((c, i) => ({ correct: c === '+', score: -i, answer: c === '+' ? 'right' : String(i) }));

  it('one sample is pass@1, all samples are the best-scored one', () => {
    near(bestOfN(samples('-+-+'), 1), 1 / 2);
    near(bestOfN(samples('-+-+'), 4), 0);
    near(bestOfN(samples('+--'), 3), 1);
  });

  it('two of four: every pair, its better half', () => {
    // Pairs of ranks: 12 13 14 → sample 1 (wrong); 23 24 → sample 2 (right); 34 → sample 3 (wrong).
    near(bestOfN(samples('-+-+'), 2), 2 / 6);
    near(passAt(samples('-+-+'), 2), 5 / 6);
    assert.equal(passAt(samples('---'), 2), 0);
    assert.equal(passAt(samples('++-'), 2), 1);
  });

  it('equal scores share their luck', () => {
    const tied = samples('+-').map(one => ({ ...one, score: 1 }));
    near(bestOfN(tied, 2), 1 / 2);
  });

  it('the formula agrees with choosing every subset', () => {
    const sample = fc.record({
      correct: fc.boolean(),
      score: fc.integer({ min: 0, max: 50 }),
      answer: fc.constant(''),
    });
    const pool = fc.uniqueArray(sample, { minLength: 1, maxLength: 6, selector: ({ score }) => score });
    fc.assert(
      fc.property(pool, fc.integer({ min: 1, max: 6 }), (all, n) => {
        fc.pre(n <= all.length);
        const subsets = Array.from({ length: 2 ** all.length }, (_, bits) =>
          all.filter((_, i) => (bits >> i) & 1),
        ).filter(({ length }) => length === n);
        const chosen = subsets.map(subset => Number(subset.toSorted((a, b) => b.score - a.score)[0]!.correct));
        near(bestOfN(all, n), mean(chosen));
        near(passAt(all, n), mean(subsets.map(subset => Number(subset.some(({ correct }) => correct)))));
      }),
    );
  });
});

describe('resampling', () => {
  it('gives the same interval for the same seed, and one that holds the figure', () => {
    const values = Array.from({ length: 200 }, (_, i) => Number(i % 4 === 0));
    const interval = () => bootstrapInterval(200, chosen => mean(chosen.map(i => values[i]!)), seededRandom(3));
    const [low, high] = interval();
    assert.deepEqual(interval(), [low, high]);
    assert.ok(low < 0.25 && 0.25 < high);
    // The standard error is √(0.25 · 0.75 / 200) = 0.031, and the interval about four of them wide.
    assert.ok(high - low > 0.09 && high - low < 0.15, `${low} ${high}`);
  });
});
