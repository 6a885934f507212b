/**
 * Proves the CUDA path at true size, on a machine with an NVIDIA card, without downloading a model: builds a pair in the shape of
 * Qwen2.5-7B with random bfloat16 weights, scores with it through the engine as the editor does, and compares with transformers.
 *
 *     node bench/gpu/run.ts --folder BIG_DISK [--runtime PROVIDER_FOLDER] [--python PYTHON] [--layers 28] [--small]
 *
 * README.md says where the provider libraries come from. The report is printed as Markdown.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { readGpu } from '../../server/src/engine/cuda.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Device } from '../../server/src/engine/messages.ts';
import { qwen7B, small, writePrm } from './randomPair.ts';

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string' },
    runtime: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    layers: { type: 'string', default: String(qwen7B.layers) },
    device: { type: 'string', default: 'cuda' },
    // Towers that any machine runs in a minute: to try this script, not the card.
    small: { type: 'boolean', default: false },
  },
});
if (options.folder === undefined) throw new Error('Say --folder: where 31 GB may be written for a while.');
const shape = options.small ? small : { ...qwen7B, layers: Number(options.layers) };
const folder = join(options.folder, `steplight-gpu-bench-${shape.layers}-${shape.hidden}`);
const lengths = options.small ? [512, 1024] : [512, 2048, 8192];
const problem = 'Add all numbers.';

const parameters = existsSync(folder) ? undefined : writePrm(folder, shape);
console.log(`# Steplight on a card: two towers of ${JSON.stringify(shape)}, random bfloat16 weights\n`);
if (parameters !== undefined)
  console.log(`${(parameters / 1e9).toFixed(2)}G parameters in each tower, written to ${folder}\n`);

const engine = new Engine({
  worker: join(import.meta.dirname, '../../server/src/engine/worker.ts'),
  cacheFolder: join(options.folder, 'steplight-gpu-cache'),
  log: message => console.log(`- ${message}`),
  settings: {
    device: options.device as Device,
    contextTokens: 8320,
    cacheBytes: 8 * 2 ** 30,
    runtimeFolder: options.runtime,
    idleMilliseconds: 0,
  },
});
try {
  const begin = performance.now();
  const prm = await engine.load(folder);
  console.log(`- loaded in ${((performance.now() - begin) / 1000).toFixed(1)} s on ${prm.device}, ${prm.mode}\n`);
  await speed();
  await agreement();
} finally {
  await engine.dispose();
}

async function speed(): Promise<void> {
  const before = await readGpu();
  console.log('| tokens | seconds, both towers | tokens/s per tower | edit in the last step | of the prefill |');
  console.log('| --: | --: | --: | --: | --: |');
  // The first text warms the kernels up.
  await score(
    'warm',
    stepsOf(512).map(step => `Well, ${step}`),
  );
  for (const length of lengths) {
    const steps = stepsOf(length);
    const first = await score(`${length}`, steps);
    const edit = await score(`${length}`, steps.with(-1, 'So it is 7.'));
    const cells = [
      first.tokens,
      first.seconds.toFixed(3),
      ((2 * first.tokens) / first.seconds).toFixed(0),
      `${edit.seconds.toFixed(3)} s`,
      `1/${(first.seconds / edit.seconds).toFixed(0)}`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  const after = await readGpu();
  if (before && after) {
    console.log(
      `\n${after.name}, driver ${after.driver}; free memory ${gigabytes(after.freeBytes)} (before scoring ${gigabytes(before.freeBytes)})`,
    );
  }
}

/** The same text in transformers: how far the log-probabilities lie apart, and how fast it is. */
async function agreement(): Promise<void> {
  const steps = stepsOf(512);
  const { policy } = await score('agreement', steps);
  // Both towers are in memory until now; transformers needs the room.
  await engine.unload();
  const script = join(import.meta.dirname, 'transformers_gpu.py');
  const answer = await promisify(execFile)(
    options.python,
    [script, folder, JSON.stringify({ problem, steps, lengths })],
    {
      maxBuffer: 2 ** 28,
    },
  );
  const theirs: Theirs = JSON.parse(answer.stdout);
  const differences = (those: readonly number[]) => policy.map((value, i) => Math.abs(value - those[i]!));
  console.log('\n| log-probabilities of the policy | mean difference | largest |\n| --- | --: | --: |');
  const rows: [string, number[]][] = [
    ['engine to transformers in float32', differences(theirs.float32)],
    ['engine to transformers in bfloat16', differences(theirs.bfloat16)],
    ['transformers: bfloat16 to float32', theirs.bfloat16.map((value, i) => Math.abs(value - theirs.float32[i]!))],
  ];
  for (const [name, some] of rows) {
    const mean = some.reduce((sum, value) => sum + value, 0) / some.length;
    console.log(`| ${name} | ${mean.toPrecision(3)} | ${some.reduce((a, b) => Math.max(a, b), 0).toPrecision(3)} |`);
  }
  console.log(
    `\nA Gemm in bfloat16 reaches ${(theirs.gemm / 1e12).toFixed(0)} TFLOP/s on this card; one forward pass:\n`,
  );
  console.log('| tokens | transformers, tokens/s | its share of the Gemm |\n| --: | --: | --: |');
  for (const [i, seconds] of theirs.seconds.entries()) {
    const rate = (2 * theirs.parameters * lengths[i]!) / seconds;
    console.log(`| ${lengths[i]} | ${(lengths[i]! / seconds).toFixed(0)} | ${(rate / theirs.gemm).toFixed(2)} |`);
  }
  console.log(
    `\nThe engine's share of the Gemm is its tokens/s per tower · ${(2 * theirs.parameters).toExponential(2)} / ${theirs.gemm.toExponential(2)}.`,
  );
}

interface Theirs {
  readonly float32: readonly number[];
  readonly bfloat16: readonly number[];
  readonly seconds: readonly number[];
  readonly parameters: number;
  readonly gemm: number;
}

async function score(key: string, steps: readonly string[]) {
  const policy: number[] = [];
  const begin = performance.now();
  const { tokens } = await engine.score(
    { key, problem, steps },
    {
      signal: new AbortController().signal,
      priority: 0,
      onStep: step => policy.push(...('policy' in step ? step.policy : [])),
    },
  );
  return { policy, tokens, seconds: (performance.now() - begin) / 1000 };
}

/** Steps of about so many tokens altogether. */
function stepsOf(tokens: number): string[] {
  return Array.from({ length: Math.floor(tokens / 13) }, (_, k) => `So ${k} + 1 = ${k + 1}.`);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
