import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FakeTower, fakeTower } from '../support/fakeTower.ts';

const root = join(import.meta.dirname, '../..');
const prm = join(root, 'test/fixtures/parity/pair-qwen');
const solutions = 40;

describe('a bulk job against a server, killed on the way', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-bulk-'));
  const data = join(folder, 'data.json');
  const results = join(folder, 'results.jsonl');
  let tower: FakeTower;

  before(async () => {
    const all = Array.from({ length: solutions }, (_, i) => ({
      problem: `How much is ${i} + 1?`,
      steps: [`We add one to ${i}.`, `It is ${i + 1}.`],
      label: i % 3 === 0 ? 1 : -1,
      final_answer_correct: i % 3 !== 0,
    }));
    writeFileSync(data, JSON.stringify(all));
    tower = await fakeTower({
      key: 'of-the-server',
      instead: async () => {
        await sleep(40);
        return false;
      },
    });
  });
  after(() => {
    tower.close();
    rmSync(folder, { recursive: true });
  });

  function evaluate(): { readonly child: ChildProcess; readonly said: () => string } {
    const at = ['--endpoint', `${tower.base.origin}/v1`, '--endpoint-model', 'tower', '--reference-model', 'tower'];
    const command = ['server/src/cli/main.ts', 'eval', data, '--prm', prm, ...at, '--witness', 'prm', '--jobs', '4'];
    const child = spawn(process.execPath, [...command, '--results', results, '--json'], {
      cwd: root,
      env: { ...process.env, STEPLIGHT_ENDPOINT_KEY: 'of-the-server' },
    });
    let said = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', part => {
        said += part;
      });
    }
    return { child, said: () => said };
  }
  const questions = () => tower.asked.filter(({ body }) => Array.isArray(body.prompt)).length;
  const kept = () => readFileSync(results, 'utf8').trim().split('\n').length - 1;

  it('goes on where it was, without asking again for what it has', async () => {
    const first = evaluate();
    while (questions() < 30) await sleep(10);
    const ended = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await ended;
    const known = kept();
    assert.ok(known > 5 && known < solutions, `${known} results are kept`);

    const before = questions();
    const second = evaluate();
    const [code] = await once(second.child, 'close');
    assert.equal(code, 0, second.said());
    assert.equal(kept(), solutions);
    // Two towers, and each is probed once.
    assert.equal(questions() - before, 2 * (solutions - known) + 2);
  });

  it('says the key nowhere', () => {
    assert.ok(!readFileSync(results, 'utf8').includes('of-the-server'));
  });
});
