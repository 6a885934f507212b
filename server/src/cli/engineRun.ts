import { program } from '../assets.ts';
import { Engine } from '../engine/engine.ts';
import type { LoadedPrm, StepAnswer } from '../engine/messages.ts';
import { formulaView } from '../formulas/view.ts';
import { prmFolder } from '../prms/places.ts';
import type { Settings } from '../settings.ts';
import { exerciseOf } from './judging.ts';

/** A PRM's towers without a verdict: for calibration, which comes before verdicts, and for the doctor. */
export interface EngineRun {
  readonly prm: LoadedPrm;
  readonly engine: Engine;
  /** What is said of each step; undefined for a step that the PRM doesn't read. */
  answers(id: string, problem: string, steps: readonly string[]): Promise<(StepAnswer | undefined)[]>;
}

/** Loads the PRM of the settings, or throws the reason why it can't be. */
export async function startEngine(
  settings: Settings,
  signal: AbortSignal,
  log: (message: string) => void,
): Promise<EngineRun> {
  const engine = new Engine({
    worker: program('engine'),
    log,
    settings: { device: settings.device, cacheBytes: settings['engine.memory'] * 2 ** 20 },
  });
  signal.addEventListener('abort', () => void engine.dispose());
  try {
    const prm = await engine.load(prmFolder(settings.prm));
    return { prm, engine, answers: (...solution) => answersOf(engine, prm, signal, ...solution) };
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}

async function answersOf(
  engine: Engine,
  { manifest }: LoadedPrm,
  signal: AbortSignal,
  id: string,
  problem: string,
  steps: readonly string[],
): Promise<(StepAnswer | undefined)[]> {
  const exercise = exerciseOf(id, problem, steps);
  const view =
    manifest.view === 'formulas'
      ? formulaView(exercise)
      : { problem: exercise.problem, steps: exercise.steps.map(({ reading }) => reading) };
  const read = view.steps.flatMap(({ text }, k) => (text === '' ? [] : [k]));
  const answers: (StepAnswer | undefined)[] = steps.map(() => undefined);
  if (read.length === 0) return answers;
  const job = { key: id, problem: view.problem.text, steps: read.map(k => view.steps[k]!.text) };
  const onStep = (answer: StepAnswer) => {
    answers[read[answer.step]!] = answer;
  };
  await engine.score(job, { signal, priority: 0, onStep });
  return answers;
}
