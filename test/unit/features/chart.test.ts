import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ChartTexts, drawChart } from '../../../client/src/chart/drawing.ts';
import type { ExerciseState, StepState } from '../../../server/src/protocol.ts';

const texts: ChartTexts = {
  title: 'Scores',
  onTrack: 'On track',
  q: 'Q',
  chance: 'Chance',
  verdicts: 'Verdicts',
  candidates: n => `${n} candidates.`,
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

  it('draws candidates over the steps that they would replace, from the last one that they keep', () => {
    const exercise: ExerciseState = {
      id: 'e',
      title: '',
      range,
      steps: [step('Fine.', { q: 0 }), step('Bad.', { q: -1 })],
    };
    const overlay = {
      from: 1,
      candidates: [
        [{ q: 1 }, { q: 2 }],
        [{}, { q: 1 }],
      ],
      chosen: 0,
    };
    const drawn = drawChart(exercise, 0, 600, texts, overlay);
    const point = (text: string) => text.split(' ').map(Number) as [number, number];
    const [first, second] = [...drawn.matchAll(/class="candidate( chosen)?" d="([^"]*)"/g)].map(([, chosen, d]) => ({
      chosen: chosen !== undefined,
      points: d!.slice(1).split(/[LM]/).map(point),
    }));
    const solution = /class="line" d="M([^L]*)L([^"]*)"/.exec(drawn)!.slice(1).map(point);
    assert.deepEqual([first!.chosen, second!.chosen], [true, false]);
    assert.deepEqual(first!.points[0], solution[0]);
    assert.equal(first!.points[1]![0], solution[1]![0], 'over the step that it replaces');
    assert.ok(first!.points[2]![0] > solution[1]![0], 'and beyond it');
    assert.ok(first!.points[2]![1] < first!.points[1]![1], 'more is higher');
    assert.equal(second!.points.length, 2, 'a step that nobody scored is a gap');
    assert.match(drawn, /<p>2 candidates\.<\/p>/);
    assert.match(drawn, /class="step beyond"[^>]*>3</);
  });

  it('draws a candidate of one step as a point', () => {
    const exercise: ExerciseState = { id: 'e', title: '', range, steps: [step('Bad.', { q: -1 })] };
    const drawn = drawChart(exercise, 0, 600, texts, { from: 0, candidates: [[{ q: 1 }]], chosen: 0 });
    assert.match(drawn, /class="candidate chosen point" d="M[\d.]+ [\d.]+h0"/);
  });

  it('draws the chances of a PRM that speaks at the end of each step', () => {
    assert.match(draw(step('Fine.', { chance: 0.5 })), /Chance<[\s\S]*circle/);
  });

  it('shows what stands of each step where no PRM has scored any, and says why there is no curve', () => {
    const settled = draw(
      step('Holds.'),
      step("Doesn't hold.", { kind: 'suspicious', looksWrong: true }),
      step('Comes after.', { kind: 'follows' }),
      step('Comes after, false itself.', { kind: 'follows', looksWrong: true }),
      step('Not judged.', { kind: 'unjudged' }),
      step('Held before.', { outdated: true }),
    );
    const signs = [...settled.matchAll(/class="sign ([^"]*)"/g)].map(([, kind]) => kind);
    assert.deepEqual(signs, ['sound', 'wrong', 'follows', 'wrong', 'unjudged', 'sound outdated']);
    assert.equal(settled.match(/role="button"/g)?.length, 6, 'each can be clicked');
    assert.match(settled, /<\/svg><\/div><p>Nothing to draw\.<\/p>$/);
  });

  it('leaves a long solution room for its numbers, and no more', () => {
    const width = (steps: number) =>
      Number(/<svg[^>]* width="(\d+)"/.exec(draw(...Array.from({ length: steps }, () => step('Fine.'))))![1]);
    assert.equal(width(10), 600, 'the room there is');
    assert.ok(width(60) > 1000 && width(60) < 1300, `${width(60)}`);
  });

  it('loads nothing and styles nothing inline: the policy of its page would refuse it', () => {
    assert.doesNotMatch(drawing, /style=|href|url\(|<script/);
  });
});
