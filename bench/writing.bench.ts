/**
 * Somebody writes the last step of a long solution, sentence by sentence, with the real server and engine: 60 words a minute
 * for two minutes (or STEPLIGHT_BENCH_SECONDS). How long after a pause is the step scored, and does any mark before it go? Then
 * without pauses and with hardly any delay, so that every key meets an engine at work: how far is it behind the text?
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { root } from '../scripts/root.ts';
import { Engine, type StepScorer } from '../server/src/engine/engine.ts';
import { createPrmWitness } from '../server/src/engine/prmWitness.ts';
import { formulaView } from '../server/src/formulas/view.ts';
import { createService } from '../server/src/service.ts';
import { defaultSettings } from '../server/src/settings.ts';
import { type LspClient, startServer } from '../test/support/lspClient.ts';

const uri = 'file:///long.md';
const steps = 30;
const seconds = Number(process.env.STEPLIGHT_BENCH_SECONDS ?? 120);
/** A word of five letters and a space, 60 times a minute. */
const keyGap = 1000 / 6;
const pause = 2500;
const words = ['hence', 'eight', 'seven', 'makes', 'fifty', 'units', 'which', 'gives', 'sixty', 'whole'];

const line = (k: number) => `Step ${k}: $${k} + ${k} = ${2 * k}$, as one sees at once.`;
const solution = `**Problem.** Add.\n\n**Solution.** ${Array.from({ length: steps }, (_, k) => line(k + 1)).join('\n\n')}\n\nEnd:`;

export default async function bench(): Promise<void> {
  await pauses();
  await breathless();
}

async function pauses(): Promise<void> {
  const settings = { prm: join(root, 'test/fixtures/parity/pair-qwen'), device: 'cpu' };
  const server = await startServer(['server/src/main.ts'], { settings });
  try {
    server.open(uri, solution);
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

/** The service with the engine itself, whose runs are watched. */
async function breathless(): Promise<void> {
  const engine = new Engine({
    worker: join(root, 'server/src/engine/worker.ts'),
    log: () => {},
    settings: { device: 'cpu' },
  });
  const folder = join(root, 'test/fixtures/parity/pair-qwen');
  /** Runs that are under way, by the version of the text that they began with. */
  const running: number[] = [];
  let [version, runs, most, changedAt] = [1, 0, 0, 0];
  const lags: number[] = [];
  const behind = () => {
    most = Math.max(most, running.filter(text => text < version).length);
  };
  engine.use(folder);
  const scorer: StepScorer = {
    async score(job, options) {
      const text = version;
      runs++;
      running.push(text);
      behind();
      try {
        return await engine.score(job, options);
      } finally {
        running.splice(running.indexOf(text), 1);
        if (text < version) lags.push(performance.now() - changedAt);
      }
    },
  };
  const settings = { ...defaultSettings, delay: 50 };
  const witness = createPrmWitness({ scorer, folder, formulaView });
  const service = createService({ settings: async () => settings, changed: () => {}, log: () => {} }, [witness]);
  try {
    service.open(uri, 'markdown', version, solution);
    service.focus({ uri, offset: solution.length });
    await service.score(uri);
    runs = 0;
    let text = solution;
    for (const end = Date.now() + 500 * seconds; Date.now() < end; ) {
      text += words[version % words.length]![version % 5];
      version++;
      changedAt = performance.now();
      service.change(TextDocument.create(uri, 'markdown', version, text));
      behind();
      await sleep(keyGap);
    }
    lags.sort((a, b) => a - b);
    const at = (share: number) => `${Math.round(lags[Math.floor(share * (lags.length - 1))] ?? 0)} ms`;
    console.log(
      `without pauses and with a delay of 50 ms: ${version} keys, ${runs} runs, ${lags.length} of them overtaken by a key`,
    );
    console.log(`runs under way that spoke of an older text, at most: ${most}`);
    console.log(`how long a run went on after the key that overtook it: median ${at(0.5)}, most ${at(1)}`);
  } finally {
    await service.dispose();
    await engine.dispose();
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
