/**
 * Best-of-N: what eight candidates cost that share their prompt, against eight written one by one; and what choosing is
 * worth on four published solutions of each GSM8K question, with no PRM but the exact check, which may refute a candidate.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../server/src/engine/engine.ts';
import { check } from '../server/src/formulas/check.ts';
import { extract } from '../server/src/formulas/extract.ts';
import { numberStyle } from '../server/src/formulas/numbers.ts';
import { finalAnswer } from '../server/src/generate/answers.ts';
import { type Choice, type Contender, ranking } from '../server/src/generate/choosing.ts';
import { writePrm } from './randomPrm.ts';

export default async function bench(): Promise<void> {
  await sharedPrompt();
  choosing();
}

async function sharedPrompt(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-bench-'));
  const engine = new Engine({
    worker: join(import.meta.dirname, '../server/src/engine/worker.ts'),
    log: () => {},
    settings: { device: 'cpu', threads: 1 },
  });
  try {
    const parameters = writePrm(join(folder, 'prm'), {
      hidden: 384,
      layers: 6,
      intermediate: 1024,
      heads: 6,
      kvHeads: 2,
      vocabulary: 4096,
    });
    await engine.load(join(folder, 'prm'));
    const step = 'Subtract 5 on both sides of the equation, which gives 3x = 15, and note that nothing is lost by it.';
    const options = { signal: new AbortController().signal, priority: 0 };
    const time = async (run: () => Promise<unknown>) => {
      const start = performance.now();
      await run();
      return performance.now() - start;
    };
    const rows = [];
    for (const kept of [4, 16, 48]) {
      const steps = Array.from({ length: kept }, (_, k) => `${k + 1}. ${step}`);
      const shared = { problem: 'Solve 3x + 5 = 20.', steps, temperature: 1, topP: 1, maxTokens: 48, stop: [] };
      // Taken in turns, so that what else the machine does burdens both alike.
      let [together, apart] = [0, 0];
      for (let k = 0; k < 8; k++) {
        apart += await time(() => engine.generate({ ...shared, count: 1, seed: 1 + k }, options));
        if (k % 4 === 3) together += (await time(() => engine.generate({ ...shared, count: 8, seed: 1 }, options))) / 2;
      }
      rows.push({
        'kept characters': steps.join('\n\n').length,
        'one run of 8, ms': Math.round(together),
        '8 runs of 1, ms': Math.round(apart),
        ratio: (together / apart).toFixed(2),
      });
    }
    console.log(`${(parameters / 1e6).toFixed(0)}M parameters, one thread, 48 tokens for each candidate`);
    console.table(rows);
  } finally {
    await engine.dispose();
    rmSync(folder, { recursive: true });
  }
}

interface Published {
  readonly solution: string;
  readonly is_correct: boolean;
}

function choosing(): void {
  const path = join(process.env.STEPLIGHT_DATA ?? '../shared/data', 'gsm8k/example_model_solutions.jsonl');
  if (!existsSync(path)) {
    console.log(`Choosing is not measured: ${path} isn't here.`);
    return;
  }
  const questions = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => Object.values(JSON.parse(line)).filter(isPublished));
  const start = performance.now();
  const groups = questions.map(solutions => ({
    right: solutions.map(({ is_correct }) => is_correct),
    contenders: solutions.map(({ solution }): Contender => {
      const answer = finalAnswer(solution)?.key;
      return { ...(answer === undefined ? {} : { answer }), refuted: refutes(solution) };
    }),
  }));
  const ms = performance.now() - start;
  // Ties go to who was there first, so each question is asked once with each solution in front.
  const turned = groups.flatMap(({ right, contenders }) =>
    right.map((_, k) => ({ right: rotated(right, k), contenders: rotated(contenders, k) })),
  );
  const rate = (chosen: (group: (typeof groups)[number]) => number) =>
    `${((100 * turned.reduce((sum, group) => sum + chosen(group), 0)) / turned.length).toFixed(1)} %`;
  const by = (choice: Choice, checked: boolean) =>
    rate(({ right, contenders }) => {
      const seen = checked ? contenders : contenders.map(one => ({ ...one, refuted: false }));
      return Number(right[ranking(seen, choice)[0]!.candidate]);
    });
  const all = groups.flatMap(({ right, contenders }) =>
    contenders.map(({ refuted }, k) => ({ refuted, right: right[k]! })),
  );
  const refuted = all.filter(one => one.refuted);
  console.log(
    `${groups.length} questions, ${all.length} solutions; ${refuted.length} refuted, ${refuted.filter(one => one.right).length} of them right; ${(ms / all.length).toFixed(2)} ms each`,
  );
  console.table([
    { 'chosen by': 'chance (pass@1)', right: rate(({ right }) => right.filter(Boolean).length / right.length) },
    { 'chosen by': 'majority', right: by('majority', false) },
    { 'chosen by': 'majority of those not refuted', right: by('majority', true) },
    { 'chosen by': 'any that is not refuted', right: by('best', true) },
    { 'chosen by': 'oracle', right: rate(({ right }) => Number(right.includes(true))) },
  ]);
}

const rotated = <T>(all: readonly T[], by: number): T[] => [...all.slice(by), ...all.slice(0, by)];

const isPublished = (value: unknown): value is Published =>
  typeof value === 'object' && value !== null && 'solution' in value && 'is_correct' in value;

function refutes(solution: string): boolean {
  // The data set's own calculator notes are no part of what a person would read.
  const text = solution.replace(/<<[^<>]*>>/g, '');
  const style = numberStyle([text]);
  return check(text, extract(text, { style }), style).some(({ answer }) => answer === 'fails');
}
