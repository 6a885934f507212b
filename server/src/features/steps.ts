import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { DocumentState, ExerciseState, StepState } from '../protocol.ts';
import { isReward } from '../reward/stepScore.ts';
import type { Judged, Snapshot } from '../service.ts';
import type { Texts } from '../texts.ts';
import type { StepScore } from '../witness.ts';
import { remembered } from './eachExercise.ts';
import { headline } from './explanation.ts';
import { markOf } from './marks.ts';
import { excerpt, rangeOf } from './place.ts';

/** A document's exercises and steps with their verdicts, for the views beside the text. */
export function documentState(snapshot: Snapshot, texts: Texts): DocumentState {
  const { document, judged } = snapshot;
  const exercises = judged.map((one, k) => exerciseState(snapshot, one, k, texts));
  return { uri: document.uri, version: document.version, exercises };
}

function exerciseState(snapshot: Snapshot, judged: Judged, n: number, texts: Texts): ExerciseState {
  const { title, ...state } = stateOf(snapshot, judged, texts);
  return { ...state, title: title || texts.exercise(n + 1) };
}

/** An exercise's state, without a title where its problem has none. */
export const stateOf = remembered(({ document }, judged, texts): ExerciseState => {
  const { id, problem, solution } = judged.exercise;
  const range = rangeOf(document, solution);
  return { id, title: excerpt(problem.text, 60), range, steps: stepStates(document, judged, texts) };
});

/** A score without what it says of tokens. */
export function figuresOf(score: StepScore | undefined): Pick<StepState, 'reward' | 'q' | 'onTrack' | 'chance'> {
  if (score === undefined) return {};
  if (!isReward(score)) return { chance: score.chance };
  const { reward, q, onTrack } = score;
  return { reward, q, ...(onTrack === undefined ? {} : { onTrack }) };
}

function stepStates(document: TextDocument, { exercise, verdicts }: Judged, texts: Texts): StepState[] {
  return exercise.steps.map((step, k): StepState => {
    const verdict = verdicts[k]!;
    const { kind, outdated, pending, score } = verdict;
    const evidence = verdict.relations.flatMap(one => (one.answer === 'fails' ? [texts.evidence(one.evidence)] : []));
    const says = [headline(verdicts, k, texts), ...evidence, ...(outdated ? [texts.outdated] : [])];
    return {
      text: excerpt(step.reading.text),
      range: rangeOf(document, step.span),
      kind,
      looksWrong: kind === 'suspicious' || evidence.length > 0,
      outdated,
      pending,
      mark: markOf(verdict) ?? '',
      says: says.filter(sentence => sentence !== '').join(' '),
      ...figuresOf(score),
    };
  });
}
