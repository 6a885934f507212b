import { fitted, readable, width, wrapped } from '../readable.ts';
import type { VerdictKind } from '../reward/verdict.ts';
import { chanceShown, type ExerciseReport, type FileReport, isScored, type StepReport, type Tally } from './report.ts';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'underline';
export type Paint = (text: string, ...styles: Style[]) => string;

const codes: Record<Style, number> = { bold: 1, dim: 2, underline: 4, red: 31, green: 32, yellow: 33 };

export const painted: Paint = (text, ...styles) =>
  `${styles.map(style => `\u001b[${codes[style]}m`).join('')}${text}\u001b[0m`;
export const plain: Paint = text => text;

export interface Look {
  readonly paint: Paint;
  readonly columns: number;
}

const looks: Record<VerdictKind, { readonly sign: string; readonly styles: readonly Style[] }> = {
  sound: { sign: '✓', styles: ['green'] },
  suspicious: { sign: '✗', styles: ['red', 'bold'] },
  follows: { sign: '↳', styles: ['dim'] },
  unjudged: { sign: '·', styles: ['dim'] },
};

const signColumns = Math.max(...Object.keys(looks).map(kind => kind.length));

/** A file's exercises as a person reads them: a row for each step, and under it what speaks against it. */
export function fileTable(report: FileReport, look: Look): string {
  const title = look.paint(report.file, 'bold', 'underline');
  if (report.exercises.length === 0) {
    const how = 'No solution found. Begin one with a heading or with words such as "Solution." or "Proof."';
    return `${title}\n${indented(wrapped(how, look.columns - 2), 2, look, 'dim')}\n`;
  }
  const blocks = report.exercises.map((exercise, k) => exerciseTable(exercise, k, look));
  return `${title}\n\n${blocks.join('\n')}`;
}

function exerciseTable(exercise: ExerciseReport, k: number, look: Look): string {
  const { paint, columns } = look;
  const name = `Exercise ${k + 1}`;
  const place = `line ${exercise.solution.range.start.line + 1}`;
  const problem = fitted(readable(exercise.problem.text), columns - width(name) - width(place) - 8);
  const filler = ' '.repeat(Math.max(2, columns - 4 - width(name) - width(problem) - width(place)));
  const scored = exercise.steps.some(isScored);
  const lines = [`  ${paint(name, 'bold')}  ${problem}${filler}${paint(place, 'dim')}`];
  for (const [i, step] of exercise.steps.entries()) lines.push(...stepRows(step, i, scored, look));
  for (const [reason, steps] of unjudgedReasons(exercise.steps))
    lines.push(indented(wrapped(`${numbers(steps)} not judged: ${reason}`, columns - 7), 7, look, 'dim'));
  return `${lines.join('\n')}\n`;
}

function stepRows(step: StepReport, k: number, scored: boolean, look: Look): string[] {
  const { paint, columns } = look;
  const { sign, styles } = looks[step.verdict];
  const number = String(k + 1).padStart(4);
  const word = step.verdict.padEnd(signColumns);
  const scores = scored ? `  ${scoreCells(step)}` : '';
  const left = width(number) + 1 + width(sign) + 1 + signColumns + width(scores) + 2;
  const text = fitted(readable(step.text), Math.max(20, columns - left));
  const row = `${paint(number, 'dim')} ${paint(`${sign} ${word}`, ...styles)}${scores}  ${step.verdict === 'suspicious' ? paint(text, 'bold') : text}`;
  const against = [
    ...step.evidence.map(({ text }) => text),
    ...(step.verdict === 'suspicious' && step.evidence.length === 0 && step.reason ? [step.reason] : []),
  ];
  return [row, ...against.map(said => indented(wrapped(`${readable(said)}`, columns - left), left, look, 'yellow'))];
}

/** The chance that it is right, or still is, and what the step gave (▲) or took (▼). */
function scoreCells(step: StepReport): string {
  const { reward } = step;
  const chance = chanceShown(step)?.toFixed(2) ?? '';
  const change = reward === null ? '' : `${reward < 0 ? '▼' : '▲'}${Math.abs(reward).toFixed(2)}`;
  return `${chance.padStart(4)} ${change.padStart(6)}`;
}

function unjudgedReasons(steps: readonly StepReport[]): Map<string, number[]> {
  const reasons = new Map<string, number[]>();
  for (const [k, step] of steps.entries()) {
    if (step.verdict !== 'unjudged' || !step.reason) continue;
    reasons.set(step.reason, [...(reasons.get(step.reason) ?? []), k + 1]);
  }
  return reasons;
}

/** "2, 4–6" */
function numbers(sorted: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const n of sorted) {
    const last = runs.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else runs.push([n, n]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}${to === from + 1 ? ', ' : '–'}${to}`)).join(', ');
}

const indented = (lines: readonly string[], by: number, { paint }: Look, style: Style) =>
  lines.map(line => ' '.repeat(by) + paint(line, style)).join('\n');

/** The last words: what was counted, who judged, and what it is worth. */
export function closing({ files, exercises, steps, verdicts, gaps }: Tally, judge: string, look: Look): string {
  const { paint, columns } = look;
  const parts = [
    verdicts.suspicious > 0 ? paint(`${verdicts.suspicious} suspicious`, 'red', 'bold') : '0 suspicious',
    `${verdicts.sound} sound`,
    ...(verdicts.follows > 0 ? [`${verdicts.follows} following`] : []),
    `${verdicts.unjudged} unjudged${gaps > 0 ? ` (${count(gaps, 'gap')})` : ''}`,
  ];
  const counted = `${count(files, 'file')}, ${count(exercises, 'exercise')}, ${count(steps, 'step')}: ${parts.join(', ')}.`;
  const last = wrapped(`${judge} Steplight screens; it doesn't certify.`, columns);
  return `${counted}\n${indented(last, 0, look, 'dim')}\n`;
}

export const count = (n: number, noun: string) => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
