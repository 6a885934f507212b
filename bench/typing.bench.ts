/**
 * Typing into a 20,000-line Markdown file while a slow PRM works: how long the server's event loop was held, measured inside
 * the server, and how soon the editor gets its marks back after a key.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../test/support/lspClient.ts';

const uri = 'file:///thesis.md';

export default async function bench(): Promise<void> {
  const text = thesis(20_000);
  const server = await startServer(['test/support/fakeServer.ts'], {
    env: { FAKE_DELAY: '20' },
    settings: { delay: 300 },
  });
  try {
    const opened = performance.now();
    server.open(uri, text);
    await server.news(({ version }) => version === 1, 60_000);
    const first = performance.now() - opened;
    await sleep(2000);
    await server.connection.sendRequest('test/watchEventLoop');
    const answers: number[] = [];
    for (let key = 0; key < 100; key++) {
      const at = `Step 2 of exercise ${700 + (key % 3)}`;
      server.edit(uri, at, `${at}${key % 10 === 9 ? '\n' : 'x'}`);
      const asked = performance.now();
      await server.hints(uri, { start: { line: 9_000, character: 0 }, end: { line: 9_060, character: 0 } });
      answers.push(performance.now() - asked);
      await sleep(100);
    }
    const delay: Record<'p50' | 'p99' | 'max', number> = await server.connection.sendRequest('test/eventLoopDelay');
    answers.sort((a, b) => a - b);
    const row = (name: string, value: number, goal = '') =>
      console.log(`${name.padEnd(44)}${value.toFixed(1).padStart(9)} ms  ${goal}`);
    console.log(`20,000 lines, ${Math.round(text.length / 1000)} kB, 100 keys, a witness of 20 ms per step`);
    row('open until first news', first);
    row('event loop delay, median', delay.p50);
    row('event loop delay, 99th percentile', delay.p99, 'goal: under 50');
    row('event loop delay, longest', delay.max);
    row('hints after a key, median', answers[50]!);
    row('hints after a key, 99th percentile', answers[98]!);
  } finally {
    await server.stop();
  }
}

function thesis(lines: number): string {
  const exercises: string[] = [];
  for (let k = 1; exercises.length * 12 < lines; k++) {
    exercises.push(
      `## Exercise ${k}\n\n**Problem.** Solve $${k}x + 5 = ${k + 5}$.\n\n**Solution.** Subtract 5: $${k}x = ${k}$.\n\n` +
        `Step 2 of exercise ${k}: divide by ${k}.\n\nSo $x = 1$, which was to be shown.\n\nSome more words on it.\n`,
    );
  }
  return exercises.join('\n');
}
