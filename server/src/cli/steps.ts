import type { Exercise, Span } from '../documents/exercise.ts';
import { type LineIndex, lineIndex, type Position } from '../documents/lineIndex.ts';
import type { ParsedDocument } from '../documents/parse.ts';

interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** One file's exercises as `--json` prints them. Ranges are those of the Language Server Protocol. */
export interface StepsReport {
  readonly file: string;
  readonly language: string;
  readonly exercises: readonly {
    readonly problem: { readonly text: string; readonly range: Range };
    readonly solution: { readonly range: Range };
    readonly steps: readonly { readonly text: string; readonly range: Range; readonly mark?: string }[];
  }[];
}

/** What was found in a file, for programs. */
export function stepsReport(file: string, text: string, { language, exercises }: ParsedDocument): StepsReport {
  const index = lineIndex(text);
  return {
    file,
    language,
    exercises: exercises.map(({ problem, solution, steps }) => ({
      problem: { text: problem.text, range: rangeOf(index, problem.span) },
      solution: { range: rangeOf(index, solution) },
      steps: steps.map(step => ({
        text: step.text,
        range: rangeOf(index, step.span),
        ...(step.mark ? { mark: step.mark } : {}),
      })),
    })),
  };
}

const rangeOf = (index: LineIndex, span: Span): Range => ({
  start: index.positionAt(span.start),
  end: index.positionAt(span.end),
});

/** The same for people: every step with its place. */
export function stepsListing(file: string, text: string, { exercises }: ParsedDocument): string {
  if (exercises.length === 0)
    return `${file}: no exercise found. A heading or a bold "Solution" starts one; so does the comment "steplight: solution".`;
  const index = lineIndex(text);
  const place = (span: Span) => {
    const { line, character } = index.positionAt(span.start);
    return `${file}:${line + 1}:${character + 1}`;
  };
  return exercises.map(exercise => exerciseListing(exercise, place)).join('\n');
}

function exerciseListing({ problem, steps }: Exercise, place: (span: Span) => string): string {
  const head = problem.text === '' ? '(no problem stated)' : indented(problem.text);
  const rows = steps.map(
    (step, k) =>
      `  ${k + 1}${step.mark ? ` (${step.mark})` : ''}  ${place(step.span)}\n      ${indented(step.reading.text)}`,
  );
  return `${place(problem.span)}\n      ${head}\n${rows.join('\n')}\n`;
}

const indented = (text: string): string => text.replaceAll('\n', '\n      ');
