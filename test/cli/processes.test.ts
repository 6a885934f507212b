import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { labelledSolutions } from '../../server/src/cli/labelledSolutions.ts';
import { folderWith } from '../support/folder.ts';

/** The command line as a user starts it, with the bundle's own engine and exact check. */

const repository = dirname(dirname(import.meta.dirname));
const program = join(repository, 'dist', 'cli.mjs');
const tinyPrm = join(repository, 'test', 'fixtures', 'parity', 'pair-qwen');

interface Ended {
  readonly code: number | null;
  readonly printed: string;
  readonly said: string;
}

function start(folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), LOCALAPPDATA: join(folder, 'cache') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { printed: '', said: '' };
  child.stdout.setEncoding('utf8').on('data', text => {
    texts.printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    texts.said += text;
  });
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, ...texts }));
  return { child, ended };
}

const run = (folder: string, ...args: string[]) => start(folder, ...args).ended;

/** Labelled solutions that anybody can check: sums, the wrong ones off by one from some step on. */
function sums(count: number): string {
  return Array.from({ length: count }, (_, i) => {
    const firstError = i % 3 === 0 ? null : (i * 7) % 4;
    let total = i;
    const steps = Array.from({ length: 4 }, (_, k) => {
      const before = total;
      total += 10 + k + (k === firstError ? 1 : 0);
      return `Adding ${10 + k} gives $${before} + ${10 + k} = ${total}$.`;
    });
    const label = firstError ?? -1;
    return JSON.stringify({ problem: `Begin with ${i}.`, steps, label, final_answer_correct: label < 0 });
  }).join('\n');
}

test('the samples: mistakes are found where they are, and nothing else is called wrong', async () => {
  const { code, printed } = await run(repository, 'score', 'samples', '--witness', 'exact', '--json');
  assert.equal(code, 1);
  const files = JSON.parse(printed) as {
    file: string;
    exercises: { steps: { verdict: string; reason: string }[] }[];
  }[];
  const found = files.flatMap(({ file, exercises }) =>
    exercises.flatMap(({ steps }, e) =>
      steps.flatMap(({ verdict, reason }, s) =>
        verdict === 'suspicious' ? [`${file} ${e + 1}.${s + 1}: ${reason}`] : [],
      ),
    ),
  );
  assert.equal(found.length, 9);
  assert.match(found[0]!, /brueche\.md 2\.3: .*11\/12/);
  assert.match(found[1]!, /compost\.md 1\.1: 12·13 is 156, not 146/);
  assert.match(found[2]!, /equations\.md 1\.1: for x = 8, 5\(x - 3\) = 2x \+ 9 holds, but 5x - 3 = 2x \+ 9 doesn't/);
  assert.match(found[3]!, /squares\.tex 2\.2: √225 is 15, not 25/);
  assert.match(found[4]!, /chinese\.md 2\.2: the derivative of 6x\^2\+C is 12x, not 6x/);
  assert.match(found[5]!, /english\.md 2\.2: for x = -4, 7 - 4x ≥ 19 holds, but x ≥ -3 doesn't/);
  assert.match(found[6]!, /german\.md 2\.1: for x = 10, 6\(x - 2\) = 4x \+ 8 holds, but 6x - 2 = 4x \+ 8 doesn't/);
  assert.match(found[7]!, /russian\.md 2\.1: the derivative of .* is 15x\^2 - 8x \+ 2, not 15x\^3-8x\^2\+2/);
  assert.match(found[8]!, /spanish\.md 2\.1: for y = 4, 4x \+ 3y = 18 and 4x - y = 2 hold, but 2y = 16 doesn't/);
});

test('roots, too, are worked out: what they need is loaded for them', async t => {
  const folder = folderWith(t, { 'roots.md': '**Solution.** So $\\sqrt{2} + \\sqrt{8} = \\sqrt{10}$.\n' });
  const { code, printed } = await run(folder, 'score', 'roots.md', '--witness', 'exact');
  assert.equal(code, 1);
  assert.match(printed, /√2\+√8 is about 4\.2426, but √10 is about 3\.1623/);
});

/** Resolves when so many results of a run are kept in the cache. */
async function kept(folder: string, results: number): Promise<void> {
  const cache = join(folder, 'cache', 'steplight', 'results');
  const lines = () =>
    existsSync(cache)
      ? readdirSync(cache).reduce(
          (sum, name) => sum + readFileSync(join(cache, name), 'utf8').split('\n').length - 2,
          0,
        )
      : 0;
  for (let i = 0; i < 1000 && lines() < results; i++) await sleep(20);
}

test('a killed evaluation goes on when the same command is given again, to the same bytes', async t => {
  const folder = folderWith(t, { 'data.jsonl': sums(150) });
  const command = ['eval', 'data.jsonl', '--json', '--prm', tinyPrm] as const;
  const straight = await run(folder, ...command, '--results', 'straight.jsonl');
  assert.equal(straight.code, 0, straight.said);
  for (const results of [10, 60]) {
    const { child, ended } = start(folder, ...command);
    await kept(folder, results);
    await sleep(Math.random() * 100);
    child.kill('SIGKILL');
    assert.deepEqual((await ended).code, null, 'the run was over before it could be killed');
  }
  const resumed = await run(folder, ...command);
  assert.equal(resumed.code, 0, resumed.said);
  assert.match(resumed.said, /\d+ of 150 solutions are known already/);
  assert.equal(resumed.printed, straight.printed);
});

test('an interrupted evaluation says how to go on', async t => {
  const folder = folderWith(t, { 'data.jsonl': sums(300) });
  const { child, ended } = start(folder, 'eval', 'data.jsonl', '--prm', tinyPrm);
  await kept(folder, 5);
  child.kill('SIGINT');
  const { code, said } = await ended;
  assert.equal(code, 130);
  assert.match(said, /Interrupted: the same command goes on where it was\./);
});

test('a thousand files of five exercises: memory stays flat', async t => {
  const exercise = (i: number) =>
    [
      `## Exercise ${i}`,
      `Add up from $${i}$.`,
      '### Solution',
      ...Array.from({ length: 3 }, (_, k) => `Step by step: $${i} + ${k} = ${i + k}$, as everybody can see.`),
    ].join('\n\n');
  const file = (i: number) => Array.from({ length: 5 }, (_, k) => exercise(5 * i + k)).join('\n\n');
  const files = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`notes/${i}.md`, file(i)]));
  const folder = folderWith(t, {
    ...files,
    // Runs the command line in this process and tells what it took at most.
    'measured.mjs': `process.on('exit', () => console.error(process.resourceUsage().maxRSS));\nawait import(${JSON.stringify(program)});`,
  });
  const peak = async (names: string) => {
    const child = spawn(process.execPath, ['measured.mjs', 'score', names, '--witness', 'exact', '--json'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', text => {
      said += text;
    });
    assert.deepEqual(await once(child, 'close'), [0, null]);
    return Number(said.trim().split('\n').at(-1)) / 1024;
  };
  const [few, many] = [await peak('notes/1??.md'), await peak('notes')];
  t.diagnostic(`100 files: ${few.toFixed(0)} MB at most; 1000 files: ${many.toFixed(0)} MB`);
  assert.ok(many < 400, `${many} MB`);
  assert.ok(many - few < 120, `${few} MB for 100 files, ${many} MB for 1000`);
});

test('doctor: all is well with a PRM that works, and says what is wrong with one that does not', async t => {
  const well = await run(repository, 'doctor', '--prm', tinyPrm, '--json');
  assert.equal(well.code, 0, well.printed);
  const names = JSON.parse(well.printed).map(({ what }: { what: string }) => what);
  for (const name of ['Steplight', 'Node', 'ONNX Runtime', 'Exact check', 'PRM', 'Device cpu', 'Engine', 'Scoring'])
    assert.ok(names.includes(name), name);
  const none = await run(folderWith(t, {}), 'doctor', '--prm', './nowhere');
  assert.equal(none.code, 2);
  assert.match(none.printed, /✗ PRM +.*nowhere.* isn't a PRM/);
});

test("calibrate fits, says how good it is, and writes nothing but its own fields when it's told to", async t => {
  const folder = folderWith(t, { 'data.jsonl': sums(60) });
  cpSync(tinyPrm, join(folder, 'prm'), { recursive: true });
  const manifest = () => JSON.parse(readFileSync(join(folder, 'prm', 'steplight.json'), 'utf8'));
  const before = manifest();
  const shown = await run(folder, 'calibrate', 'data.jsonl', '--prm', 'prm', '--json');
  assert.equal(shown.code, 0, shown.said);
  assert.deepEqual(manifest(), before);
  const fitted = JSON.parse(shown.printed);
  assert.equal(fitted.states, 240);
  const { cautious, balanced, strict } = fitted.thresholds;
  assert.ok(cautious <= balanced && balanced <= strict);
  const written = await run(folder, 'calibrate', 'data.jsonl', '--prm', 'prm', '--write');
  assert.match(written.printed, /Written into steplight\.json/);
  const { calibration, thresholds, range, ...rest } = manifest();
  assert.deepEqual(
    [rest, { calibration, thresholds, range }],
    [before, { calibration: fitted.calibration, thresholds: fitted.thresholds, range: fitted.range }],
  );
  const judged = await run(folder, 'eval', 'data.jsonl', '--prm', 'prm', '--json');
  assert.equal(JSON.parse(judged.printed).files[0].threshold.from, 'manifest');
});

test('figures on real data: the exact check on ProcessBench', async (t: TestContext) => {
  const data = join(process.env.STEPLIGHT_DATA ?? join(repository, '../shared/data'), 'processbench', 'gsm8k.json');
  try {
    assert.equal(labelledSolutions(readFileSync(data, 'utf8')).length, 400);
  } catch {
    return t.skip(`The public data aren't here: ${data} (STEPLIGHT_DATA names their folder).`);
  }
  const { code, printed } = await run(repository, 'eval', data, '--witness', 'exact', '--json');
  assert.equal(code, 0);
  const { solutions, falseAlarmRate, warningPrecision } = JSON.parse(printed);
  assert.equal(solutions, 400);
  assert.ok(falseAlarmRate <= 0.01 && warningPrecision >= 0.8, `${falseAlarmRate} ${warningPrecision}`);
});

test('PRMs that say a chance for each step: scored, evaluated, chosen by', async t => {
  const data = ['1', '2', '3'].map(problem => ({ problem, steps: ['We add.', 'It is 5.'], label: -1 }));
  const response = (steps: string[], answer: string) => ({ steps, answer });
  const responses = [response(['So it is 5.'], '5'), response(['So it is 6.'], '6')];
  const folder = folderWith(t, {
    'a.md': '**Problem.** How much is $2 + 3$?\n\n**Solution.** We add $2$ and $3$.\n\nIt is more than $4$.\n',
    'data.json': JSON.stringify(data),
    'sampled.json': JSON.stringify([{ problem: 'How much is 2+3?', answer: '5', responses }]),
  });
  for (const kind of ['prm-head', 'prm-value', 'prm-shepherd', 'prm-turns']) {
    const prm = ['--prm', join(dirname(tinyPrm), kind), '--device', 'cpu', '--json'];
    const scored = await run(folder, 'score', 'a.md', ...prm);
    const { chance, reward, q, onTrack } = JSON.parse(scored.printed)[0].exercises[0].steps[1];
    assert.ok(chance > 0 && chance < 1, `${kind}: ${chance}`);
    assert.deepEqual([reward, q, onTrack], [null, null, null]);
    const evaluated = await run(folder, 'eval', 'data.json', ...prm);
    assert.deepEqual([evaluated.code, JSON.parse(evaluated.printed).coverage], [0, 1], evaluated.said);
    const chosen = await run(folder, 'bon', 'sampled.json', ...prm);
    assert.deepEqual([chosen.code, JSON.parse(chosen.printed).bestOf.length], [0, 2], chosen.said);
  }
  const fitted = await run(folder, 'calibrate', 'data.json', '--prm', join(dirname(tinyPrm), 'prm-head'));
  assert.equal(fitted.code, 2);
  assert.match(fitted.said, /prm-head says chances by itself, so there is nothing to fit/);
});
