import type { Exercise, Passage } from '../documents/exercise.ts';
import { inDocument } from '../documents/location.ts';
import {
  type ChanceManifest,
  type ImplicitManifest,
  type Manifest,
  readManifest,
  type Thresholds,
} from '../manifest.ts';
import { sentenceOf, spoken } from '../phrase.ts';
import {
  after,
  atStart,
  type Familiarity,
  inRange,
  judgedBy,
  nothingRead,
  onTrack,
  type Running,
  read,
  sigmoid,
  tokenRewards,
} from '../reward/implicit.ts';
import type { Texts } from '../texts.ts';
import type {
  ChanceScore,
  RewardScore,
  StepScore,
  Testimony,
  TokenReward,
  Unjudged,
  Wish,
  Witness,
} from '../witness.ts';
import { EngineError, type StepScorer } from './engine.ts';
import { Inbox } from './inbox.ts';
import type { ScoreResult, StepAnswer, StepChance, StepLogProbs } from './messages.ts';

/** What a PRM reads of an exercise: a text for the problem and for each step, with the way back to the step's reading. */
export interface View {
  readonly problem: Passage;
  readonly steps: readonly Passage[];
}

export interface PrmWitnessOptions {
  /** Scores with the PRM of that folder. */
  readonly scorer: StepScorer;
  readonly folder: string;
  /** The formulas of an exercise in normal form, for PRMs that read nothing else; a step without any has an empty text. */
  readonly formulaView: (exercise: Exercise) => View;
  /** In the reader's language; English without. */
  readonly say?: Texts['said'];
}

const unjudged = {
  gap: { code: 'gap', text: 'A gap: nothing is proved here.' },
  noFormula: { code: 'no-formula', text: 'No formula in this step, and this PRM reads nothing else.' },
  outOfRange: { code: 'out-of-range', text: 'Unlike anything this PRM was calibrated on.' },
} as const satisfies Record<string, Unjudged>;

/** The PRM's testimony: one step after the other, as soon as it is scored. */
export function createPrmWitness(options: PrmWitnessOptions): Witness {
  let readsWords = true;
  // A manifest that can't be read is said of each step, once somebody asks.
  readManifest(options.folder).then(
    ({ view }) => {
      readsWords = view !== 'formulas';
    },
    () => {},
  );
  return {
    name: 'prm',
    get readsWords() {
      return readsWords;
    },
    testify: (...question) => testify(options, ...question),
  };
}

async function* testify(
  { scorer, folder, formulaView, say = spoken }: PrmWitnessOptions,
  exercise: Exercise,
  from: number,
  signal: AbortSignal,
  wish: Wish,
): AsyncGenerator<Testimony> {
  const manifest = await readManifest(folder);
  const view = manifest.view === 'formulas' ? formulaView(exercise) : textView(exercise);
  // What has nothing to read isn't there for the PRM; everything else is, ignored steps too: later ones build on them.
  const readable = view.steps.flatMap(({ text }, k) => (text === '' ? [] : [k]));
  const given = new AbortController();
  const answers = new Inbox<StepAnswer>();
  const result: Promise<ScoreResult | Error> =
    readable.length === 0
      ? Promise.resolve({ tokens: 0, computed: 0, fitting: 0 })
      : scorer.score(
          { key: exercise.id, problem: view.problem.text, steps: readable.map(k => view.steps[k]!.text) },
          {
            signal: AbortSignal.any([signal, given.signal]),
            priority: wish.urgent ? 1 : 0,
            onStep: answer => answers.put(answer),
          },
        );
  const ended = result.catch((error: Error) => error).finally(() => answers.close());

  try {
    let state = atFirst;
    for (const [k, step] of exercise.steps.entries()) {
      let said: { score: StepScore; milliseconds?: number } | { unjudged: Unjudged } = { unjudged: unjudged.noFormula };
      if (readable.includes(k)) {
        const since = performance.now();
        const answer = await answers.take();
        if (signal.aborted) return;
        if (answer === undefined) {
          said = { unjudged: whyNot(await ended, say) };
        } else {
          const scored = scoreStep(manifest, state, answer, view.steps[k]!);
          state = scored.state;
          said = 'score' in scored.said ? { ...scored.said, milliseconds: performance.now() - since } : scored.said;
        }
      }
      if (step.mark === 'gap') said = { unjudged: unjudged.gap };
      if (k >= from) yield { witness: 'prm', step: k, ...said };
    }
    // The engine's last word tells its speed and memory; to leave before it would cancel the job.
    if (!signal.aborted) await ended;
  } finally {
    given.abort();
  }
}

function textView({ problem, steps }: Exercise): View {
  return { problem, steps: steps.map(({ reading }) => reading) };
}

/** What is carried from step to step. */
interface State {
  readonly running: Running;
  readonly known: Familiarity;
}

const atFirst: State = { running: atStart, known: nothingRead };

function scoreStep(manifest: Manifest, before: State, answer: StepAnswer, passage: Passage) {
  if (manifest.family !== 'implicit') {
    return { state: before, said: { score: scoreChance(manifest, answer as StepChance) } };
  }
  return scoreRewards(manifest, before, answer as StepLogProbs, passage);
}

function scoreChance({ thresholds, view }: ChanceManifest, { logOdds }: StepChance): ChanceScore {
  const chance = sigmoid(logOdds);
  return {
    chance,
    suspicious: suspiciousUnder(thresholds, chance),
    ...(view === 'formulas' ? { formulasOnly: true as const } : {}),
  };
}

function suspiciousUnder(thresholds: Thresholds | undefined, judged: number | undefined): StepScore['suspicious'] {
  const under = (sensitivity: keyof Thresholds) =>
    judged !== undefined && thresholds !== undefined && judged < thresholds[sensitivity];
  return { cautious: under('cautious'), balanced: under('balanced'), strict: under('strict') };
}

function scoreRewards(manifest: ImplicitManifest, state: State, answer: StepLogProbs, passage: Passage) {
  const { calibration, thresholds, rule, beta, range } = manifest;
  const rewards = tokenRewards(answer, beta);
  const before = state.running;
  const running = after(before, rewards);
  const now: State = { running, known: read(state.known, answer) };
  if (!inRange(range, read(nothingRead, answer), now.known))
    return { state: now, said: { unjudged: unjudged.outOfRange } };
  const judged = calibration && judgedBy(rule, calibration, before, running);
  const score: RewardScore = {
    reward: running.q - before.q,
    q: running.q,
    ...(calibration ? { onTrack: onTrack(calibration, running) } : {}),
    suspicious: suspiciousUnder(thresholds, judged),
    tokens: tokensInReading(answer, rewards, passage),
    ...(manifest.view === 'formulas' ? { formulasOnly: true as const } : {}),
    logProbs: logProbsOf(answer),
  };
  return { state: now, said: { score } };
}

function logProbsOf({ policy, reference }: StepLogProbs): NonNullable<RewardScore['logProbs']> {
  const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
  return { tokens: policy.length, policy: sum(policy), ...(reference ? { reference: sum(reference) } : {}) };
}

/**
 * Rewards at their places. Tokens that are only a part of a character count for the one that completes it; those behind the
 * step's text (separator, end of the turn) have no place in it.
 */
function tokensInReading({ starts, ends }: StepLogProbs, rewards: readonly number[], passage: Passage): TokenReward[] {
  const tokens: TokenReward[] = [];
  let carried = 0;
  for (const [t, reward] of rewards.entries()) {
    const [start, end] = [starts[t]!, ends[t]!];
    if (end <= start) {
      carried += reward;
      continue;
    }
    tokens.push({ span: inDocument(passage, { start, end }), reward: carried + reward });
    carried = 0;
  }
  return tokens;
}

function whyNot(ended: ScoreResult | Error, said: Texts['said']): Unjudged {
  if (!(ended instanceof Error)) return { code: 'too-long', text: "The solution is longer than the PRM's context." };
  const code = ended instanceof EngineError && ended.code === 'broken-numbers' ? 'broken-numbers' : 'engine';
  return { code, text: said(sentenceOf(ended)) };
}
