import { readable } from '../readable.ts';
import {
  chanceShown,
  chanceTitle,
  type ExerciseReport,
  type FileReport,
  type StepReport,
  type Tally,
} from './report.ts';
import { closing, count, plain } from './table.ts';

const signs = { sound: '✓', suspicious: '✗', follows: '↳', unjudged: '·' } as const;

/** A run as Markdown, to be put under a pull request: what is suspicious stands open, the rest can be opened. */
export function markdownReport(reports: readonly FileReport[], total: Tally, judge: string): string {
  const sections = reports.map(report => {
    const body = report.exercises.map((exercise, k) => exerciseSection(exercise, k));
    return `### ${literal(report.file)}\n\n${body.join('\n') || 'No solution found.\n'}`;
  });
  return `## Steplight\n\n${closing(total, judge, { paint: plain, columns: Number.POSITIVE_INFINITY })}\n${sections.join('\n')}`;
}

function exerciseSection(exercise: ExerciseReport, k: number): string {
  const { steps, verdict, problem, solution } = exercise;
  const rows = steps.map(row);
  const table = [
    `| Step | Verdict | ${chanceTitle(steps)} | Reward | |`,
    '| --: | :-- | --: | --: | :-- |',
    ...rows,
  ].join('\n');
  const title = `Exercise ${k + 1}, line ${solution.range.start.line + 1}: ${excerpt(problem.text)}`;
  if (verdict === 'suspicious') return `**${title}**\n\n${table}\n`;
  const summary = `${title} (${verdict === 'sound' ? 'nothing suspicious' : 'unjudged'}, ${count(steps.length, 'step')})`;
  return `<details><summary>${summary}</summary>\n\n${table}\n\n</details>\n`;
}

function row(step: StepReport, k: number): string {
  const { text, verdict, reward, evidence, reason } = step;
  const against = [
    ...evidence.map(({ text }) => text),
    ...(evidence.length === 0 && verdict !== 'sound' && verdict !== 'follows' && reason ? [reason] : []),
  ];
  const said = [excerpt(text), ...against.map(one => `_${literal(readable(one))}_`)].join('<br>');
  const number = (value: number | null) => (value === null ? '' : value.toFixed(2).replace('-', '−'));
  return `| ${k + 1} | ${signs[verdict]} ${verdict} | ${number(chanceShown(step))} | ${number(reward)} | ${said} |`;
}

function excerpt(text: string): string {
  const line = readable(text);
  return literal(line.length > 160 ? `${line.slice(0, 159).trimEnd()}…` : line);
}

/** Text that Markdown and HTML leave as it is, also inside a table. */
const literal = (text: string) => text.replace(/[&<>\\`*_[\]|~$@]/g, c => `&#${c.charCodeAt(0)};`);
