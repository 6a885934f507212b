import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScoreJob } from '../server/src/engine/messages.ts';
import { RemoteScorer } from '../server/src/remote/remoteScorer.ts';
import { seeded } from '../test/support/simulatedServer.ts';

const capacity = 16;
const folder = join(import.meta.dirname, '../test/fixtures/parity/pair-qwen');
const [unloadedJobs, bulkSeconds, warmUpSeconds] = [24, 120, 45];

/**
 * A server of fixed capacity, in a process of its own and over real HTTP: it works on 16 questions at a time, each for 300 ms and
 * a millisecond per token, and makes the others wait. How much of it a bulk job uses, and how long the editor waits meanwhile.
 */
export default async function bench(): Promise<void> {
  const server = fork(join(import.meta.dirname, 'remoteServer.ts'), [String(capacity)]);
  const [port] = (await once(server, 'message')) as [number];
  const at = { base: new URL(`http://127.0.0.1:${port}/`), model: 'tower' };
  const access = async () => ({});
  const scorer = new RemoteScorer({ folder, policy: at, reference: at, access, log: () => {} });
  const random = seeded(1);
  const end = new AbortController();
  try {
    const unloaded = await editing(scorer, random, 'unloaded', unloadedJobs);
    const bulk = Promise.all(Array.from({ length: 128 }, (_, i) => bulkJobs(scorer, random, `bulk ${i}`, end.signal)));
    await sleep(1000 * warmUpSeconds);
    const before = await workOf(server);
    const loaded = await editing(scorer, random, 'loaded', Math.round((bulkSeconds - warmUpSeconds) / 1.25));
    const after = await workOf(server);
    const width = scorer.status.width;
    end.abort();
    await bulk;

    const used = (after.worked - before.worked) / (capacity * (after.at - before.at));
    const [alone, p50, p95] = [quantile(unloaded, 0.95), quantile(loaded, 0.5), quantile(loaded, 0.95)];
    console.log(`capacity ${capacity}, used by the bulk job   ${(100 * used).toFixed(1)} %   (goal: 95 %)`);
    console.log(`questions at once                  ${width}`);
    console.log(
      `solutions per second               ${((after.answered - before.answered) / 2 / ((after.at - before.at) / 1000)).toFixed(1)}`,
    );
    console.log(`the editor's, unloaded, p50 · p95  ${ms(quantile(unloaded, 0.5))} · ${ms(alone)}`);
    console.log(
      `the editor's, beside it, p50 · p95 ${ms(p50)} · ${ms(p95)}   p95 ${(p95 / alone).toFixed(2)} × unloaded (goal: under 2)`,
    );
    if (used < 0.95 || p95 >= 2 * alone) throw new Error('A goal was missed.');
  } finally {
    end.abort();
    await scorer.dispose();
    server.kill();
  }
}

/** Somebody writes: the last step changes, and its score is waited for. */
async function editing(scorer: RemoteScorer, random: () => number, key: string, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const job = jobOf(`${key} ${i}`, 6, random);
    const begun = performance.now();
    await scorer.score(job, { signal: AbortSignal.timeout(60_000), priority: 1, onStep: () => {} });
    taken.push(performance.now() - begun);
    await sleep(500 + 500 * random());
  }
  return taken;
}

async function bulkJobs(scorer: RemoteScorer, random: () => number, key: string, signal: AbortSignal): Promise<void> {
  for (let i = 0; !signal.aborted; i++) {
    const job = jobOf(`${key} ${i}`, 2 + Math.floor(8 * random()), random);
    await scorer.score(job, { signal, priority: 0, onStep: () => {} }).catch(error => {
      if (!signal.aborted) throw error;
    });
  }
}

function jobOf(key: string, steps: number, random: () => number): ScoreJob {
  const number = () => Math.floor(1000 * random());
  return {
    key,
    problem: `How much is ${number()} + ${number()}?`,
    steps: Array.from({ length: steps }, () => `Then we add ${number()} and get ${number()}.`),
  };
}

interface Work {
  readonly at: number;
  readonly worked: number;
  readonly answered: number;
}

async function workOf(server: ReturnType<typeof fork>): Promise<Work> {
  server.send('work?');
  const [work] = (await once(server, 'message')) as [Work];
  return work;
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;
}

const ms = (milliseconds: number) => `${Math.round(milliseconds)} ms`;
