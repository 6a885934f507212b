import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { inlayHints } from '../../../server/src/features/inlayHints.ts';
import { isReward } from '../../../server/src/reward/stepScore.ts';
import { createService, type Service } from '../../../server/src/service.ts';
import { defaultSettings } from '../../../server/src/settings.ts';
import { textsFor } from '../../../server/src/texts.ts';
import type { RewardScore, StepScore, Testimony, Witness } from '../../../server/src/witness.ts';

const uri = 'file:///a.md';
const written = (steps: readonly string[], problem = 'Find $x$.') =>
  `**Problem.** ${problem}\n\n**Solution.** ${steps.join('\n\n')}\n`;

/** Says of each step, in numbers, what it read: `reward` is about the step, `q` about all that leads to it. */
function witnessThatRemembers(pause: () => Promise<unknown>): Witness {
  return {
    name: 'prm',
    async *testify({ problem, steps }, from, signal): AsyncGenerator<Testimony> {
      for (let step = from; step < steps.length; step++) {
        await pause();
        if (signal.aborted) return;
        const read = steps.slice(0, step + 1).map(({ reading }) => reading.text);
        yield { step, witness: 'prm', score: scoreOf(problem.text, read) };
      }
    },
  };
}

function scoreOf(problem: string, read: readonly string[]): StepScore {
  const [reward, q] = [number(read.at(-1)!), number([problem, ...read].join('\0'))];
  const suspicious = reward % 3 === 0;
  return { reward, q, suspicious: { cautious: suspicious, balanced: suspicious, strict: suspicious }, tokens: [] };
}

const number = (text: string) => [...text].reduce((sum, c) => (Math.imul(sum, 31) + c.charCodeAt(0)) >>> 0, 7);

function serviceWith(witness: Witness): Service {
  const settings = { ...defaultSettings, delay: 0 };
  return createService({ settings: async () => settings, changed: () => {}, log: () => {} }, [witness]);
}

describe('marks that were given before an edit', () => {
  it('stay behind it, shown as outdated, until the steps are judged again', async () => {
    let held: Promise<unknown> = Promise.resolve();
    const service = serviceWith(witnessThatRemembers(() => held));
    service.open(uri, 'markdown', 1, written(['One.', 'Two.', 'Three.', 'Four.']));
    await service.score(uri);
    const go = Promise.withResolvers<void>();
    held = go.promise;
    service.change(TextDocument.create(uri, 'markdown', 2, written(['One.', 'Two, changed.', 'Three.', 'Four.'])));
    const seen = (await service.snapshot(uri))!;
    const states = seen.judged[0]!.verdicts.map(({ score, outdated, pending }) => ({
      score: score !== undefined,
      outdated,
      pending,
    }));
    assert.deepEqual(states, [
      { score: true, outdated: false, pending: false },
      { score: false, outdated: false, pending: true },
      { score: true, outdated: true, pending: true },
      { score: true, outdated: true, pending: true },
    ]);
    const labels = inlayHints(seen, { start: 0, end: 1e6 }, textsFor('en')).map(({ label }) => String(label));
    assert.deepEqual(
      labels.map(label => /^\(.*\)$/.test(label)),
      labels.map((_, k) => k > 0),
      `outdated marks stand in parentheses: ${labels}`,
    );
    go.resolve();
    const after = (await service.score(uri))!;
    assert.ok(after.judged[0]!.verdicts.every(({ outdated }) => !outdated));
    await service.dispose();
  });

  it('belong to the text that is there, whatever is edited and whenever one looks', async () => {
    const words = ['So $a = 1$.', 'Then $b = 2$.', 'Hence $c = 3$.', 'Thus $d = 4$.', 'Clearly $e = 5$.'];
    const edit = fc.record({
      at: fc.nat(7),
      kind: fc.constantFrom('insert', 'remove', 'change', 'problem'),
      word: fc.constantFrom(...words),
      pause: fc.nat(3),
    });
    const script = fc.record({
      start: fc.array(fc.constantFrom(...words), { minLength: 2, maxLength: 7 }),
      edits: fc.array(edit, { minLength: 1, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(script, async ({ start, edits }) => {
        const service = serviceWith(witnessThatRemembers(() => new Promise(resolve => setImmediate(resolve))));
        let [steps, problem, version] = [[...start], 'Find $x$.', 1];
        service.open(uri, 'markdown', version, written(steps, problem));
        for (const { at, kind, word, pause } of edits) {
          if (pause > 0) await sleep(pause);
          const k = at % steps.length;
          if (kind === 'insert') steps = steps.toSpliced(k, 0, word);
          else if (kind === 'remove' && steps.length > 1) steps = steps.toSpliced(k, 1);
          else if (kind === 'change') steps = steps.with(k, `${word} And so on.`);
          else if (kind === 'problem') problem = `${problem} Also find $y$.`;
          service.change(TextDocument.create(uri, 'markdown', ++version, written(steps, problem)));
          await checkShown(service);
        }
        const last = (await service.score(uri))!;
        assert.ok(last.judged.every(({ verdicts }) => verdicts.every(({ outdated, score }) => !outdated && score)));
        await checkShown(service);
        await service.dispose();
      }),
      { numRuns: 60 },
    );
  });
});

async function checkShown(service: Service): Promise<void> {
  const { judged, document } = (await service.snapshot(uri))!;
  for (const { exercise, verdicts } of judged) {
    for (const [k, { score, outdated }] of verdicts.entries()) {
      if (!score || !isReward(score)) continue;
      const read = exercise.steps.slice(0, k + 1).map(({ reading }) => reading.text);
      const now = scoreOf(exercise.problem.text, read) as RewardScore;
      assert.ok(document.getText().includes(read.at(-1)!), 'the step is in the text');
      assert.equal(score.reward, now.reward, 'what is shown was said of this step');
      if (!outdated) assert.equal(score.q, now.q, 'what is shown as new was said of all that leads here');
    }
  }
}
