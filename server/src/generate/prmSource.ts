import { Refusal } from '../checkpoint/fields.ts';
import type { Exercise } from '../documents/exercise.ts';
import { type Engine, EngineError } from '../engine/engine.ts';
import type { View } from '../engine/prmWitness.ts';
import { readManifest } from '../manifest.ts';
import { phrase } from '../phrase.ts';
import { createPipe } from './pipe.ts';
import { type Ending, type Piece, type Sampling, SourceError } from './source.ts';
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
    const manifest = await readManifest(folder).catch(error => {
      throw reasonOf(error);
    });
    if (manifest.family !== 'implicit') {
      throw new SourceError(
        phrase`${manifest.name} judges steps and can't write any. Choose another source in the setting "steplight.generate.source".`,
      );
    }
    const { view, template } = manifest;
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
      onEnd: (candidate, ended) => say.end(candidate, ended ? 'complete' : 'cut'),
    });
    writing.then(
      () => pipe.end(),
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
    ? new SourceError(error.sentence)
    : error instanceof Error
      ? error
      : new Error(String(error));

interface Saying {
  text(candidate: number, text: string): void;
  end(candidate: number, ended: Ending): void;
}

const asItComes = (put: (piece: Piece) => void): Saying => ({
  text(candidate, text) {
    if (text !== '') put({ candidate, text });
  },
  end: (candidate, ended) => put({ candidate, ended }),
});

/** Formulas in normal form become paragraphs of a document, each as soon as it is complete. */
function bySteps(separator: string, put: (piece: Piece) => void): Saying {
  const rest = new Map<number, string>();
  const paragraph = (candidate: number, step: string) => {
    const text = written(step.trim());
    if (text !== '') put({ candidate, text: `${text}\n\n` });
  };
  return {
    text(candidate, text) {
      const steps = `${rest.get(candidate) ?? ''}${text}`.split(separator);
      for (const step of steps.slice(0, -1)) paragraph(candidate, step);
      rest.set(candidate, steps.at(-1)!);
    },
    end(candidate, ended) {
      paragraph(candidate, rest.get(candidate) ?? '');
      put({ candidate, ended });
    },
  };
}
