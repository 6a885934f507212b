import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as runtime from 'onnxruntime-node';
import { openCheckpoint } from '../../server/src/checkpoint/checkpoint.ts';
import { Tokenizer } from '../../server/src/checkpoint/tokenizer.ts';
import type { Engine } from '../../server/src/engine/engine.ts';
import type { GenerateJob } from '../../server/src/engine/messages.ts';
import { randomFrom, sample } from '../../server/src/engine/sampling.ts';
import { Tower } from '../../server/src/engine/tower.ts';
import { createEngine, pairFolder, score } from './prms.ts';

const job: GenerateJob = {
  problem: 'Add the numbers.',
  steps: ['We add.'],
  count: 3,
  temperature: 1,
  topP: 1,
  maxTokens: 12,
  seed: 1,
  stop: [],
};
const options = { signal: new AbortController().signal, priority: 0 };

describe('candidates', () => {
  let engine: Engine;
  before(() => {
    engine = createEngine().engine.use(pairFolder);
  });
  after(() => engine.dispose());

  it('are the same for the same seed, different among themselves, and told as they grow', async () => {
    const told = ['', '', ''];
    const onText = (candidate: number, text: string) => {
      told[candidate] += text;
    };
    const candidates = await engine.generate(job, { ...options, onText });
    const again = await engine.generate(job, options);
    assert.deepEqual(again, candidates);
    assert.equal(new Set(candidates.map(({ text }) => text)).size, 3);
    for (const [k, { text, tokens }] of candidates.entries()) {
      assert.ok(tokens <= job.maxTokens);
      assert.ok(text.startsWith(told[k]!));
    }
  });

  it('side by side are what each would be alone, and told when they end', async () => {
    const ended: (boolean | undefined)[] = [];
    const onEnd = (candidate: number, byItself: boolean) => {
      ended[candidate] = byItself;
    };
    // They end at different lengths, so that places become free in the middle.
    const many = { ...job, count: 6, maxTokens: 30, stop: ['e'] };
    const together = await engine.generate(many, { ...options, onEnd });
    assert.deepEqual(
      ended,
      together.map(one => one.ended),
    );
    assert.ok(new Set(together.map(({ tokens }) => tokens)).size > 2);
    for (const [k, one] of together.entries()) {
      assert.deepEqual(await engine.generate({ ...many, count: 1, seed: many.seed + k }, options), [one]);
    }
  });

  it('are the same where there is room for one at a time', async () => {
    const { engine: narrow } = createEngine({ settings: { cacheBytes: 1 } });
    try {
      assert.deepEqual(await narrow.use(pairFolder).generate(job, options), await engine.generate(job, options));
    } finally {
      await narrow.dispose();
    }
  });

  it('without temperature are the likeliest tokens', async () => {
    const [one, two] = await engine.generate({ ...job, temperature: 0, count: 2, maxTokens: 4 }, options);
    assert.deepEqual(one, two);
    assert.equal(one!.text, await likeliest(4));
  });

  it('end where a stop text would begin', async () => {
    const [whole] = await engine.generate({ ...job, temperature: 0, count: 1 }, options);
    const stop = whole!.text.slice(3, 5);
    const [cut] = await engine.generate({ ...job, temperature: 0, count: 1, stop: [stop] }, options);
    assert.equal(cut!.text, whole!.text.slice(0, whole!.text.indexOf(stop)));
    assert.equal(cut!.ended, true);
  });

  it('stop when told to, and give way to what is more urgent', async () => {
    const abort = new AbortController();
    const long = { ...job, count: 20, maxTokens: 200 };
    const onText = () => abort.abort();
    await assert.rejects(engine.generate(long, { signal: abort.signal, priority: 0, onText }), { name: 'AbortError' });
    const order: string[] = [];
    let urgent: Promise<unknown> | undefined;
    const patient = await engine.generate(
      { ...job, count: 4, maxTokens: 40 },
      {
        ...options,
        onText: () => {
          urgent ??= score(engine, ['Quick.'], { priority: 1 }).result.then(() => order.push('urgent'));
        },
      },
    );
    order.push('patient');
    await urgent;
    assert.deepEqual(order, ['urgent', 'patient']);
    assert.deepEqual(patient, await engine.generate({ ...job, count: 4, maxTokens: 40 }, options));
  });
});

/** What the reference would write, each time from the whole text. */
async function likeliest(count: number): Promise<string> {
  const folder = join(pairFolder, 'reference');
  const placement = { device: 'cpu', compute: 'float', keyValues: 'float', lean: false, threads: 1 } as const;
  const tower = new Tower(runtime, await openCheckpoint(folder), placement, 'logits', 2000);
  const tokenizer = await Tokenizer.open(folder);
  const prompt = '<|im_start|>user\nAdd the numbers.<|im_end|>\n<|im_start|>assistant\nWe add.\n\n';
  const ids = [...tokenizer.encode(prompt).ids];
  const begin = ids.length;
  while (ids.length < begin + count) {
    const logits = await tower.nextLogits(tower.keyValues(ids.length), 0, ids);
    ids.push(logits.indexOf(Math.max(...logits)));
  }
  await tower.release();
  return tokenizer.decode(ids.slice(begin));
}

describe('sampling', () => {
  const logits = Float32Array.from([0.1, 0.6, 0.2, 0.1], Math.log);
  const counts = (settings: { temperature: number; topP: number }) => {
    const random = randomFrom(5);
    const found = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) found[sample(logits, settings, random)]!++;
    return found.map(count => Math.round((count / 4000) * 20) / 20);
  };
  it('follows the probabilities', () => assert.deepEqual(counts({ temperature: 1, topP: 1 }), [0.1, 0.6, 0.2, 0.1]));
  it('keeps to the nucleus', () => assert.deepEqual(counts({ temperature: 1, topP: 0.75 }), [0, 0.75, 0.25, 0]));
  it('is certain at temperature 0', () => assert.deepEqual(counts({ temperature: 0, topP: 1 }), [0, 1, 0, 0]));
});
