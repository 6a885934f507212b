/**
 * Somebody writes the last step of a long solution, sentence by sentence, with the real server and engine: 60 words a minute
 * for two minutes (or STEPLIGHT_BENCH_SECONDS). How long after a pause is the step scored, and does any mark before it go?
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../scripts/root.ts';
import { type LspClient, startServer } from '../test/support/lspClient.ts';

const uri = 'file:///long.md';
const steps = 30;
const seconds = Number(process.env.STEPLIGHT_BENCH_SECONDS ?? 120);
/** A word of five letters and a space, 60 times a minute. */
const keyGap = 1000 / 6;
const pause = 2500;
const words = ['hence', 'eight', 'seven', 'makes', 'fifty', 'units', 'which', 'gives', 'sixty', 'whole'];

export default async function bench(): Promise<void> {
  const settings = { prm: join(root, 'test/fixtures/parity/pair-qwen'), device: 'cpu' };
  const server = await startServer(['server/src/main.ts'], { settings });
  try {
    const line = (k: number) => `Step ${k}: $${k} + ${k} = ${2 * k}$, as one sees at once.`;
    const first = Array.from({ length: steps }, (_, k) => line(k + 1)).join('\n\n');
    server.open(uri, `**Problem.** Add.\n\n**Solution.** ${first}\n\nEnd:`);
    await server.until(() => server.statuses.at(-1)?.state === 'ready', 'the first scores', 60_000);
    await marked(server, steps, 60_000);
    let [lost, looks] = [0, 0];
    const waits: number[] = [];
    const end = Date.now() + 1000 * seconds;
    for (let sentence = 0; Date.now() < end; sentence++) {
      for (const letter of ` ${words.map((_, k) => words[(sentence + k) % words.length]).join(' ')}`) {
        const text = server.text(uri);
        server.edit(uri, text.slice(text.lastIndexOf('End:')), `${text.slice(text.lastIndexOf('End:'))}${letter}`);
        await sleep(keyGap);
        looks++;
        if ((await server.hints(uri)).length < steps) lost++;
      }
      const since = Date.now();
      await marked(server, steps + 1, pause);
      waits.push(Date.now() - since + keyGap);
      await sleep(Math.max(0, since + pause - Date.now()));
    }
    waits.sort((a, b) => a - b);
    const at = (share: number) => `${Math.round(waits[Math.floor(share * (waits.length - 1))]!)} ms`;
    console.log(`${steps} steps, ${looks} keys, ${waits.length} pauses`);
    console.log(`marks of earlier steps that were missing when looked at: ${lost} of ${looks} looks`);
    console.log(`from the last key to the score, with the delay of 600 ms: median ${at(0.5)}, most ${at(1)}`);
  } finally {
    await server.stop();
  }
}

/** Waits until so many steps have a mark. */
async function marked(server: LspClient, count: number, patience: number): Promise<void> {
  const end = Date.now() + patience;
  while ((await server.hints(uri)).length < count) {
    if (Date.now() > end) throw new Error(`${count} steps are not scored within ${patience} ms.`);
    await sleep(20);
  }
}
