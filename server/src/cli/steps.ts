import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Exercise, Span } from '../documents/exercise.ts';
import { type LineIndex, lineIndex, type Position } from '../documents/lineIndex.ts';
import { defaultParseOptions, type Granularity, type ParsedDocument, parse } from '../documents/parse.ts';

/** What `steplight steps` is told beside the files. */
export interface StepsFlags {
  readonly json?: boolean;
  readonly granularity?: Granularity;
  /** Words that open a solution or a problem, beside the built-in ones. */
  readonly solutionWords?: readonly string[];
  readonly problemWords?: readonly string[];
}

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

const languageOf: Readonly<Record<string, string>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.mdx': 'markdown',
  '.qmd': 'markdown',
  '.rmd': 'markdown',
  '.lean': 'lean4',
  '.tex': 'latex',
  '.latex': 'latex',
  '.ltx': 'latex',
};

/** Prints the exercises and steps of files; the exit code is 1 when a file couldn't be read. */
export async function steps(files: readonly string[], flags: StepsFlags = {}): Promise<number> {
  const reports: StepsReport[] = [];
  let failed = 0;
  for (const file of files) {
    const language = languageOf[extname(file).toLowerCase()];
    if (!language) {
      console.error(
        `${file}: Steplight reads ${Object.keys(languageOf).join(', ')} files. Rename the file or pass one of these.`,
      );
      failed++;
      continue;
    }
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      console.error(
        `${file} can't be read: ${error instanceof Error ? error.message : String(error)}. Check its name and permissions.`,
      );
      failed++;
      continue;
    }
    const options = {
      granularity: flags.granularity ?? defaultParseOptions.granularity,
      solutionWords: flags.solutionWords ?? [],
      problemWords: flags.problemWords ?? [],
    };
    const parsed = parse(text, language, options);
    if (flags.json) reports.push(report(file, text, parsed));
    else console.log(listing(file, text, parsed));
  }
  if (flags.json) console.log(JSON.stringify(reports, undefined, 2));
  return failed > 0 ? 1 : 0;
}

function report(file: string, text: string, { language, exercises }: ParsedDocument): StepsReport {
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

function listing(file: string, text: string, { exercises }: ParsedDocument): string {
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
