import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from '../../../server/src/cli/inOrder.ts';
import { createProgress, createStatusLine, duration, progressText } from '../../../server/src/cli/progress.ts';
import { testTerminal } from '../../support/terminal.ts';

test('progress says how far, how fast and how long, and counts only what this run did', () => {
  assert.equal(progressText(120, 400, 'solutions', 20), '120 of 400 solutions, 6.0 a second, 47 s to go');
  assert.equal(progressText(120, 400, 'solutions', 20, 100), '120 of 400 solutions, 1.0 a second, 4 min 40 s to go');
  assert.equal(progressText(1, 3, 'files', 30), '1 of 3 files, 2.0 a minute, 1 min 0 s to go');
  assert.equal(progressText(0, 400, 'files', 0), '0 of 400 files');
  assert.equal(duration(7300), '2 h 1 min');
});

test('progress is silent for short runs, rare in logs, and makes room for results', async () => {
  let now = 0;
  const person = testTerminal('/', { interactive: true });
  const shown = createProgress(person.messages, 10, 'files', 0, () => now);
  now = 500;
  await shown.reached(1);
  assert.equal(person.said(), '');
  now = 2000;
  await shown.reached(4);
  await shown.clear();
  assert.equal(person.said(), '\r\u001b[K4 of 10 files, 2.0 a second, 3 s to go\r\u001b[K');

  const log = testTerminal('/');
  now = 0;
  const logged = createProgress(log.messages, 10, 'files', 0, () => now);
  for (now = 1000; now <= 61_000; now += 1000) await logged.reached(2);
  assert.equal(log.said().split('\n').length - 1, 2);
});

test('a line of status is written over on a terminal, and said anew twice a minute in a log', async () => {
  let now = 0;
  const person = testTerminal('/', { interactive: true, columns: 8 });
  const line = createStatusLine(person.messages, () => now);
  for (now of [0, 50, 100]) await line.show(`${now} of 100 MB`);
  await line.clear();
  assert.equal(person.said(), '\r\u001b[K0 of 10\r\u001b[K100 of \r\u001b[K');
  const log = testTerminal('/');
  const logged = createStatusLine(log.messages, () => now);
  for (now = 1000; now <= 61_000; now += 1000) await logged.show(`${now}`);
  await logged.clear();
  assert.equal(log.said(), '1000\n31000\n61000\n');
});

test('work in order: never more than the width at once, results in the order of the items', async () => {
  let running = 0;
  let most = 0;
  const results: number[] = [];
  const work = async (item: number) => {
    most = Math.max(most, ++running);
    await new Promise(resolve => setTimeout(resolve, (item * 7) % 5));
    running--;
    return item;
  };
  for await (const result of inOrder(
    Array.from({ length: 20 }, (_, i) => i),
    3,
    work,
  ))
    results.push(result);
  assert.deepEqual(
    results,
    Array.from({ length: 20 }, (_, i) => i),
  );
  assert.ok(most <= 3 && most > 1);
  await assert.rejects(async () => {
    for await (const _ of inOrder([1], 2, () => Promise.reject(new Error('no')))) assert.fail();
  }, /no/);
});
