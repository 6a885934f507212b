import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Engine } from '../../server/src/engine/engine.ts';
import type { StepLogProbs } from '../../server/src/engine/messages.ts';
import { after, atStart, tokenRewards } from '../../server/src/reward/implicit.ts';

const fixtures = join(import.meta.dirname, '../fixtures/parity');
const worker = join(import.meta.dirname, '../../server/src/engine/worker.ts');

interface Expected {
  readonly problem: string;
  readonly steps: readonly string[];
  readonly ids: readonly number[];
  readonly rewards: readonly number[];
  readonly upstreamQ: readonly number[];
}

describe('step rewards, from a text to numbers, are those of the same recipe in Python', () => {
  for (const kind of ['qwen', 'llama3']) {
    it(`${kind}: tokens by their offsets`, () => compare(kind, 'offsets'));
    it(`${kind}: the published script's one to two tokens off`, () => compare(kind, 'upstream'));
  }
});

async function compare(kind: string, ownership: 'offsets' | 'upstream'): Promise<void> {
  const original = join(fixtures, `pair-${kind}`);
  const folder = mkdtempSync(join(tmpdir(), 'steplight-pair-'));
  cpSync(original, folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'steplight.json'), 'utf8'));
  writeFileSync(join(folder, 'steplight.json'), JSON.stringify({ ...manifest, ownership }));
  const engine = new Engine({ worker, log: () => {}, settings: { device: 'cpu', threads: 1 } }).use(folder);
  try {
    for (const expected of JSON.parse(readFileSync(join(original, 'expected.json'), 'utf8')) as Expected[]) {
      const { rewards, q, tokens } = await rewardsOf(engine, expected);
      assert.equal(tokens, expected.ids.length);
      if (ownership === 'offsets') close(rewards, expected.rewards);
      else close(q, expected.upstreamQ);
    }
  } finally {
    await engine.dispose();
    rmSync(folder, { recursive: true });
  }
}

/** With β = 1, so that the tolerance is one of log-probabilities. */
async function rewardsOf(engine: Engine, { problem, steps }: Expected) {
  const rewards: number[] = [];
  const q: number[] = [];
  let running = atStart;
  const { tokens } = await engine.score(
    { key: 'fixture', problem, steps },
    {
      signal: new AbortController().signal,
      priority: 0,
      onStep: step => {
        const next = after(running, tokenRewards(step as StepLogProbs, 1));
        rewards.push(next.q - running.q);
        q.push(next.q);
        running = next;
      },
    },
  );
  return { rewards, q, tokens };
}

function close(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  for (const [k, value] of expected.entries())
    assert.ok(Math.abs(actual[k]! - value) < 2e-4, `step ${k}: ${actual[k]}, ${value}`);
}
