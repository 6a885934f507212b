import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Exercise, Passage, StepMark } from '../../server/src/documents/exercise.ts';
import type { Engine } from '../../server/src/engine/engine.ts';
import { createPrmWitness } from '../../server/src/engine/prmWitness.ts';
import { isReward } from '../../server/src/reward/stepScore.ts';
import type { Testimony } from '../../server/src/witness.ts';
import { copyPair, createEngine, editJson } from './prms.ts';

const passage = (text: string): Passage => ({ text, span: { start: 0, end: text.length } });
const exercise = (steps: readonly string[], marks: Readonly<Record<number, StepMark>> = {}): Exercise => ({
  id: 'exercise',
  problem: passage('How much is it?'),
  solution: { start: 0, end: 0 },
  steps: steps.map((text, k) => {
    const mark = marks[k];
    return { text, span: passage(text).span, reading: passage(text), ...(mark ? { mark } : {}) };
  }),
});

/** Sums as formulas, where there are any. */
const formulaView = ({ problem, steps }: Exercise) => ({
  problem: { ...problem, text: '' },
  steps: steps.map(({ reading }): Passage => {
    const found = /[\d+=]+/.exec(reading.text);
    const origin = Array.from(found?.[0] ?? '', (_, i) => found!.index + i);
    return { text: found?.[0] ?? '', span: reading.span, origin };
  }),
});

describe('the testimony of a PRM', () => {
  const { folder, remove } = copyPair();
  let engine: Engine;
  before(() => {
    engine = createEngine().engine;
  });
  after(async () => {
    await engine.dispose();
    remove();
  });

  async function testimonies(asked: Exercise, from = 0, manifest: object = {}): Promise<Testimony[]> {
    // A manifest that is written again is a change, and the PRM is loaded again.
    const changes = Object.keys(manifest).length > 0;
    if (changes) editJson(join(folder, 'steplight.json'), json => Object.assign(json, manifest));
    const witness = createPrmWitness({ scorer: engine.use(folder), folder, formulaView });
    const said: Testimony[] = [];
    for await (const one of witness.testify(asked, from, new AbortController().signal, {
      algebra: false,
      urgent: true,
    })) {
      said.push(one);
    }
    return said;
  }

  const scores = (said: readonly Testimony[]) =>
    said.map(one => ('score' in one && isReward(one.score) ? one.score : undefined));
  const reasons = (said: readonly Testimony[]) => said.map(one => ('unjudged' in one ? one.unjudged.code : 'judged'));
  const steps = ['We add 3+4=7.', 'That is prime 🙂.', 'So 7+1=8.'];

  it('has a score for every step: rewards that add up to Q, tokens at their places', async () => {
    const said = await testimonies(exercise(steps));
    assert.deepEqual(
      said.map(({ step }) => step),
      [0, 1, 2],
    );
    assert.ok(said.every(one => 'score' in one && one.milliseconds! > 0));
    let q = 0;
    for (const [k, score] of scores(said).entries()) {
      q += score!.reward;
      assert.ok(Math.abs(score!.q - q) < 1e-9);
      assert.equal(score!.onTrack, undefined);
      const spelled = score!.tokens.map(({ span }) => steps[k]!.slice(span.start, span.end)).join('');
      assert.equal(spelled, steps[k]);
    }
  });

  it('may begin in the middle, with the same Q', async () => {
    const whole = scores(await testimonies(exercise(steps)));
    const rest = await testimonies(exercise(steps), 2);
    assert.deepEqual(
      rest.map(({ step }) => step),
      [2],
    );
    assert.equal(scores(rest)[0]!.q, whole[2]!.q);
  });

  it('says of a gap only why there is none, but reads it: what follows builds on it', async () => {
    const plain = scores(await testimonies(exercise(steps)));
    const marked = await testimonies(exercise(steps, { 1: 'gap' }));
    assert.deepEqual(reasons(marked), ['judged', 'gap', 'judged']);
    assert.equal(scores(marked)[2]!.q, plain[2]!.q);
  });

  it('ends when the engine has had its last word, so that the status knows its speed', async () => {
    await testimonies(exercise(steps));
    assert.ok(engine.status.vitals!.tokensPerSecond > 0);
  });

  it('is on track or suspicious as calibration, rule and thresholds have it', async () => {
    const calibration = { a: 0, b: -0.05, c: 1 };
    const thresholds = { cautious: 0, balanced: 0.5, strict: 1 };
    const said = scores(await testimonies(exercise(steps), 0, { calibration, thresholds }));
    for (const score of said) {
      assert.deepEqual(score!.suspicious, { cautious: false, balanced: score!.onTrack! < 0.5, strict: true });
    }
    assert.ok(said[0]!.onTrack! > said[2]!.onTrack!, 'longer is less likely here');
    const alone = scores(await testimonies(exercise(steps), 0, { rule: 'difference' }));
    assert.equal(alone[0]!.suspicious.balanced, said[0]!.suspicious.balanced);
    assert.equal(alone[2]!.onTrack, said[2]!.onTrack);
  });

  it('is none for what is unlike the calibration set', async () => {
    const said = await testimonies(exercise(steps), 0, { range: { meanLogProb: { min: -1e-3 } } });
    assert.deepEqual(reasons(said), ['out-of-range', 'out-of-range', 'out-of-range']);
    await testimonies(exercise(steps), 0, { range: {} });
  });

  it('of formulas skips steps without any, and its tokens lie in the text', async () => {
    const said = await testimonies(exercise(steps), 0, { view: 'formulas', viewVersion: 1 });
    assert.deepEqual(reasons(said), ['judged', 'no-formula', 'judged']);
    const spans = scores(said)[2]!.tokens.map(({ span }) => steps[2]!.slice(span.start, span.end));
    assert.equal(spans.join(''), '7+1=8');
    assert.deepEqual(reasons(await testimonies(exercise(['No sums.']))), ['no-formula']);
    await testimonies(exercise(steps), 0, { view: 'text' });
  });

  it('without a reference is log-probabilities alone', async () => {
    editJson(join(folder, 'steplight.json'), json => delete json.reference);
    const said = scores(await testimonies(exercise(steps)));
    assert.ok(said.every(score => score!.reward < 0 && score!.tokens.every(({ reward }) => reward <= 0)));
    editJson(join(folder, 'steplight.json'), json => Object.assign(json, { reference: 'reference' }));
  });

  it('ends silently when nobody wants it any more', async () => {
    const abort = new AbortController();
    const witness = createPrmWitness({ scorer: engine.use(folder), folder, formulaView });
    const said: Testimony[] = [];
    for await (const one of witness.testify(exercise(steps), 0, abort.signal, { algebra: false, urgent: false })) {
      said.push(one);
      abort.abort();
    }
    assert.equal(said.length, 1);
  });

  it('of a PRM that can’t be loaded is the reason, for every step', async () => {
    editJson(join(folder, 'policy/config.json'), json => Object.assign(json, { hidden_act: 'gelu' }));
    const said = await testimonies(exercise(steps));
    assert.deepEqual(reasons(said), ['engine', 'engine', 'engine']);
    assert.ok(said.every(one => 'unjudged' in one && /hidden_act is gelu/.test(one.unjudged.text)));
  });
});
