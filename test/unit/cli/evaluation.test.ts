import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCommandLine } from '../../../server/src/cli/commandLine.ts';
import type { Witness } from '../../../server/src/witness.ts';
import type { Witnesses } from '../../../server/src/witnesses.ts';
import { fakeExactWitness } from '../../support/fakeExactWitness.ts';
import { fakeWitness } from '../../support/fakeWitness.ts';
import { folderWith } from '../../support/folder.ts';
import { testTerminal } from '../../support/terminal.ts';

function witnesses(asked: string[] = []): () => Witnesses {
  return () =>
    witnessesOf(
      fakeWitness(0, question => asked.push(question)),
      fakeExactWitness(),
    );
}

const witnessesOf = (...all: Witness[]): Witnesses => ({
  all,
  configure: () => false,
  status: () => ({ state: 'ready', text: 'fake on cpu', detail: '', prm: 'fake', device: 'cpu' }),
});

/** Six labelled solutions. The fake PRM doubts steps with "wrong" in them; the fake exact check knows 12·13. */
const solutions = [
  { steps: ['fine', 'wrong', 'fine'], label: 1, final_answer_correct: false },
  { steps: ['fine', 'fine'], label: -1, final_answer_correct: true },
  { steps: ['fine', 'fine', 'fine', 'wrong'], label: 2, final_answer_correct: false },
  { steps: ['fine', 'wrong'], label: -1, final_answer_correct: true },
  { steps: ['fine', '12 · 13 = 146', 'fine'], label: 1, final_answer_correct: false },
  { steps: ['12 · 13 = 156'], label: -1, final_answer_correct: true },
].map((one, i) => ({ id: `s-${i}`, problem: 'p', ...one }));
const data = JSON.stringify(solutions);

async function steplight(
  t: TestContext,
  files: Readonly<Record<string, string>>,
  args: string,
  createWitnesses: () => Witnesses = witnesses(),
) {
  const folder = folderWith(t, files);
  const terminal = testTerminal(folder, {
    environment: { XDG_CACHE_HOME: join(folder, 'cache'), LOCALAPPDATA: join(folder, 'cache') },
  });
  const code = await runCommandLine(args.split(' '), { terminal, createWitnesses });
  return { code, folder, printed: terminal.printed(), said: terminal.said() };
}

const json = async (t: TestContext, args: string) => {
  const { code, printed, said } = await steplight(t, { 'a.json': data, 'b.json': data }, args);
  assert.equal(code, 0, said);
  return JSON.parse(printed);
};

test('eval --json names its figures, worked out by hand', async t => {
  const result = await json(t, 'eval a.json --json');
  // Flagged: step 1 of the first (right), step 3 of the third (not 2), step 1 of the fourth (a false alarm), step 1 of the fifth.
  assert.deepEqual(
    [result.errorAccuracy, result.correctAccuracy, result.f1, result.warningPrecision, result.falseAlarmRate],
    [0.666667, 0.666667, 0.666667, 0.5, 0.333333],
  );
  assert.equal(result.coverage, 1);
  assert.deepEqual([result.prm, result.device, result.witness, result.solutions], ['fake', 'cpu', 'all', 6]);
  assert.equal(result.files[0].threshold.from, 'manifest');
  assert.ok(result.outcomeAuc > 0.5 && result.ece > 0 && result.ece < 1);
  assert.deepEqual(Object.keys(result.baselines), ['random', 'always-last']);
  for (const one of Object.values<Record<string, unknown>>(result.baselines))
    for (const name of [
      'f1',
      'errorAccuracy',
      'correctAccuracy',
      'coverage',
      'warningPrecision',
      'falseAlarmRate',
      'outcomeAuc',
      'ece',
    ])
      assert.ok(name in one, name);
  assert.equal(result.baselines['always-last'].falseAlarmRate, 1);
});

test('who is measured can be chosen', async t => {
  const exact = await json(t, 'eval a.json --json --witness exact');
  assert.deepEqual([exact.errorAccuracy, exact.correctAccuracy, exact.prm, exact.ece], [0.333333, 1, null, null]);
  // Two of the fifteen steps state something that can be worked out.
  assert.equal(exact.coverage, 0.133333);
  const prm = await json(t, 'eval a.json --json --witness prm');
  assert.equal(prm.errorAccuracy, 0.333333);
});

test('the output says where the threshold comes from', async t => {
  const threshold = async (choice: string) =>
    (await json(t, `eval a.json b.json --json --threshold ${choice}`)).files.map(
      (file: { threshold: unknown }) => file.threshold,
    );
  const [own, other] = await threshold('tuned');
  assert.deepEqual([own.from, own.tunedOn, other.tunedOn, own.value], ['tuned', 'a.json', 'a.json', other.value]);
  assert.equal((await threshold('oracle'))[1].from, 'oracle');
  assert.deepEqual(await threshold('0.25'), Array(2).fill({ from: 'given', value: 0.25, tunedOn: null }));
  const { printed } = await steplight(t, { 'a.json': data, 'b.json': data }, 'eval a.json b.json --threshold tuned');
  assert.match(printed, /tuned on this very file\./);
  assert.match(printed, /b\.json: 6 solutions, 3 wrong, 3 right, 15 steps\nThreshold: [\d.-]+, tuned on a\.json\./);
  assert.match(printed, /Mean over 2 files/);
});

test('several files: their means, and each of them', async t => {
  const result = await json(t, 'eval a.json b.json --json');
  assert.equal(result.files.length, 2);
  assert.equal(result.f1, 0.666667);
  assert.equal(result.baselines.random.f1, result.files[0].baselines.random.f1);
});

test('bad data: one line that names file and place; the other files are measured', async t => {
  const files = { 'a.json': data, 'b.json': '[{"problem": "p"}]', 'c.jsonl': 'oops\n' };
  const { code, printed, said } = await steplight(t, files, 'eval b.json a.json c.jsonl none.json --json');
  assert.equal(code, 2);
  assert.equal(
    said,
    [
      'steplight: b.json: record 1: there is neither a label nor a mistake_index.',
      "steplight: c.jsonl: line 1 isn't JSON: unexpected token 'o'.",
      'steplight: none.json: no such file or folder.',
      '',
    ].join('\n'),
  );
  assert.equal(JSON.parse(printed).files.length, 1);
});

test('without a PRM nothing is measured of one', async t => {
  const none = (): Witnesses => ({
    all: [fakeWitness(0, () => {}), fakeExactWitness()],
    configure: () => false,
    status: () => ({ state: 'none', text: 'no PRM', detail: 'The embedded PRM is not part of this build.' }),
  });
  const { code, said } = await steplight(t, { 'a.json': data }, 'eval a.json', none);
  assert.equal(code, 2);
  assert.match(
    said,
    /^steplight: The embedded PRM is not part of this build\. Name one with --prm, or .* --witness exact\.\n$/,
  );
  assert.equal((await steplight(t, { 'a.json': data }, 'eval a.json --witness exact', none)).code, 0);
});

test('a run that broke goes on where it was, and ends as if nothing had happened', async t => {
  const whole = await json(t, 'eval a.json --json');
  const folder = folderWith(t, { 'a.json': data });
  const run = async (createWitnesses: () => Witnesses) => {
    const terminal = testTerminal(folder);
    const code = await runCommandLine(['eval', 'a.json', '--json', '--results', 'kept.jsonl', '--jobs', '1'], {
      terminal,
      createWitnesses,
    });
    return { code, printed: terminal.printed(), said: terminal.said() };
  };
  let left = 3;
  const breaking = (): Witnesses => {
    const fake = fakeWitness(0, () => {});
    return witnessesOf(
      { ...fake, testify: (...question) => (left-- > 0 ? fake.testify(...question) : assert.fail('out of power')) },
      fakeExactWitness(),
    );
  };
  const broken = await run(breaking);
  assert.deepEqual([broken.code, broken.printed, broken.said], [2, '', 'steplight: out of power\n']);
  // The power went while a result was being written.
  const kept = join(folder, 'kept.jsonl');
  const lines = readFileSync(kept, 'utf8').trimEnd().split('\n');
  assert.equal(lines.length, 4);
  writeFileSync(kept, `${lines.slice(0, 3).join('\n')}\n${lines[3]!.slice(0, 20)}`);

  const asked: string[] = [];
  const rest = await run(witnesses(asked));
  assert.deepEqual(JSON.parse(rest.printed), whole);
  assert.match(rest.said, /2 of 6 solutions are known already/);
  assert.equal(asked.length, 4 + 2 + 3 + 1);
  const again = await run(witnesses(asked));
  assert.equal(again.printed, rest.printed);
  assert.equal(asked.length, 10);

  writeFileSync(join(folder, 'a.json'), JSON.stringify(solutions.slice(1)));
  const other = await run(witnesses());
  assert.equal(other.code, 2);
  assert.match(other.said, /kept\.jsonl holds results of another run/);
});

test('a machine without a place for results still measures', async t => {
  const folder = folderWith(t, { 'a.json': data, taken: 'a file where the folder should be' });
  const cache = join(folder, 'taken');
  const terminal = testTerminal(folder, { environment: { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache } });
  assert.equal(await runCommandLine(['eval', 'a.json', '--json'], { terminal, createWitnesses: witnesses() }), 0);
});

test('a finished run leaves nothing in the cache', async t => {
  const { folder } = await steplight(t, { 'a.json': data }, 'eval a.json --json');
  const cache = join(folder, 'cache');
  const names = existsSync(cache)
    ? readdirSync(cache, { recursive: true }).filter(name => String(name).endsWith('.jsonl'))
    : [];
  assert.deepEqual(names, []);
});

/** A PRM that says a chance at the end of each step: the number that stands there. */
const chances: Witness = {
  name: 'prm',
  async *testify({ steps }, from) {
    for (const [step, { reading }] of steps.entries()) {
      const chance = Number(/[\d.]+$/.exec(reading.text)![0]);
      const suspicious = { cautious: chance < 0.2, balanced: chance < 0.5, strict: chance < 0.8 };
      if (step >= from) yield { step, witness: 'prm', score: { chance, suspicious } };
    }
  },
};

test('eval of a PRM that says chances: its own threshold, its chances against what happened', async t => {
  const data = JSON.stringify([
    { id: '1', problem: 'p', steps: ['a 0.9', 'b 0.4', 'c 0.3'], label: 1, final_answer_correct: false },
    { id: '2', problem: 'p', steps: ['a 0.9', 'b 0.7'], label: -1, final_answer_correct: true },
    { id: '3', problem: 'p', steps: ['a 0.45', 'b 0.9'], label: -1, final_answer_correct: true },
    { id: '4', problem: 'p', steps: ['a 0.8', 'b 0.1', 'c 0.2'], label: 2, final_answer_correct: false },
  ]);
  const run = () => witnessesOf(chances);
  const { code, printed, said } = await steplight(t, { 'a.json': data }, 'eval a.json --json', run);
  assert.equal(code, 0, said);
  const { errorAccuracy, correctAccuracy, falseAlarmRate, outcomeAuc, files } = JSON.parse(printed);
  assert.deepEqual([errorAccuracy, correctAccuracy, falseAlarmRate, outcomeAuc], [0.5, 0.5, 0.5, 1]);
  assert.equal(files[0].threshold.from, 'manifest');
  // The last step is the lowest of the first and of the second.
  assert.equal(files[0].lowestIsLast, 0.5);
  assert.deepEqual(Object.keys(files[0].baselines), ['random', 'always-last'], 'no towers are compared');
  const given = await steplight(t, { 'a.json': data }, 'eval a.json --json --score chance --threshold 0.42', run);
  assert.equal(JSON.parse(given.printed).correctAccuracy, 1);
});

test('bon: a worked example where least, product, mean and last choose four different candidates', async t => {
  const candidates = {
    // least: .70 .65 .30 .20; product: .24 .52 .27 .19; mean: .70 .73 .80 .58; last: .70 .80 .90 .95
    min: ['a 0.7', 'b 0.7', 'c 0.7', 'd 0.7'],
    product: ['a 0.65', 'b 0.8'],
    mean: ['a 0.3', 'b 1', 'c 1', 'd 0.9'],
    last: ['a 0.2', 'b 0.95'],
  };
  const names = Object.keys(candidates);
  for (const right of names) {
    const responses = Object.entries(candidates).map(([name, steps]) => ({
      steps,
      answer: name,
      correct: name === right,
    }));
    const data = JSON.stringify([{ problem: 'p', answer: right, responses }]);
    const { code, printed, said } = await steplight(t, { 'r.json': data }, 'bon r.json --json', () =>
      witnessesOf(chances),
    );
    assert.equal(code, 0, said);
    const whole = JSON.parse(printed).bestOf.at(-1);
    assert.equal(whole.n, 4);
    for (const name of names)
      assert.equal(whole[name].share, Number(name === right), `${name}, where ${right} is right`);
  }
});

test('bon: a vote weighs chances as they are, by the PRM’s own aggregation', async t => {
  // Three that are half believed against one that is believed: .5·3 > .9, and .25·3 < .9.
  const vote = async (chance: number) => {
    const doubtful = { steps: [`a ${chance}`], answer: '1', correct: false };
    const responses = [doubtful, doubtful, doubtful, { steps: ['a 0.9'], answer: '2', correct: true }];
    const data = JSON.stringify([{ problem: 'p', answer: '2', responses }]);
    const { printed } = await steplight(t, { 'r.json': data }, 'bon r.json --json', () => witnessesOf(chances));
    return JSON.parse(printed).bestOf.at(-1).weighted.share;
  };
  assert.deepEqual([await vote(0.5), await vote(0.25)], [0, 1]);
});

test('bon: an oracle above, one sample below, and the PRM between', async t => {
  const problems = ['3', '5'].map(answer => ({
    problem: `p${answer}`,
    answer,
    responses: [`so wrong\n#### 1`, `fine\n#### ${answer}`, `fine\n#### ${answer}`, `wrong\n#### 2`],
  }));
  const { code, printed } = await steplight(t, { 'r.json': JSON.stringify(problems) }, 'bon r.json --json');
  assert.equal(code, 0);
  const result = JSON.parse(printed);
  assert.deepEqual([result.problems, result.samples, result.passAt1], [2, 8, 0.5]);
  assert.deepEqual(
    result.bestOf.map(({ n, sum, majority, oracle }: Record<string, { share: number }> & { n: number }) => [
      n,
      sum!.share,
      majority!.share,
      oracle!.share,
    ]),
    [
      [1, 0.5, 0.5, 0.5],
      [2, 0.833333, result.bestOf[1].majority.share, 0.833333],
      [4, 1, 1, 1],
    ],
  );
  const table = await steplight(t, { 'r.json': JSON.stringify(problems) }, 'bon r.json');
  assert.match(table.printed, /best by sum +50\.0 \(50\.0–50\.0\) +83\.3 .* +100\.0/);
});
