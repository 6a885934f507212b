import assert from 'node:assert/strict';
import { readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { deathReason } from '../../server/src/engine/child.ts';
import { rememberedFailures, rememberFailure } from '../../server/src/engine/deviceMemory.ts';
import type { Engine } from '../../server/src/engine/engine.ts';
import { spoken } from '../../server/src/phrase.ts';
import { copyPair, createEngine, editJson, longSteps, overwriteEnd, pairFolder, score } from './prms.ts';

/** Runs a test on a PRM of its own with an engine of its own. */
async function spoilt(
  test: (folder: string, engine: Engine, log: string[]) => Promise<void>,
  kind?: string,
): Promise<void> {
  const { folder, remove } = copyPair(kind);
  const { engine, log } = createEngine();
  try {
    await test(folder, engine.use(folder), log);
  } finally {
    await engine.dispose();
    remove();
  }
}

const weights = (folder: string, tower = 'policy') => join(folder, tower, 'model.safetensors');

describe('files that are not what they should be', () => {
  it('cut off: refused with what is missing and what to do', () =>
    spoilt(async (folder, engine) => {
      truncateSync(weights(folder), 4000);
      await assert.rejects(
        score(engine, ['One.']).result,
        /model.safetensors ends after 4.00 kB of at least .* Fetch it again/,
      );
      assert.equal(engine.status.state, 'failed');
    }));

  it('cut off while in use: said, and the engine goes on when they are whole again', () =>
    spoilt(async (folder, engine, log) => {
      const whole = readFileSync(weights(folder));
      await score(engine, ['One.']).result;
      truncateSync(weights(folder), 4000);
      await assert.rejects(score(engine, ['Two.']).result, /ends after 4.00 kB/);
      assert.ok(log.some(line => /model.safetensors has changed/.test(line)));
      writeFileSync(weights(folder), whole);
      await engine.load(folder);
      await score(engine, ['Two.']).result;
    }));

  it('overwritten in place: read again before anything is said', () =>
    spoilt(async (folder, engine) => {
      const before = score(engine, ['One.']);
      await before.result;
      // The last tensor is written over with other numbers.
      overwriteEnd(weights(folder), new Uint8Array(new Float32Array(2000).fill(0.25).buffer));
      const after = score(engine, ['One.']);
      await after.result;
      assert.notDeepEqual(after.steps[0]!.policy, before.steps[0]!.policy);
      assert.deepEqual(after.steps[0]!.reference, before.steps[0]!.reference);
    }));

  it('overwritten: what was scored before is to be asked again, and that is said', async () => {
    const { folder, remove } = copyPair();
    let told = 0;
    const { engine } = createEngine({ filesChanged: () => told++ });
    await score(engine.use(folder), ['One.']).result;
    assert.equal(told, 0);
    overwriteEnd(weights(folder), new Uint8Array(new Float32Array(2000).fill(0.25).buffer));
    await score(engine, ['Two.']).result;
    assert.equal(told, 1);
    await engine.dispose();
    remove();
  });

  it('swapped for those of another model: refused by the weight that does not fit', () =>
    spoilt(async (folder, engine) => {
      writeFileSync(weights(folder), readFileSync(join(pairFolder, '../qwen3-tied/model.safetensors')));
      await assert.rejects(score(engine, ['One.']).result, /but config.json asks for \[/);
    }));

  it('weights that are not numbers: reported, not scored', () =>
    spoilt(async (folder, engine) => {
      overwriteEnd(weights(folder, 'reference'), new Uint8Array(new Float32Array(8).fill(Number.NaN).buffer));
      const scored = score(engine, ['One.']);
      await assert.rejects(scored.result, {
        code: 'broken-numbers',
        message: /the reference computes values that aren't numbers/,
      });
      assert.equal(scored.steps.length, 0);
    }));

  it('a tokenizer that knows more than the towers: refused with the token', () =>
    spoilt(async (folder, engine) => {
      for (const tower of ['policy', 'reference']) {
        editJson(join(folder, tower, 'tokenizer.json'), json => {
          const added = json.added_tokens as object[];
          added.push({ ...added[0], id: 5000, content: 'We' });
        });
      }
      await assert.rejects(score(engine, ['We add.']).result, /the tokenizer's "We" \(5000\) isn't in the vocabulary/);
    }));

  it('policy and reference with different tokenizers: refused with the token', () =>
    spoilt(async (folder, engine) => {
      const source = join(pairFolder, '../pair-llama3/reference/tokenizer.json');
      writeFileSync(join(folder, 'reference/tokenizer.json'), readFileSync(source));
      await assert.rejects(
        score(engine, ['One.']).result,
        /different tokenizers \(token 0 is "<\|endoftext\|>" in one/,
      );
    }));

  it('no manifest: refused', () =>
    spoilt(async (folder, engine) => {
      await assert.rejects(engine.load(join(folder, 'policy')), /isn't a PRM: it has no steplight.json/);
    }));

  it('touched but not changed: read again, and the scores are the same', () =>
    spoilt(async (folder, engine, log) => {
      const before = score(engine, ['One.']);
      await before.result;
      utimesSync(weights(folder), new Date(), new Date(Date.now() + 5000));
      const after = score(engine, ['One.']);
      await after.result;
      assert.ok(log.some(line => /has changed/.test(line)));
      assert.deepEqual(after.steps, before.steps);
    }));
});

describe('a child process that dies', () => {
  for (const signal of ['SIGKILL', 'SIGBUS'] as const) {
    it(`by ${signal} while it reads: the text is read once more, and the reason said`, async () => {
      const { engine, log } = createEngine();
      let killed = false;
      const scored = score(engine.use(pairFolder), longSteps, {
        onStep: () => {
          if (!killed) process.kill(engine.childId!, signal);
          killed = true;
        },
      });
      const { fitting } = await scored.result;
      await engine.dispose();
      assert.equal(fitting, longSteps.length);
      assert.deepEqual(
        scored.steps.map(({ step }) => step),
        longSteps.map((_, k) => k),
      );
      assert.ok(log.includes(spoken(deathReason(null, signal, ''))));
    });
  }

  it('again and again on one text: that text is given up, the next is scored', async () => {
    const { engine } = createEngine();
    const deadly = score(engine.use(pairFolder), longSteps, { onStep: () => process.kill(engine.childId!, 'SIGKILL') });
    await assert.rejects(deadly.result, { code: 'crashed', message: /killed from outside/ });
    await score(engine, ['One.']).result;
    await engine.dispose();
  });

  it('that cannot be started: said', async () => {
    const { engine } = createEngine({ worker: join(pairFolder, 'nothing.js') });
    await assert.rejects(engine.load(pairFolder), /ended with code 1/);
    assert.equal(engine.status.state, 'failed');
    await engine.dispose();
  });
});

it('a cache that cannot be written costs nothing but its memory', async () => {
  const lines: string[] = [];
  // A file where the folder should be, as a full disk: nothing can be written under it.
  const folder = join(pairFolder, 'steplight.json', 'cache');
  await rememberFailure(folder, { device: 'webgpu', used: false, reason: 'it crashed' }, line => lines.push(line));
  assert.match(lines[0]!, /can't be written .*: webgpu will be tried again/);
  assert.deepEqual(await rememberedFailures(folder), []);
  const { engine } = createEngine({ cacheFolder: folder, settings: { runtimeFolder: pairFolder } });
  await score(engine.use(pairFolder), ['One.']).result;
  await engine.dispose();
});
