import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ChartTexts, drawChart } from '../../../client/src/chart/drawing.ts';
import type { ExerciseState, StepState } from '../../../server/src/protocol.ts';

const texts: ChartTexts = {
  title: 'Scores',
  onTrack: 'On track',
  q: 'Q',
  noScores: 'Nothing to draw.',
  step: (n, says, values) => `Step ${n}. ${says} ${values}`,
};
const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
const step = (says: string, more: Partial<StepState> = {}): StepState => ({
  ...{ text: says, range, kind: 'sound', looksWrong: false, outdated: false, pending: false, mark: '', says },
  ...more,
});
const draw = (...steps: StepState[]) => {
  const exercise: ExerciseState = { id: 'e', title: 'Find x.', range, steps };
  return drawChart(exercise, 1, 600, texts);
};

describe('the score chart', () => {
  const drawing = draw(
    step('Fine.', { onTrack: 0.9, q: 0.5 }),
    step('Looks wrong: 1 < 0 & "more".', { kind: 'suspicious', looksWrong: true, onTrack: 0.1, q: -1.5 }),
    step('Not judged.', { kind: 'unjudged' }),
    step('Comes after.', { kind: 'follows', onTrack: 0.1, q: -1.6, outdated: true }),
  );

  it('says of every step in words what it shows, and can be walked with the keyboard', () => {
    const labels = [...drawing.matchAll(/aria-label="(Step [^"]*)"/g)].map(([, label]) => label);
    assert.deepEqual(labels, [
      'Step 1. Fine. On track 0.90, Q 0.50',
      'Step 2. Looks wrong: 1 &#60; 0 &#38; &#34;more&#34;. On track 0.10, Q −1.50',
      'Step 3. Not judged. ',
      'Step 4. Comes after. On track 0.10, Q −1.60',
    ]);
    assert.deepEqual(
      [...drawing.matchAll(/tabindex="(-?\d)"/g)].map(([, stop]) => stop),
      ['-1', '0', '-1', '-1'],
      'one stop for the Tab key, at the step of the cursor',
    );
    assert.equal(drawing.match(/aria-current="step"/g)?.length, 1);
  });

  it('tells verdicts apart by shape, and leaves a gap where nothing is known', () => {
    assert.equal(drawing.match(/<path class="mark wrong"/g)?.length, 2, 'in both panels');
    assert.equal(drawing.match(/<circle class="mark follows outdated"/g)?.length, 2);
    assert.doesNotMatch(drawing, /mark unjudged/);
    assert.match(drawing, /class="line" d="M[\d. ]+L[\d. ]+M[\d. ]+"/);
  });

  it('has no chances to show for a PRM that is not calibrated', () => {
    const uncalibrated = draw(step('Fine.', { q: 0.5 }), step('Fine.', { q: 0.7 }));
    assert.doesNotMatch(uncalibrated, /On track/);
  });

  it('says so when there is nothing to draw', () => {
    assert.equal(draw(step('Not judged.'), step('Not judged.')), '<p>Nothing to draw.</p>');
  });

  it('loads nothing and styles nothing inline: the policy of its page would refuse it', () => {
    assert.doesNotMatch(drawing, /style=|href|url\(|<script/);
  });
});
