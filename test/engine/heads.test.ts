import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readSafetensors } from '../../server/src/checkpoint/safetensors.ts';
import type { Engine } from '../../server/src/engine/engine.ts';
import type { StepAnswer, StepChance } from '../../server/src/engine/messages.ts';
import { createPrmWitness } from '../../server/src/engine/prmWitness.ts';
import { createEngine, editJson, pairFolder } from './prms.ts';

const fixtures = join(import.meta.dirname, '../fixtures/parity');
const families = {
  implicit: pairFolder,
  head: join(fixtures, 'prm-head'),
  value: join(fixtures, 'prm-value'),
  'token, lines': join(fixtures, 'prm-shepherd'),
  'token, turns': join(fixtures, 'prm-turns'),
};

const copies: string[] = [];
after(() => {
  for (const folder of copies) rmSync(folder, { recursive: true });
});

/** A PRM of one's own, to be spoilt. */
function copyOf(folder: string): { folder: string; manifest: string; weights: string } {
  const copy = mkdtempSync(join(tmpdir(), 'steplight-prm-'));
  copies.push(copy);
  cpSync(folder, copy, { recursive: true });
  return { folder: copy, manifest: join(copy, 'steplight.json'), weights: join(copy, 'policy/model.safetensors') };
}

/** Tensors of this name have another one from now on, as long as the first. */
function rename(weights: string, from: string, to: string): void {
  const bytes = readFileSync(weights);
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at)) at += bytes.write(to, at);
  writeFileSync(weights, bytes);
}

async function asked(engine: Engine, steps: readonly string[], key = 'exercise') {
  const answers: StepAnswer[] = [];
  const signal = new AbortController().signal;
  const result = await engine.score(
    { key, problem: 'Add the numbers.', steps },
    { signal, priority: 0, onStep: step => answers.push(step) },
  );
  return { answers, result };
}

async function refusal(folder: string): Promise<string> {
  const { engine } = createEngine();
  const error = await engine.load(folder).catch((error: Error) => error);
  await engine.dispose();
  assert.ok(error instanceof Error);
  return error.message;
}

const forty = Array.from({ length: 40 }, (_, k) => `We add ${k} to that and get ${k * (k + 7)} as the next number.`);

describe('an edit in the last of 40 steps costs less than a fifteenth of the first scoring', () => {
  for (const [family, folder] of Object.entries(families)) {
    it(family, async () => {
      const { engine } = createEngine();
      const { result: first } = await asked(engine.use(folder), forty);
      const edited = forty.with(39, 'So we add nothing more.');
      const { answers, result } = await asked(engine, edited);
      const { engine: fresh } = createEngine();
      const { answers: anew } = await asked(fresh.use(folder), edited);
      await Promise.all([engine.dispose(), fresh.dispose()]);
      assert.ok(result.computed < first.computed / 15, `${result.computed} of ${first.computed} tokens`);
      assert.equal(answers.length, 40);
      for (const [k, answer] of answers.entries()) assert.ok(distance(answer, anew[k]!) < 1e-3, `step ${k}`);
    });
  }
});

function distance(one: StepAnswer, other: StepAnswer): number {
  if ('logOdds' in one) return Math.abs(one.logOdds - (other as StepChance).logOdds);
  assert.ok('policy' in other);
  return Math.max(...one.policy.map((value, t) => Math.abs(value - other.policy[t]!)));
}

describe('a chance at the end of each step', () => {
  const odds = (answers: readonly StepAnswer[]) => answers.map(answer => (answer as StepChance).logOdds);

  it('is told for every step in its place, also where it is too small for a float', async () => {
    const steps = ['12 + 1 = 13.', 'That is 14.', 'So 15.', 'And 16.', 'The answer is 16.'];
    const { engine } = createEngine();
    const plain = odds((await asked(engine.use(families.head), steps)).answers);
    await engine.dispose();
    // The last layer a thousandfold: log-odds too, and a softmax in floats has nothing left but 0 and 1.
    const { folder, weights } = copyOf(families.head);
    const bytes = readFileSync(weights);
    const tensors = await readSafetensors(weights);
    for (const name of ['score.2.weight', 'score.2.bias']) {
      const { offset, length } = tensors.get(name)!;
      for (let at = offset; at < offset + length; at += 4) bytes.writeFloatLE(1000 * bytes.readFloatLE(at), at);
    }
    writeFileSync(weights, bytes);
    const { engine: sharp } = createEngine();
    const scorer = sharp.use(folder);
    const { answers } = await asked(scorer, steps);
    const passage = (text: string) => ({ text, span: { start: 0, end: text.length } });
    const witness = createPrmWitness({ scorer, folder, formulaView: () => assert.fail('it reads text') });
    const chances: number[] = [];
    const exercise = {
      id: 'sharp',
      problem: passage('Add the numbers.'),
      solution: { start: 0, end: 0 },
      steps: steps.map(text => ({ text, span: passage(text).span, reading: passage(text) })),
    };
    const wish = { algebra: false, urgent: false };
    for await (const said of witness.testify(exercise, 0, new AbortController().signal, wish)) {
      assert.ok('score' in said && 'chance' in said.score);
      chances.push(said.score.chance);
      const wrong = said.score.chance < 0.5;
      assert.equal(said.score.suspicious.balanced, wrong);
    }
    await sharp.dispose();
    assert.deepEqual(
      odds(answers).map(value => Number((value / 1000).toPrecision(3))),
      plain.map(value => Number(value.toPrecision(3))),
    );
    assert.deepEqual(
      chances,
      plain.map(value => Number(value > 0)),
    );
    assert.ok(chances.includes(0) && chances.includes(1));
  });

  it('is read where Steplight put the tag, not where the writer wrote the same', async () => {
    const { engine } = createEngine();
    const { answers } = await asked(engine.use(families.head), ['One <extra_0> two.', 'Three.']);
    assert.deepEqual(
      answers.map(({ step }) => step),
      [0, 1],
    );
    const { answers: again } = await asked(engine, ['One <extra_0> two.', 'Three.', 'Four.'], 'another');
    assert.deepEqual(odds(again).slice(0, 2), odds(answers));
    // What was a text's own word there is a tag here: nothing may be taken over that nobody asked for.
    const { answers: other } = await asked(engine, ['One ', ' two.Three.'], 'third');
    assert.ok(odds(other).every(Number.isFinite));
    await engine.dispose();
  });

  it('is the same when nothing has changed, and costs nothing then', async () => {
    const { engine } = createEngine();
    const { answers } = await asked(engine.use(families.head), forty);
    const { answers: again, result } = await asked(engine, forty, 'another');
    await engine.dispose();
    assert.deepEqual(again, answers);
    assert.equal(result.computed, 0);
  });

  it('is told of as many steps as fit', async () => {
    const { engine } = createEngine({ settings: { contextTokens: 300 } });
    const { answers, result } = await asked(engine.use(families.value), forty);
    await engine.dispose();
    assert.equal(result.fitting, answers.length);
    assert.ok(answers.length > 0 && answers.length < 40);
  });

  it('is all that such a PRM says: it writes nothing', async () => {
    const { engine } = createEngine();
    const job = { problem: 'p', steps: [], count: 1, temperature: 0, topP: 1, maxTokens: 8, seed: 1, stop: [] };
    const signal = new AbortController().signal;
    await assert.rejects(engine.use(families.head).generate(job, { signal, priority: 0 }), {
      message: "prm-head judges steps and can't write any",
    });
    await engine.dispose();
  });
});

describe('a head', () => {
  it('may lie in a file of its own, and under another known name', async () => {
    const { folder, weights } = copyOf(families.value);
    const tensors = await readSafetensors(weights);
    const bytes = readFileSync(weights);
    const parts = ['weight', 'bias'].map(part => {
      const { offset, length, shape } = tensors.get(`v_head.summary.${part}`)!;
      return { name: `value_head.summary.${part}`, shape, data: bytes.subarray(offset, offset + length) };
    });
    rename(weights, 'v_head.summary', 'forgotten.head');
    let at = 0;
    const header = parts.map(({ name, shape, data }) => {
      const from = at;
      at += data.length;
      return [name, { dtype: 'F32', shape, data_offsets: [from, at] }] as const;
    });
    const json = Buffer.from(JSON.stringify(Object.fromEntries(header)));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    const own = Buffer.concat([length, json, ...parts.map(({ data }) => data)]);
    writeFileSync(join(folder, 'policy/value_head.safetensors'), own);
    const { engine } = createEngine();
    const { answers } = await asked(engine.use(folder), ['One.', 'Two.']);
    const { answers: before } = await asked(engine.use(families.value), ['One.', 'Two.']);
    await engine.dispose();
    assert.deepEqual(answers, before);
  });

  it('that is missing is named, with the names under which it was looked for', async () => {
    const { folder, weights } = copyOf(families.head);
    rename(weights, 'score.0', 'score_0');
    const message = await refusal(folder);
    assert.match(
      message,
      /policy has no head that judges steps: steplight.json asks for score\.0\.weight with score\.2\.weight, or/,
    );
  });

  it('of another size than the tower is refused by name', async () => {
    const { folder, weights } = copyOf(families.value);
    const manifest = join(folder, 'steplight.json');
    editJson(manifest, json => Object.assign(json, { family: 'head' }));
    rename(weights, 'v_head.summary.weight', 'score.weight_________');
    const header = readFileSync(weights);
    writeFileSync(
      weights,
      Buffer.from(header.toString('latin1').replace('score.weight_________"', 'score.weight"         '), 'latin1'),
    );
    assert.match(await refusal(folder), /score\.weight is \[1, 16\], but config.json asks for \[2, 16\]/);
  });
});

describe('tokens that call a step right and wrong', () => {
  it('must have the ids that were published', async () => {
    const { folder, manifest } = copyOf(families['token, lines']);
    editJson(manifest, json => Object.assign(json, { ids: { '▁+': 648, '▁-': 387, '▁ки': 12902 } }));
    assert.match(await refusal(folder), /"▁\+" is 356, and was published as 648\. Fetch the tokenizer/);
  });

  it('must be in the vocabulary', async () => {
    const { folder, manifest } = copyOf(families['token, turns']);
    editJson(manifest, json => Object.assign(json, { labels: { good: 'certainly', bad: '-' } }));
    assert.match(await refusal(folder), /labels name "certainly", which isn't in the tokenizer's vocabulary/);
  });

  it('have a tag of one token', async () => {
    const { folder, manifest } = copyOf(families['token, lines']);
    editJson(manifest, json => Object.assign(json, { template: { kind: 'raw', afterProblem: ' ', tag: ' <step>' } }));
    const { engine } = createEngine();
    await assert.rejects(asked(engine.use(folder), ['One.']), {
      message: 'the tokenizer has no token of its own for " <step>", which steplight.json asks for',
    });
    await engine.dispose();
  });
});
