/**
 * What the command line costs beside the engine: files of 5 exercises, once straight through the engine and once as
 * `steplight score`, with the memory it takes.
 *
 *     npm run bench -- cli
 *
 * STEPLIGHT_BENCH_FILES says how many files (200), STEPLIGHT_BENCH_PRM which PRM: a name, or a folder (the embedded one).
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

const count = Number(process.env.STEPLIGHT_BENCH_FILES ?? 200);
const prm = process.env.STEPLIGHT_BENCH_PRM ?? 'starter';

/** Both take turns, so that a busy machine slows both. */
const rounds = 4;

export default async function bench(): Promise<void> {
  // A name has no separators; a folder is meant as the shell would take it.
  const name = /[\\/]|^\.+$/.test(prm) ? resolve(prm) : prm;
  const before = process.memoryUsage().rss;
  let [alone, whole] = [0, 0];
  console.log(`${count} files of 5 exercises in ${rounds} rounds, PRM ${prm}, loading included`);
  for (let round = 0; round < rounds; round++) {
    const folder = mkdtempSync(join(tmpdir(), 'steplight-bench-'));
    try {
      const first = Math.floor((round * count) / rounds);
      const texts = Array.from({ length: Math.floor(((round + 1) * count) / rounds) - first }, (_, i) =>
        file(first + i),
      );
      for (const [i, text] of texts.entries()) writeFileSync(join(folder, `${i}.md`), text);
      const times = [await engineAlone(texts, name), await commandLine(folder, name)] as const;
      alone += times[0];
      whole += times[1];
      // Said as it goes: a large PRM takes minutes.
      console.log(
        `  round ${round + 1}               engine ${times[0].toFixed(1)} s, steplight score ${times[1].toFixed(1)} s`,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const perSecond = (time: number) => `${((5 * count) / time).toFixed(0)} exercises a second`;
  const megabytes = (process.memoryUsage().rss - before) / 2 ** 20;
  console.log(`  engine alone          ${alone.toFixed(1)} s  ${perSecond(alone)}`);
  console.log(`  steplight score       ${whole.toFixed(1)} s  ${perSecond(whole)}`);
  console.log(`  share of its speed    ${(alone / whole).toFixed(2)}`);
  console.log(`  memory of the process ${megabytes.toFixed(0)} MB more at the end than at the start`);
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
  const exercises = texts.flatMap(text => parse(text, 'markdown', defaultParseOptions).exercises);
  const begun = performance.now();
  const run = await startEngine(settingsFrom({ prm: name }, process.cwd()), new AbortController().signal, () => {});
  for (const [i, { problem, steps }] of exercises.entries())
    await run.answers(
      String(i),
      problem.text,
      steps.map(({ reading }) => reading.text),
    );
  await run.engine.dispose();
  return (performance.now() - begun) / 1000;
}

async function commandLine(folder: string, name: string): Promise<number> {
  const silent = { interactive: false, columns: 100, write: async () => {} };
  const terminal = {
    folder,
    environment: {},
    input: Readable.from([]),
    output: silent,
    messages: silent,
    interrupted: new AbortController().signal,
  };
  const begun = performance.now();
  await runCommandLine(['score', '.', '--json', '--witness', 'prm', '--prm', name], {
    terminal,
    createWitnesses: productWitnesses,
  });
  return (performance.now() - begun) / 1000;
}
