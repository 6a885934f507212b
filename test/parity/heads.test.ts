import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openChatTemplate } from '../../server/src/checkpoint/chatTemplate.ts';
import { beginToken } from '../../server/src/checkpoint/endTokens.ts';
import { Tokenizer } from '../../server/src/checkpoint/tokenizer.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { StepChance } from '../../server/src/engine/messages.ts';
import { partTokens, taggedPrompt, tagRows } from '../../server/src/engine/taggedPrompt.ts';
import { type ChanceManifest, readManifest } from '../../server/src/manifest.ts';

const fixtures = join(import.meta.dirname, '../fixtures/parity');
const worker = join(import.meta.dirname, '../../server/src/engine/worker.ts');

/** A worked example by the recipe of the published model's card. */
interface Expected {
  readonly problem: string;
  readonly steps: readonly string[];
  readonly text: string;
  readonly ids: readonly number[];
  /** The tokens at which the recipe reads the steps' scores. */
  readonly rows: readonly number[];
  readonly logOdds: readonly number[];
}

const published = {
  head: 'Qwen2.5-Math-PRM: a special token after each step, two classes',
  value: 'Skywork-o1-Open-PRM: a newline after each step, one value',
  shepherd: 'Math-Shepherd: ки after each step, + against -',
  turns: 'RLHFlow: a turn for each step, + against - where the answer is expected',
};

for (const [kind, about] of Object.entries(published)) {
  describe(about, () => {
    const folder = join(fixtures, `prm-${kind}`);
    const examples = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected[];

    it('ten worked examples: the published prompt to the byte, its tokens, and the places where it is read', async () => {
      assert.ok(examples.length >= 10);
      const { template } = (await readManifest(folder)) as ChanceManifest;
      const policy = join(folder, 'policy');
      const tokenizer = await Tokenizer.open(policy);
      const chat = template.kind === 'raw' ? undefined : await openChatTemplate(policy);
      for (const { problem, steps, text, ids, rows } of examples) {
        const prompt = taggedPrompt(template, chat, await beginToken(policy), problem, steps);
        assert.equal(prompt.parts.join(''), text);
        const encoded = partTokens(prompt.parts, part => tokenizer.encode(part));
        assert.deepEqual([...encoded.ids], ids, text);
        assert.deepEqual(tagRows(prompt, encoded), rows);
      }
    });

    const inMode = (memory: 'lean' | 'fast') => async () => {
      const settings = { device: 'cpu', threads: 1, memory } as const;
      const engine = new Engine({ worker, log: () => {}, settings }).use(folder);
      try {
        for (const [i, { problem, steps, logOdds }] of examples.entries()) {
          const answers: StepChance[] = [];
          await engine.score(
            { key: `example ${i}`, problem, steps },
            { signal: new AbortController().signal, priority: 0, onStep: step => answers.push(step as StepChance) },
          );
          assert.deepEqual(
            answers.map(({ step }) => step),
            steps.map((_, k) => k),
          );
          for (const [k, expected] of logOdds.entries()) {
            const error = Math.abs(answers[k]!.logOdds - expected);
            // Large log-odds have their digits before the point; a chance changes by a quarter of them at most.
            assert.ok(error < 2e-4 * Math.max(1, Math.abs(expected)), `step ${k} of ${problem}: ${error}`);
          }
        }
      } finally {
        await engine.dispose();
      }
    };
    it('from a text to numbers: the log-odds of every step', inMode('fast'));
    it('and the same where weights stay as they lie', inMode('lean'));
  });
}
