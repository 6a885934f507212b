import type { Exercise, Step } from '../documents/exercise.ts';
import type { Sensitivity } from '../settings.ts';
import type { CheckedRelation, StepScore, Testimony, Unjudged, Witness } from '../witness.ts';
import { chanceIn, isReward } from './stepScore.ts';

export type VerdictKind = 'sound' | 'suspicious' | 'follows' | 'unjudged';

/** What all witnesses together come to, for one step. */
export interface Verdict {
  readonly kind: VerdictKind;
  /** The witnesses on whose word it rests; empty for `unjudged` and `follows`. */
  readonly by: readonly Witness['name'][];
  /** Why a witness is silent; also kept for a step that another one judged. */
  readonly reason?: Unjudged;
  readonly score?: StepScore;
  /** How long the score was waited for. */
  readonly milliseconds?: number;
  readonly relations: readonly CheckedRelation[];
  /** A witness has not spoken yet. */
  readonly pending: boolean;
  /** It rests on what was said before something in front of the step changed: true of its text, not of what leads to it. */
  readonly outdated: boolean;
}

/** A witness whose word counts, as far as a verdict needs to know it. */
export type Asked = Pick<Witness, 'name' | 'readsWords'>;

const ignored: Unjudged = { code: 'ignored', text: 'Ignored by a directive.' };
/** More likely off track than on it, by the PRM's own word, and still above what it takes to warn. */
const unsure: Unjudged = {
  code: 'unsure',
  text: 'The PRM has doubts, but is not sure enough to call anything wrong here.',
};
const inherited: Unjudged = { code: 'after-ignored', text: 'Its low score comes from an ignored step.' };
const gap: Unjudged = { code: 'gap', text: 'A gap: nothing is proved here.' };

/**
 * Verdicts over a solution. The first suspicious step is `suspicious`, every judged step after it `follows`: it may be
 * right in itself, but rests on the doubtful one. A step that nobody could judge is `unjudged` wherever it stands, and never
 * coloured. `earlier[k]` is what was last said of step k's text after other steps; it stands in for a witness that is
 * still to speak.
 */
export function verdicts(
  exercise: Exercise,
  testimonies: readonly Testimony[],
  witnesses: readonly Asked[],
  sensitivity: Sensitivity,
  earlier: readonly (readonly Testimony[])[] = [],
): Verdict[] {
  const byStep = Map.groupBy(testimonies, testimony => testimony.step);
  let doubted = false;
  let dismissed = Number.POSITIVE_INFINITY;
  return exercise.steps.map((step, k): Verdict => {
    const said = byStep.get(k) ?? [];
    const verdict = verdictOf(step, said, earlier[k] ?? [], witnesses, sensitivity);
    const [score] = said.flatMap(one => ('score' in one ? [one.score] : []));
    if (step.mark === 'ignored' && score?.suspicious[sensitivity]) dismissed = Math.min(dismissed, levelOf(score));
    // What stays as low as the ignored step left it is no news of a later step.
    if (isDoubt(verdict) && dismissed < Number.POSITIVE_INFINITY && !isLower(verdict.score!, dismissed))
      return { ...verdict, kind: 'unjudged', by: [], reason: inherited };
    if (!doubted) {
      doubted = verdict.kind === 'suspicious';
      return verdict;
    }
    const judged = verdict.kind !== 'unjudged' || verdict.reason === unsure;
    return judged ? { ...verdict, kind: 'follows', by: [] } : verdict;
  });
}

function verdictOf(
  step: Step,
  fresh: readonly Testimony[],
  earlier: readonly Testimony[],
  witnesses: readonly Asked[],
  sensitivity: Sensitivity,
): Verdict {
  if (step.mark) {
    const reason = step.mark === 'gap' ? gap : ignored;
    return { kind: 'unjudged', by: [], reason, relations: [], pending: false, outdated: false };
  }
  // Until a witness speaks again, its last word on this text stands in.
  const silentYet = witnesses.filter(({ name }) => !fresh.some(({ witness }) => witness === name));
  const old = earlier.filter(({ witness }) => silentYet.some(({ name }) => name === witness));
  const said = [...fresh, ...old];
  const relations = said.flatMap(one => ('relations' in one ? one.relations : []));
  const { score, milliseconds } = said.find(one => 'score' in one) ?? {};
  const silent = said.flatMap(one => ('unjudged' in one ? [one] : []));
  // The PRM says most, so its silence weighs most; an exact check that broke down must be heard all the same.
  const broken = silent.find(one => one.witness === 'exact' && one.unjudged.code === 'engine');
  const reason = (broken ?? silent.find(one => one.witness === 'prm') ?? silent[0])?.unjudged;
  const base = {
    relations,
    pending: silentYet.length > 0,
    outdated: false,
    ...(score ? { score } : {}),
    ...(milliseconds === undefined ? {} : { milliseconds }),
    ...(reason ? { reason } : {}),
  };
  const on = (kind: 'sound' | 'suspicious', by: Witness['name']): Verdict => {
    return { ...base, kind, by: [by], outdated: old.some(({ witness }) => witness === by) };
  };
  if (relations.some(one => one.answer === 'fails')) return on('suspicious', 'exact');
  // What holds may still be meant wrongly: who reads words is waited for, so that no step is called sound and then suspicious.
  const awaited = silentYet.some(({ name, readsWords }) => readsWords && !old.some(({ witness }) => witness === name));
  if (settled(relations) && !awaited && (!score || score.formulasOnly)) return on('sound', 'exact');
  if (!score) return { ...base, kind: 'unjudged', by: [] };
  if (score.suspicious[sensitivity]) return on('suspicious', 'prm');
  if ((chanceIn(score) ?? 1) >= 0.5) return on('sound', 'prm');
  return { ...base, kind: 'unjudged', by: [], reason: unsure };
}

/** What a later step's score is held against. */
const levelOf = (score: StepScore) => (isReward(score) ? score.q : score.chance);
const isLower = (score: StepScore, level: number) => (isReward(score) ? score.reward < 0 : score.chance < level);

const isDoubt = ({ kind, by }: Verdict) => kind === 'suspicious' && by.includes('prm');

/** All that the step's formulas claim was worked out and holds; what its words claim is another matter. */
export const settled = (relations: readonly CheckedRelation[]) =>
  relations.length > 0 && relations.every(one => one.answer === 'holds');
