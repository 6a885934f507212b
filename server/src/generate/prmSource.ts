import { Refusal } from '../checkpoint/fields.ts';
import type { Exercise } from '../documents/exercise.ts';
import { type Engine, EngineError } from '../engine/engine.ts';
import type { View } from '../engine/prmWitness.ts';
import { readManifest } from '../manifest.ts';
import { createPipe } from './pipe.ts';
import { type Piece, type Sampling, SourceError } from './source.ts';
import { written } from './written.ts';

export interface PrmSourceOptions {
  readonly engine: Engine;
  /** The PRM's folder. */
  readonly folder: string;
  readonly formulaView: (exercise: Exercise) => View;
}

/** Writes what comes after the first steps of an exercise. */
export type WriteOn = (
  exercise: Exercise,
  from: number,
  sampling: Sampling,
  signal: AbortSignal,
) => AsyncIterable<Piece>;

/** The PRM's own reference as a source: offline, on this machine, and in what the PRM reads. */
export function createPrmSource({ engine, folder, formulaView }: PrmSourceOptions): WriteOn {
  return async function* (exercise, from, sampling, signal) {
    const { view, template } = await readManifest(folder).catch(error => {
      throw reasonOf(error);
    });
    const formulas = view === 'formulas';
    const { problem, steps } = formulas
      ? formulaView(exercise)
      : { problem: exercise.problem, steps: exercise.steps.map(({ reading }) => reading) };
    const kept = steps.slice(0, from).flatMap(({ text }) => (text === '' ? [] : [text]));
    const pipe = createPipe<Piece>();
    const say = formulas ? bySteps(template.separator, pipe.put) : asItComes(pipe.put);
    const given = new AbortController();
    const { n: count, temperature, topP, seed, maxTokens } = sampling;
    const job = { problem: problem.text, steps: kept, count, temperature, topP, seed, maxTokens, stop: [] };
    const writing = engine.use(folder).generate(job, {
      signal: AbortSignal.any([signal, given.signal]),
      priority: 1,
      onText: (candidate, text) => say.text(candidate, text),
    });
    writing.then(
      all => {
        for (const [candidate, { ended }] of all.entries()) say.end(candidate, ended ? 'complete' : 'cut');
        pipe.end();
      },
      error => pipe.end(signal.aborted ? undefined : reasonOf(error)),
    );
    try {
      yield* pipe;
    } finally {
      given.abort();
    }
  };
}

const reasonOf = (error: unknown): Error =>
  error instanceof EngineError || error instanceof Refusal
    ? new SourceError(error.message)
    : error instanceof Error
      ? error
      : new Error(String(error));

interface Saying {
  text(candidate: number, text: string): void;
  end(candidate: number, ended: 'complete' | 'cut'): void;
}

/** The engine writes one candidate after the other: when the next begins, the one before is complete. */
function inTurn(
  put: (piece: Piece) => void,
  flush: (candidate: number) => void,
): Saying & { begin(candidate: number): void } {
  const done = new Set<number>();
  const end = (candidate: number, ended: 'complete' | 'cut') => {
    if (done.has(candidate)) return;
    done.add(candidate);
    flush(candidate);
    put({ candidate, ended });
  };
  let last: number | undefined;
  return {
    begin(candidate) {
      if (last !== undefined && last !== candidate) end(last, 'complete');
      last = candidate;
    },
    text: (candidate, text) => put({ candidate, text }),
    end,
  };
}

function asItComes(put: (piece: Piece) => void): Saying {
  const turns = inTurn(put, () => {});
  return {
    text(candidate, text) {
      turns.begin(candidate);
      if (text !== '') turns.text(candidate, text);
    },
    end: turns.end,
  };
}

/** Formulas in normal form become paragraphs of a document, each as soon as it is complete. */
function bySteps(separator: string, put: (piece: Piece) => void): Saying {
  const rest = new Map<number, string>();
  const paragraph = (candidate: number, step: string) => {
    const text = written(step.trim());
    if (text !== '') put({ candidate, text: `${text}\n\n` });
  };
  const turns = inTurn(put, candidate => {
    paragraph(candidate, rest.get(candidate) ?? '');
    rest.delete(candidate);
  });
  return {
    text(candidate, text) {
      turns.begin(candidate);
      const steps = `${rest.get(candidate) ?? ''}${text}`.split(separator);
      for (const step of steps.slice(0, -1)) paragraph(candidate, step);
      rest.set(candidate, steps.at(-1)!);
    },
    end: turns.end,
  };
}
