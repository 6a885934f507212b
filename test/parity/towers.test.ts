import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as runtime from 'onnxruntime-node';
import { openCheckpoint } from '../../server/src/checkpoint/checkpoint.ts';
import '../../server/src/engine/float16.ts';
import type { KeyValues } from '../../server/src/engine/keyValues.ts';
import { type Placement, Tower } from '../../server/src/engine/tower.ts';
import { referenceLogProbs } from './reference.ts';

const fixtures = join(import.meta.dirname, '../fixtures/parity');
const names = readdirSync(fixtures).filter(name => /^(llama|qwen|mistral)/.test(name));
const tolerance = 2e-4;

describe('per-token log-probabilities are those of transformers', () => {
  for (const name of names) {
    for (const lean of [false, true]) {
      it(`${name}, ${lean ? 'lean' : 'fast'}`, async () => {
        const { tower, ids, expected } = await open(name, lean);
        const whole = tower.keyValues(ids.length);
        close(await score(tower, whole, ids, 0, ids.length - 1), expected);
        close(await score(tower, tower.keyValues(ids.length), ids, 0, 1), expected.slice(0, 1));

        const chunked = tower.keyValues(ids.length);
        const parts: number[] = [];
        for (const [from, to] of [
          [0, 1],
          [1, 34],
          [34, 35],
          [35, 300],
          [300, 600],
        ] as const) {
          parts.push(...(await score(tower, chunked, ids, from, to)));
        }
        close(parts, expected);

        // Going back after an edit: other tokens are run over the same keys and values, then the first ones again.
        const edited = ids.with(150, (ids[150]! + 1) % tower.checkpoint.shape.vocabulary);
        await score(tower, whole, edited, 120, 400);
        close(await score(tower, whole, ids, 120, 600), expected.slice(120));
        // A copy of a prefix goes on by itself.
        const copy = whole.copy(200, ids.length);
        await score(tower, whole, edited, 100, 500);
        close(await score(tower, copy, ids, 200, 600), expected.slice(200));
        await tower.release();
      });
    }
  }
});

describe('and those of the plain formulas in double precision', () => {
  for (const name of names) {
    it(name, async () => {
      const { tower, ids } = await open(name, false);
      const some = ids.slice(0, name.includes('wide') ? 6 : 24);
      const expected = referenceLogProbs(tower.checkpoint, some);
      close(await score(tower, tower.keyValues(24), some, 0, some.length - 1), expected);
      await tower.release();
    });
  }
});

it('keys and values may be kept as float16, as devices do whose own type cannot leave them', async () => {
  const { tower, ids, expected } = await open('qwen2-eight-to-one', false);
  const halves = new Tower(runtime, tower.checkpoint, { ...placement(false), keyValues: 'float16' }, 'logProbs', 700);
  const kept = halves.keyValues(700);
  const parts = [...(await score(halves, kept, ids, 0, 100)), ...(await score(halves, kept, ids, 100, 300))];
  close(parts, expected.slice(0, 300), 2e-2);
  close(await score(halves, kept.copy(150, 400), ids, 150, 300), expected.slice(150, 300), 2e-2);
});

it('logits of the next token are those whose softmax the log-probabilities are', async () => {
  for (const name of ['qwen3-tied', 'llama-wide-vocabulary-bf16']) {
    const { tower, ids, expected } = await open(name, false);
    const next = new Tower(runtime, tower.checkpoint, placement(false), 'logits', 700);
    const logits = await next.nextLogits(next.keyValues(20), 0, ids.slice(0, 20));
    assert.equal(logits.length, tower.checkpoint.shape.vocabulary);
    const normaliser = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    close([logits[ids[20]!]! - normaliser], expected.slice(19, 20));
  }
});

const placement = (lean: boolean): Placement => ({
  device: 'cpu',
  compute: 'float',
  keyValues: 'float',
  lean,
  threads: 1,
});

async function open(name: string, lean: boolean) {
  const folder = join(fixtures, name);
  const checkpoint = await openCheckpoint(folder);
  const tower = new Tower(runtime, checkpoint, placement(lean), 'logProbs', 700);
  const { ids, logProbs } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  return { tower, ids: ids as number[], expected: logProbs as number[] };
}

/** Log-probabilities of the tokens after each of `from` to `to`. */
function score(tower: Tower, keyValues: KeyValues, ids: readonly number[], from: number, to: number) {
  const rows = Array.from({ length: to - from }, (_, i) => i);
  return tower.logProbs(keyValues, from, ids.slice(from, to), rows, ids.slice(from + 1, to + 1));
}

function close(actual: ArrayLike<number>, expected: readonly number[], most = tolerance): void {
  assert.equal(actual.length, expected.length);
  const worst = expected.reduce((worst, value, i) => Math.max(worst, Math.abs(value - actual[i]!)), 0);
  assert.ok(worst < most, `error ${worst}`);
}
