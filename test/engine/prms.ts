import { cpSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine, type EngineOptions } from '../../server/src/engine/engine.ts';
import type { StepLogProbs } from '../../server/src/engine/messages.ts';

const fixtures = join(import.meta.dirname, '../fixtures/parity');
export const worker = join(import.meta.dirname, '../../server/src/engine/worker.ts');

/** The pair of tiny towers that the parity tests use. */
export const pairFolder = join(fixtures, 'pair-qwen');

/** A PRM of one's own, to be spoilt. */
export function copyPair(kind = 'qwen'): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-prm-'));
  cpSync(join(fixtures, `pair-${kind}`), folder, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

export function editJson(path: string, edit: (json: Record<string, unknown>) => void): void {
  const json = JSON.parse(readFileSync(path, 'utf8'));
  edit(json);
  writeFileSync(path, JSON.stringify(json));
}

/** Writes over the last bytes of a file without making it another one. */
export function overwriteEnd(path: string, bytes: Uint8Array): void {
  const size = readFileSync(path).length;
  writeSync(openSync(path, 'r+'), bytes, 0, bytes.length, size - bytes.length);
}

export function createEngine(options: Partial<EngineOptions> = {}): { engine: Engine; log: string[] } {
  const log: string[] = [];
  const settings = { device: 'cpu', threads: 1, ...options.settings } as const;
  return { engine: new Engine({ worker, log: message => log.push(message), ...options, settings }), log };
}

/** A solution of many tokens, so that something can happen while it is read. */
export const longSteps = Array.from(
  { length: 24 },
  (_, k) => `Step ${k + 1}: we add ${k} and get ${k * (k + 7)} as the answer.`,
);

export interface Scored {
  readonly steps: StepLogProbs[];
  readonly result: Promise<Awaited<ReturnType<Engine['score']>>>;
  readonly abort: () => void;
}

/** Scores, gathering the steps; `onStep` may interfere. */
export function score(
  engine: Engine,
  steps: readonly string[],
  { key = 'exercise', priority = 0, onStep = (_: StepLogProbs) => {} } = {},
): Scored {
  const controller = new AbortController();
  const gathered: StepLogProbs[] = [];
  const result = engine.score(
    { key, problem: 'Add the numbers.', steps },
    {
      signal: controller.signal,
      priority,
      onStep: answer => {
        // Implicit PRMs have nothing else to say.
        const step = answer as StepLogProbs;
        gathered.push(step);
        onStep(step);
      },
    },
  );
  // Whoever doesn't look at it must not be told by the process.
  result.catch(() => {});
  return { steps: gathered, result, abort: () => controller.abort() };
}
