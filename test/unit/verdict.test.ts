import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Exercise, Step, StepMark } from '../../server/src/documents/exercise.ts';
import { chanceIn } from '../../server/src/reward/stepScore.ts';
import { verdicts } from '../../server/src/reward/verdict.ts';
import type { CheckedRelation, StepScore, Testimony } from '../../server/src/witness.ts';

const passage = (text: string) => ({ text, span: { start: 0, end: text.length } });
const step = (text: string, mark?: StepMark): Step => ({
  text,
  span: { start: 0, end: text.length },
  reading: passage(text),
  ...(mark ? { mark } : {}),
});
const exercise = (...steps: Step[]): Exercise => ({
  id: 'e',
  problem: passage(''),
  solution: { start: 0, end: 0 },
  steps,
});
const prm = (k: number, onTrack: number): Testimony => {
  const suspicious = { cautious: onTrack < 0.1, balanced: onTrack < 0.3, strict: onTrack < 0.5 };
  return { step: k, witness: 'prm', score: { reward: 0, q: 0, onTrack, suspicious, tokens: [] } };
};
const exact = (k: number, ...answers: CheckedRelation['answer'][]): Testimony => ({
  step: k,
  witness: 'exact',
  relations: answers.map(answer => ({ span: { start: 0, end: 1 }, answer })),
});
const both = [{ name: 'exact' }, { name: 'prm' }] as const;
const kinds = (steps: Step[], said: Testimony[], sensitivity: 'cautious' | 'balanced' | 'strict' = 'balanced') =>
  verdicts(exercise(...steps), said, both, sensitivity).map(({ kind, by }) => [kind, ...by].join(' '));

const three = [step('a'), step('b'), step('c')];

describe('the verdicts of a solution', () => {
  it('name the first suspicious step, and what comes after it follows', () => {
    assert.deepEqual(kinds(three, [prm(0, 0.9), prm(1, 0.2), prm(2, 0.1)]), ['sound prm', 'suspicious prm', 'follows']);
  });

  it('depend on the sensitivity for the PRM', () => {
    const said = [prm(0, 0.9), prm(1, 0.2), prm(2, 0.2)];
    assert.deepEqual(kinds(three, said, 'cautious'), ['sound prm', 'unjudged', 'unjudged']);
    assert.deepEqual(kinds(three, said, 'strict'), ['sound prm', 'suspicious prm', 'follows']);
  });

  it('after an ignored step take a chance for news only when it is lower still', () => {
    const said = (step: number, chance: number): Testimony => ({
      step,
      witness: 'prm',
      score: { chance, suspicious: { cautious: false, balanced: chance < 0.5, strict: false } },
    });
    const ignored = exercise(...three);
    const steps = ignored.steps.map((step, k) => (k === 0 ? { ...step, mark: 'ignored' as const } : step));
    const kindsOf = (...chances: number[]) =>
      verdicts(
        { ...ignored, steps },
        chances.map((chance, k) => said(k, chance)),
        [{ name: 'prm' }],
        'balanced',
      ).map(({ kind, reason }) => reason?.code ?? kind);
    assert.deepEqual(kindsOf(0.3, 0.35, 0.9), ['ignored', 'after-ignored', 'sound']);
    assert.deepEqual(kindsOf(0.3, 0.1, 0.9), ['ignored', 'suspicious', 'follows']);
    assert.deepEqual(kindsOf(0.8, 0.35, 0.9), ['ignored', 'suspicious', 'follows']);
  });

  it('call nothing sound that the PRM doubts, even where it is not sure enough to warn', () => {
    const [, second] = verdicts(exercise(...three), [prm(0, 0.9), prm(1, 0.35)], [{ name: 'prm' }], 'balanced');
    assert.deepEqual(
      [second?.kind, second?.reason?.code, second?.score && chanceIn(second.score)],
      ['unjudged', 'unsure', 0.35],
    );
    assert.deepEqual(kinds(three, [prm(0, 0.2), prm(1, 0.35), prm(2, 0.9)]), ['suspicious prm', 'follows', 'follows']);
  });

  it('take a false relation as certain, whatever the PRM thinks', () => {
    assert.deepEqual(kinds([step('a')], [exact(0, 'holds', 'fails'), prm(0, 0.99)]), ['suspicious exact']);
  });

  it("don't let a PRM that reads formulas alone doubt arithmetic that was worked out and holds", () => {
    const formulas = (onTrack: number): Testimony => {
      const said = prm(0, onTrack) as Extract<Testimony, { score: unknown }>;
      return { ...said, score: { ...said.score, formulasOnly: true } };
    };
    assert.deepEqual(kinds([step('a')], [exact(0, 'holds'), formulas(0.01)]), ['sound exact']);
    assert.deepEqual(kinds([step('a')], [exact(0, 'holds', 'unknown'), formulas(0.01)]), ['suspicious prm']);
  });

  it('let a PRM that reads words doubt what they mean, though the arithmetic holds', () => {
    assert.deepEqual(kinds([step('a')], [exact(0, 'holds'), prm(0, 0.01)]), ['suspicious prm']);
  });

  it('rest on the exact check alone where the PRM is silent', () => {
    const silent: Testimony = {
      step: 0,
      witness: 'prm',
      unjudged: { code: 'out-of-range', text: 'unlike anything read' },
    };
    const [verdict] = verdicts(exercise(step('a')), [exact(0, 'holds'), silent], both, 'balanced');
    assert.deepEqual([verdict?.kind, verdict?.by, verdict?.reason?.code], ['sound', ['exact'], 'out-of-range']);
    assert.deepEqual(kinds([step('a')], [exact(0), silent]), ['unjudged']);
  });

  it('leave gaps and ignored steps unjudged, also after a suspicious one', () => {
    const steps = [step('a'), step('sorry', 'gap'), step('c', 'ignored')];
    assert.deepEqual(kinds(steps, [prm(0, 0.1), exact(2, 'fails')]), ['suspicious prm', 'unjudged', 'unjudged']);
  });

  it('do not warn of a low score that an ignored step left behind', () => {
    const steps = [step('a'), step('b', 'ignored'), step('c'), step('d')];
    const lost = (k: number): Testimony => {
      const { score } = prm(k, 0.1) as { score: StepScore };
      return { step: k, witness: 'prm', score: { ...score, reward: -1 } };
    };
    const said = [prm(0, 0.9), lost(1), prm(2, 0.1), lost(3)];
    assert.deepEqual(kinds(steps, said), ['sound prm', 'unjudged', 'unjudged', 'suspicious prm']);
  });

  it('rest on earlier words until a witness speaks again, and say so', () => {
    const judged = (said: Testimony[]) =>
      verdicts(exercise(step('a')), said, both, 'balanced', [[exact(0, 'holds'), prm(0, 0.9)]]).map(
        ({ kind, by, pending, outdated }) => [kind, by[0], pending, outdated],
      );
    assert.deepEqual(judged([]), [['sound', 'prm', true, true]]);
    assert.deepEqual(judged([exact(0, 'fails')]), [['suspicious', 'exact', true, false]]);
    assert.deepEqual(judged([exact(0), prm(0, 0.1)]), [['suspicious', 'prm', false, false]]);
  });

  it('call nothing sound for its formulas while a PRM that reads words is still to speak', () => {
    const judged = (readsWords: boolean, said: Testimony[], earlier: Testimony[] = []) =>
      verdicts(exercise(step('a')), said, [{ name: 'exact' }, { name: 'prm', readsWords }], 'balanced', [earlier]).map(
        ({ kind, by, pending }) => [kind, ...by, ...(pending ? ['pending'] : [])].join(' '),
      )[0];
    assert.equal(judged(true, [exact(0, 'holds')]), 'unjudged pending');
    assert.equal(judged(true, [exact(0, 'fails')]), 'suspicious exact pending');
    assert.equal(judged(true, [exact(0, 'holds')], [prm(0, 0.9)]), 'sound prm pending');
    assert.equal(judged(false, [exact(0, 'holds')]), 'sound exact pending');
    const silent: Testimony = { step: 0, witness: 'prm', unjudged: { code: 'too-long', text: '' } };
    assert.equal(judged(true, [exact(0, 'holds'), silent]), 'sound exact');
  });

  it('are pending until every witness has spoken', () => {
    const pending = (said: Testimony[]) => verdicts(exercise(step('a')), said, both, 'balanced')[0]?.pending;
    assert.deepEqual([pending([]), pending([exact(0)]), pending([exact(0), prm(0, 0.9)])], [true, true, false]);
  });
});
