import type { Range } from 'vscode-languageserver-types';
import { inDocument } from '../documents/location.ts';
import { rangeOf } from '../features/place.ts';
import { figuresOf } from '../features/steps.ts';
import { tokensIn } from '../reward/stepScore.ts';
import type { Verdict, VerdictKind } from '../reward/verdict.ts';
import type { Judged, Snapshot } from '../service.ts';
import type { Texts } from '../texts.ts';
import type { TokenReward, Witness } from '../witness.ts';
import type { PrmStatus } from '../witnesses.ts';

/** What there is to tell of one file, apart from how it is shown. */
export interface FileReport {
  readonly file: string;
  readonly language: string;
  readonly prm: string | null;
  readonly device: string | null;
  readonly exercises: readonly ExerciseReport[];
}

export interface ExerciseReport {
  readonly problem: { readonly text: string; readonly range: Range };
  readonly solution: { readonly range: Range };
  readonly steps: readonly StepReport[];
  /** `suspicious` with one suspicious step, `unjudged` when nobody could judge any, else `sound`. */
  readonly verdict: 'sound' | 'suspicious' | 'unjudged';
}

export interface StepReport {
  readonly text: string;
  readonly range: Range;
  readonly reward: number | null;
  readonly q: number | null;
  readonly onTrack: number | null;
  /** Of a PRM that speaks at the end of each step; the three above are of one that compares two towers. */
  readonly chance: number | null;
  readonly verdict: VerdictKind;
  /** Why it is suspicious, unjudged, or follows; why the PRM had no say where only the exact check spoke. */
  readonly reason: string | null;
  readonly by: readonly Witness['name'][];
  readonly evidence: readonly Evidence[];
  /** What the PRM read of it, and what each token of that took or gave. */
  readonly reading: string;
  readonly tokens: readonly TokenReward[];
  readonly gap: boolean;
}

/** A relation that doesn't hold. */
export interface Evidence {
  readonly text: string;
  readonly range: Range;
  readonly correction: { readonly text: string; readonly range: Range } | null;
}

export function fileReport(
  file: string,
  snapshot: Snapshot,
  status: Pick<PrmStatus, 'prm' | 'device'>,
  texts: Texts,
): FileReport {
  // Only a PRM that judged something here is named: before its first judgement, its name isn't known.
  const scored = snapshot.judged.some(({ verdicts }) => verdicts.some(({ score }) => score !== undefined));
  return {
    file,
    language: snapshot.document.languageId,
    prm: (scored && status.prm) || null,
    device: (scored && status.device) || null,
    exercises: snapshot.judged.map(judged => exerciseReport(snapshot, judged, texts)),
  };
}

function exerciseReport({ document }: Snapshot, { exercise, verdicts }: Judged, texts: Texts): ExerciseReport {
  const range = (span: { start: number; end: number }) => rangeOf(document, span);
  const first = verdicts.findIndex(verdict => verdict.kind === 'suspicious');
  const steps = exercise.steps.map((step, k): StepReport => {
    const verdict = verdicts[k]!;
    const figures = figuresOf(verdict.score);
    const evidence = verdict.relations
      .filter(relation => relation.answer === 'fails')
      .map(({ span, evidence, correction }) => ({
        text: evidence ? texts.evidence(evidence) : texts.doesNotHold(k + 1),
        range: range(inDocument(step.reading, span)),
        correction: correction
          ? { text: correction.text, range: range(inDocument(step.reading, correction.span)) }
          : null,
      }));
    return {
      text: step.text,
      range: range(step.span),
      reward: rounded(figures.reward),
      q: rounded(figures.q),
      onTrack: rounded(figures.onTrack),
      chance: rounded(figures.chance),
      verdict: verdict.kind,
      reason: reasonFor(verdict, k, first, evidence, texts),
      by: verdict.by,
      evidence,
      reading: step.reading.text,
      tokens: tokensIn(verdict.score),
      gap: step.mark === 'gap',
    };
  });
  return {
    problem: { text: exercise.problem.text, range: range(exercise.problem.span) },
    solution: { range: range(exercise.solution) },
    steps,
    verdict: first >= 0 ? 'suspicious' : steps.every(step => step.verdict === 'unjudged') ? 'unjudged' : 'sound',
  };
}

function reasonFor(
  { kind, by, reason, score }: Verdict,
  k: number,
  first: number,
  evidence: readonly Evidence[],
  texts: Texts,
): string | null {
  switch (kind) {
    case 'suspicious':
      return by.includes('exact')
        ? evidence.map(({ text }) => text).join('; ')
        : texts
            .suspicious(k + 1, score)
            .replace(texts.screens, '')
            .trim();
    case 'follows':
      return texts.follows(first + 1);
    case 'unjudged':
      return reason ? (texts.reasons[reason.code] ?? reason.text) : texts.noWitness;
    case 'sound':
      return null;
  }
}

/** What a column of chances shows. */
export const chanceShown = ({ onTrack, chance }: StepReport): number | null => onTrack ?? chance;

/** What those chances are: that the solution is still right, or that the step is. */
export const chanceTitle = (steps: readonly StepReport[]): string =>
  steps.some(({ chance }) => chance !== null) ? 'Right' : 'On track';

export const isScored = ({ reward, chance }: StepReport): boolean => reward !== null || chance !== null;

/** Six decimals: more than a 32-bit tower knows, and the same digits on every run. */
const rounded = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Number(value.toFixed(6));

/** What a file's or a whole run's steps came to. */
export interface Tally {
  readonly files: number;
  readonly exercises: number;
  readonly steps: number;
  readonly verdicts: Readonly<Record<VerdictKind, number>>;
  readonly gaps: number;
}

export function tally(reports: Iterable<FileReport>): Tally {
  const verdicts = { sound: 0, suspicious: 0, follows: 0, unjudged: 0 };
  let [files, exercises, steps, gaps] = [0, 0, 0, 0];
  for (const report of reports) {
    files++;
    for (const exercise of report.exercises) {
      exercises++;
      for (const step of exercise.steps) {
        steps++;
        verdicts[step.verdict]++;
        if (step.gap) gaps++;
      }
    }
  }
  return { files, exercises, steps, verdicts, gaps };
}

export function addTallies(a: Tally, b: Tally): Tally {
  const { sound, suspicious, follows, unjudged } = a.verdicts;
  return {
    files: a.files + b.files,
    exercises: a.exercises + b.exercises,
    steps: a.steps + b.steps,
    verdicts: {
      sound: sound + b.verdicts.sound,
      suspicious: suspicious + b.verdicts.suspicious,
      follows: follows + b.verdicts.follows,
      unjudged: unjudged + b.verdicts.unjudged,
    },
    gaps: a.gaps + b.gaps,
  };
}

export const noTally: Tally = tally([]);
