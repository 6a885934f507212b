/**
 * The engine against its yardsticks, all in one run: the rate of one large Gemm through ONNX Runtime, transformers on the same
 * weights and threads (where STEPLIGHT_PYTHON, or python3, has it), what an edit costs, what memory a tower takes, and how long the
 * parent's event loop is held while its engine is busy. STEPLIGHT_THREADS says how many threads everybody gets.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as runtime from 'onnxruntime-node';
import { openCheckpoint } from '../server/src/checkpoint/checkpoint.ts';
import { Engine } from '../server/src/engine/engine.ts';
import { Tower } from '../server/src/engine/tower.ts';
import { bytesOf, ModelWriter } from '../server/src/graph/onnx.ts';
import { writePrm, writeTower } from './randomPrm.ts';

const tokens = 512;
const threads = Number(process.env.STEPLIGHT_THREADS ?? Math.min(2, availableParallelism()));
const worker = join(import.meta.dirname, '../server/src/engine/worker.ts');

export default async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-bench-'));
  try {
    const hundredMillion = { hidden: 768, layers: 12, intermediate: 2048, heads: 12, kvHeads: 4, vocabulary: 32_000 };
    const parameters = writePrm(join(folder, 'prm'), hundredMillion);
    console.log(`${(parameters / 1e6).toFixed(0)}M parameters, float32, ${threads} threads`);
    await speed(join(folder, 'prm/policy'), parameters);
    await edits(join(folder, 'prm'));
    await openings(folder);
    await wideVocabulary(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function speed(folder: string, parameters: number): Promise<void> {
  const ids = Array.from({ length: tokens + 1 }, (_, i) => (i * 7919) % 32_000);
  const towers = [await openTower(folder, false), await openTower(folder, true)];
  const { multiply, release } = await gemm();
  // Taken in turns, so that whatever else the machine does hits all alike.
  const [one, fast, lean] = (await inTurns([multiply, ...towers.map(tower => reading(tower, ids))], 5)) as [
    Seconds,
    Seconds,
    Seconds,
  ];
  for (const tower of towers) await tower.release();
  await release();
  const flops = 2 * parameters * tokens;
  row('one large Gemm', `${(gemmFlops / one.wall / 1e9).toFixed(0)} GFLOP/s`);
  for (const [name, seconds] of Object.entries({ 'tower, fast': fast, 'tower, lean': lean })) {
    const share = (clock: keyof Seconds) => (flops / seconds[clock] / (gemmFlops / one[clock])).toFixed(2);
    const rates = `${(tokens / seconds.wall).toFixed(0)} tokens/s, ${(flops / seconds.wall / 1e9).toFixed(0)} GFLOP/s`;
    row(name, rates, `${share('wall')} of the Gemm, ${share('processor')} by processor time (goal: 0.75)`);
  }
  const theirs = transformers(folder, ids);
  if (theirs === undefined) {
    row('transformers', 'not here');
    return;
  }
  const faster = (clock: keyof Seconds) => (theirs[clock] / fast[clock]).toFixed(2);
  const rate = `${(tokens / theirs.wall).toFixed(0)} tokens/s`;
  row(
    'transformers',
    rate,
    `the fast tower is ${faster('wall')} times as fast, ${faster('processor')} by processor time (goal: above 1)`,
  );
}

/** By the clock, and by what this process had of the processors, which doesn't see what else the machine does. */
interface Seconds {
  readonly wall: number;
  readonly processor: number;
}

/** Reads the text in chunks, as the engine does so that it can be stopped. */
function reading(tower: Tower, ids: readonly number[]): () => Promise<void> {
  const chunk = 128;
  const keyValues = tower.keyValues(tokens);
  const rows = Array.from({ length: chunk }, (_, i) => i);
  return async () => {
    for (let at = 0; at < tokens; at += chunk) {
      await tower.logProbs(keyValues, at, ids.slice(at, at + chunk), rows, ids.slice(at + 1, at + chunk + 1));
    }
  };
}

async function edits(folder: string): Promise<void> {
  const engine = new Engine({ worker, log: () => {}, settings: { device: 'cpu', threads } }).use(folder);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const ask = async (key: string, steps: readonly string[]) => {
    const begin = performance.now();
    const options = { signal: new AbortController().signal, priority: 0, onStep: () => {} };
    const { tokens } = await engine.score({ key, problem: 'Add all numbers.', steps }, options);
    return { tokens, seconds: (performance.now() - begin) / 1000 };
  };
  await engine.load(folder);
  const rounds: { first: number; last: number; middle: number; tokens: number }[] = [];
  for (let round = 0; round < 4; round++) {
    const steps = Array.from({ length: 40 }, (_, k) => `So ${k + round} + 1 = ${k + round + 1}.`);
    delay.enable();
    const first = await ask(`${round}`, steps);
    const last = await ask(`${round}`, steps.with(39, 'So it is 7.'));
    const middle = await ask(`${round}`, steps.with(19, 'So it is 8.').with(39, 'So it is 7.'));
    delay.disable();
    // Steps are told when a chunk ends, so the clock at a step says little: the part behind it is taken by its share, and
    // all steps are of one length.
    const behind = first.seconds * (21 / 40);
    // The first round warms up.
    if (round > 0) {
      rounds.push({
        first: first.seconds,
        last: last.seconds / first.seconds,
        middle: middle.seconds / behind,
        tokens: first.tokens,
      });
    }
  }
  await engine.dispose();
  const of = (name: 'first' | 'last' | 'middle' | 'tokens') => median(rounds.map(round => round[name]));
  row(
    '40 steps, first time',
    `${of('first').toFixed(2)} s, ${of('tokens')} tokens`,
    `${(of('tokens') / of('first')).toFixed(0)} tokens/s through both towers`,
  );
  row('after an edit in the last', `1/${(1 / of('last')).toFixed(0)} of it`, 'goal: under 1/15');
  row('after an edit in the middle', `${of('middle').toFixed(2)} of what the part behind it cost`, 'goal: 1.2');
  row("parent's event loop, 99th percentile", `${(delay.percentile(99) / 1e6).toFixed(1)} ms`, 'goal: under 50');
}

/** How long a checkpoint of a gigabyte takes to open, and what memory it takes that isn't the file itself. */
async function openings(folder: string): Promise<void> {
  const path = join(folder, 'gigabyte');
  writeTower(path, { hidden: 2048, layers: 5, intermediate: 5632, heads: 16, kvHeads: 4, vocabulary: 8000 });
  const size = (statSync(join(path, 'model.safetensors')).size / 1e9).toFixed(2);
  for (const mode of ['lean', 'fast']) {
    const { milliseconds, opened, ran } = memoryOf(path, mode);
    const taken = `${milliseconds.toFixed(0)} ms, ${megabytes(opened)} private, ${megabytes(ran)} after 512 tokens`;
    row(`opening ${size} GB, ${mode}`, taken, mode === 'lean' ? 'goal: under 500 ms and 100 MB' : '');
  }
}

async function wideVocabulary(folder: string): Promise<void> {
  const vocabulary = 151_936;
  const path = join(folder, 'wide');
  writeTower(path, { hidden: 512, layers: 1, intermediate: 512, heads: 8, kvHeads: 8, vocabulary });
  const { ran } = memoryOf(path, 'lean');
  row(
    `${tokens} tokens, V = 152k`,
    `${megabytes(ran)} private`,
    `all logits alone would be ${megabytes(4 * tokens * vocabulary)}`,
  );
}

function memoryOf(folder: string, mode: string): { milliseconds: number; opened: number; ran: number } {
  const answer = execFileSync(process.execPath, [join(import.meta.dirname, 'memory.ts'), folder, mode]);
  return JSON.parse(answer.toString());
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

async function openTower(folder: string, lean: boolean): Promise<Tower> {
  const placement = { device: 'cpu', compute: 'float', keyValues: 'float', lean, threads } as const;
  const tower = new Tower(runtime, await openCheckpoint(folder), placement, 'logProbs', 1024);
  await tower.open();
  return tower;
}

const gemmSide = 4096;
const gemmFlops = 2 * tokens * gemmSide * gemmSide;

/** x·Wᵀ with x [512, 4096] and W [4096, 4096]. */
async function gemm(): Promise<{ multiply: () => Promise<unknown>; release: () => Promise<void> }> {
  const writer = new ModelWriter();
  const x = writer.input('x', 'float', [tokens, gemmSide]);
  const weight = new Float32Array(gemmSide * gemmSide).map((_, i) => (i % 17) / 17 - 0.5);
  const w = writer.initializer('w', 'float', [gemmSide, gemmSide], bytesOf(weight));
  writer.outputOf('y', writer.node('Gemm', [x, w], { transB: { int: 1 } }), 'float', [tokens, gemmSide]);
  // As the towers' sessions: threads that wait for work in a loop would take the processors from whoever comes next.
  const extra = { session: { intra_op: { allow_spinning: '0' } } };
  const options = { executionProviders: ['cpu'], intraOpNumThreads: threads, extra };
  const session = await runtime.InferenceSession.create(writer.finish(), options);
  const input = new runtime.Tensor('float32', new Float32Array(tokens * gemmSide).fill(0.5), [tokens, gemmSide]);
  return { multiply: () => session.run({ x: input }), release: () => session.release() };
}

/** The median seconds of each, the first round not counted. */
async function inTurns(works: readonly (() => Promise<unknown>)[], rounds: number): Promise<Seconds[]> {
  const times: Seconds[][] = works.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, work] of works.entries()) {
      const begin = performance.now();
      const processor = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(processor);
      if (round > 0) times[i]!.push({ wall: (performance.now() - begin) / 1000, processor: (user + system) / 1e6 });
    }
  }
  return times.map(some => ({
    wall: median(some.map(({ wall }) => wall)),
    processor: median(some.map(({ processor }) => processor)),
  }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Median seconds of a forward pass with log-probabilities in transformers, or undefined where it isn't installed. */
function transformers(folder: string, ids: readonly number[]): Seconds | undefined {
  writeFileSync(join(folder, 'ids.json'), JSON.stringify(ids));
  const script = join(import.meta.dirname, 'transformers_speed.py');
  try {
    const answer = execFileSync(process.env.STEPLIGHT_PYTHON ?? 'python3', [script, folder, String(threads)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(answer.toString());
  } catch {
    return undefined;
  }
}

function row(name: string, value: string, goal = ''): void {
  console.log(`${name.padEnd(38)} ${value.padEnd(34)} ${goal}`);
}
