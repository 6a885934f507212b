import type { Exercise, Passage } from '../documents/exercise.ts';
import { isReward, type StepFigures } from '../reward/stepScore.ts';
import type { Settings } from '../settings.ts';
import type { StepScore, Testimony, Unjudged, Witness } from '../witness.ts';
import type { PrmStatus } from '../witnesses.ts';

/** A solution whose steps are given, as the witnesses get it. */
export function exerciseOf(id: string, problem: string, steps: readonly string[]): Exercise {
  const passages = steps.map(passage);
  return {
    id,
    problem: passage(problem),
    solution: { start: 0, end: steps.reduce((length, step) => length + step.length, 0) },
    steps: passages.map(reading => ({ text: reading.text, span: reading.span, reading })),
  };
}

const passage = (text: string): Passage => ({ text, span: { start: 0, end: text.length } });

/** All that is kept of what was said of a step. */
export interface StepFacts {
  /** What the PRM said, without the tokens. */
  readonly score: StepFigures | null;
  /** `wrong`: something it states doesn't hold; `right`: all it states was worked out and holds. */
  readonly exact: 'wrong' | 'right' | null;
}

/** With many solutions under way, the status may be about another one already. */
const failures: readonly string[] = ['engine', 'broken-numbers'] satisfies Unjudged['code'][];

/** Asks all witnesses about a solution. A PRM that fails stops everything: figures over half of the data would mislead. */
export async function judgeSolution(
  exercise: Exercise,
  witnesses: readonly Witness[],
  settings: Settings,
  signal: AbortSignal,
  status: () => PrmStatus,
): Promise<StepFacts[]> {
  const wish = { algebra: settings['exact.algebra'], urgent: false };
  const all = await Promise.all(witnesses.map(witness => heard(witness.testify(exercise, 0, signal, wish))));
  const { state, text, detail } = status();
  if (state === 'failed') throw new Error(detail || text);
  signal.throwIfAborted();
  const broken = all.flat().find(one => 'unjudged' in one && failures.includes(one.unjudged.code));
  if (broken && 'unjudged' in broken) throw new Error(broken.unjudged.text);
  const said = Map.groupBy(all.flat(), ({ step }) => step);
  return exercise.steps.map((_, k) => factsOf(said.get(k) ?? []));
}

async function heard(testimonies: AsyncIterable<Testimony>): Promise<Testimony[]> {
  const all: Testimony[] = [];
  for await (const testimony of testimonies) all.push(testimony);
  return all;
}

function factsOf(said: readonly Testimony[]): StepFacts {
  const relations = said.flatMap(one => ('relations' in one ? one.relations : []));
  const [score] = said.flatMap(one => ('score' in one ? [one.score] : []));
  const wrong = relations.some(({ answer }) => answer === 'fails');
  const right = relations.length > 0 && relations.every(({ answer }) => answer === 'holds');
  return { score: score ? withoutTokens(score) : null, exact: wrong ? 'wrong' : right ? 'right' : null };
}

function withoutTokens(score: StepScore): StepFigures {
  if (!isReward(score)) return score;
  const { tokens: _, ...figures } = score;
  return figures;
}
