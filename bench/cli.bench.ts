/**
 * What the command line costs beside the engine: 1,000 files of 5 exercises, once straight through the engine and once as
 * `steplight score`, with the memory it takes.
 *
 *     npm run bench -- cli
 *
 * STEPLIGHT_BENCH_FILES says how many files, STEPLIGHT_BENCH_PRM which PRM (the embedded one).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { runCommandLine } from '../server/src/cli/commandLine.ts';
import { startEngine } from '../server/src/cli/engineRun.ts';
import { settingsFrom } from '../server/src/cli/scoring.ts';
import { defaultParseOptions, parse } from '../server/src/documents/parse.ts';
import { productWitnesses } from '../server/src/productWitnesses.ts';

const count = Number(process.env.STEPLIGHT_BENCH_FILES ?? 1000);
const prm = process.env.STEPLIGHT_BENCH_PRM ?? 'starter';

export default async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-bench-'));
  try {
    const texts = Array.from({ length: count }, (_, i) => file(i));
    for (const [i, text] of texts.entries()) writeFileSync(join(folder, `${i}.md`), text);
    const name = prm === 'starter' ? prm : resolve(prm);
    const alone = await engineAlone(texts, name);
    const { seconds, megabytes } = await commandLine(folder, name);
    const perSecond = (time: number) => `${((5 * count) / time).toFixed(0)} exercises a second`;
    console.log(`${count} files of 5 exercises, PRM ${prm}`);
    console.log(`  engine alone          ${alone.toFixed(1)} s  ${perSecond(alone)}`);
    console.log(`  steplight score       ${seconds.toFixed(1)} s  ${perSecond(seconds)}`);
    console.log(`  share of its speed    ${(alone / seconds).toFixed(2)}`);
    console.log(`  memory of the process ${megabytes.toFixed(0)} MB more at the end than at the start`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every exercise is another one, so that nothing is remembered from the last. */
const file = (i: number): string => Array.from({ length: 5 }, (_, k) => exercise(5 * i + k)).join('\n\n');

function exercise(n: number): string {
  const [a, b] = [2 + (n % 7), 3 + (n % 11)];
  const steps = [
    `Subtract ${b} on both sides: $${a}x = ${a * n + b} - ${b}$.`,
    `That is $${a}x = ${a * n}$.`,
    `Divide by ${a}: $x = \\frac{${a * n}}{${a}}$.`,
    `So $x = ${n}$.`,
  ];
  return [`## Exercise ${n}`, `Solve $${a}x + ${b} = ${a * n + b}$.`, '### Solution', ...steps].join('\n\n');
}

async function engineAlone(texts: readonly string[], name: string): Promise<number> {
  const run = await startEngine(settingsFrom({ prm: name }, process.cwd()), new AbortController().signal, () => {});
  const exercises = texts.flatMap(text => parse(text, 'markdown', defaultParseOptions).exercises);
  const begun = performance.now();
  for (const [i, { problem, steps }] of exercises.entries())
    await run.logProbs(
      String(i),
      problem.text,
      steps.map(({ reading }) => reading.text),
    );
  const took = performance.now() - begun;
  await run.engine.dispose();
  return took / 1000;
}

async function commandLine(folder: string, name: string): Promise<{ seconds: number; megabytes: number }> {
  const silent = { interactive: false, columns: 100, write: async () => {} };
  const terminal = {
    folder,
    environment: {},
    input: Readable.from([]),
    output: silent,
    messages: silent,
    interrupted: new AbortController().signal,
  };
  const before = process.memoryUsage().rss;
  const begun = performance.now();
  await runCommandLine(['score', '.', '--json', '--witness', 'prm', '--prm', name], {
    terminal,
    createWitnesses: productWitnesses,
  });
  return {
    seconds: (performance.now() - begun) / 1000,
    megabytes: (process.memoryUsage().rss - before) / 2 ** 20,
  };
}
