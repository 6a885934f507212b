import { program } from '../assets.ts';
import { Engine, type StepScorer } from '../engine/engine.ts';
import type { LoadedPrm, StepAnswer } from '../engine/messages.ts';
import { formulaView } from '../formulas/view.ts';
import type { Manifest } from '../manifest.ts';
import { prmFolder } from '../prms/places.ts';
import { ServerFailure } from '../remote/failure.ts';
import { isServed, remoteScorer } from '../remote/served.ts';
import type { Settings } from '../settings.ts';
import { exerciseOf } from './judging.ts';
import { accessOf, usualJobs } from './scoring.ts';
import type { Terminal } from './terminal.ts';

/** A PRM's towers without a verdict: for calibration, which comes before verdicts, and for the doctor. */
export interface TowersRun {
  readonly prm: Pick<LoadedPrm, 'folder' | 'manifest'>;
  /** Solutions that are worth asking about at the same time. */
  readonly width: number;
  /** What is said of each step; undefined for a step that the PRM doesn't read. */
  answers(id: string, problem: string, steps: readonly string[]): Promise<(StepAnswer | undefined)[]>;
  dispose(): Promise<void>;
}

/** Towers on this machine. */
export interface EngineRun extends TowersRun {
  readonly prm: LoadedPrm;
  readonly engine: Engine;
}

/** The towers of the settings, on this machine or on servers, or the reason why they can't be had. */
export async function startTowers(
  settings: Settings,
  environment: Terminal['environment'],
  signal: AbortSignal,
  log: (message: string) => void,
): Promise<TowersRun> {
  if (!isServed(settings)) return startEngine(settings, signal, log);
  const folder = prmFolder(settings.prm);
  const access = accessOf(settings, environment);
  const scorer = remoteScorer(folder, settings, { access, log, statusChanged: () => {} });
  if (scorer instanceof ServerFailure) throw scorer;
  const { manifest } = await scorer.open(signal);
  return {
    prm: { folder, manifest },
    width: usualJobs(settings),
    answers: (...solution) => answersOf(scorer, manifest, signal, ...solution),
    dispose: () => scorer.dispose(),
  };
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
    return {
      prm,
      engine,
      width: 1,
      answers: (...solution) => answersOf(engine, prm.manifest, signal, ...solution),
      dispose: () => engine.dispose(),
    };
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}

async function answersOf(
  scorer: StepScorer,
  manifest: Manifest,
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
  await scorer.score(job, { signal, priority: 0, onStep });
  return answers;
}
