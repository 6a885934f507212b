import type { Exercise, Span, StepMark } from '../documents/exercise.ts';
import { inDocument } from '../documents/location.ts';
import { type ParsedDocument, parse } from '../documents/parse.ts';
import { parseOptions, type Snapshot } from '../service.ts';

/** What is to be written where. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * A directive that makes Steplight leave step `k` alone. Of the places where one could stand, the first that does exactly
 * this and nothing else: the text with it is parsed, and all other steps must read as before. Undefined where none does.
 */
export function ignoreDirective(snapshot: Snapshot, exercise: Exercise, k: number): Insertion | undefined {
  const { document, parsed, settings } = snapshot;
  const { languageId } = document;
  const text = document.getText();
  const { reading } = exercise.steps[k]!;
  const step = inDocument(reading, { start: 0, end: reading.text.length });
  const wanted = outline(parsed, { id: exercise.id, k });
  return placesFor(languageId, text, step).find(({ at, text: directive }) => {
    const after = text.slice(0, at) + directive + text.slice(at);
    return outline(parse(after, languageId, parseOptions(settings), parsed)) === wanted;
  });
}

/** All that a parse found, apart from where it stands; with `ignored`, as it should be once that step is ignored. */
function outline({ exercises }: ParsedDocument, ignored?: { readonly id: string; readonly k: number }): string {
  const mark = (id: string, k: number, now: StepMark | undefined) =>
    ignored?.id === id && ignored.k === k ? 'ignored' : now;
  return JSON.stringify(
    exercises.map(({ id, problem, steps }) => [
      problem.text,
      steps.map((step, k) => [step.reading.text, mark(id, k, step.mark)]),
    ]),
  );
}

function placesFor(language: string, text: string, step: Span): Insertion[] {
  const line = lineAt(text, step.start);
  if (language === 'markdown') return markdownPlaces(text, step, line);
  const directive = language === 'latex' ? '% steplight: ignore' : '-- steplight: ignore';
  const above = { at: line.start, text: line.indentation + directive + line.end };
  // In LaTeX a comment may also end a line in the middle of a paragraph; the rest goes on in the next.
  return language === 'latex' ? [above, { at: step.start, text: directive + line.end }] : [above];
}

/**
 * In Markdown a comment that begins a line is a block of its own: above a paragraph it is out of the way, but within one it
 * would tear it in two, and above a list item the list. There it stands in the line, or at the beginning of the item.
 */
function markdownPlaces(text: string, step: Span, line: Line): Insertion[] {
  const directive = '<!-- steplight: ignore -->';
  const lead = text.slice(line.start + line.indentation.length, step.start);
  const above = { at: line.start, text: `${line.indentation}${directive}${line.end}` };
  const before = { at: step.start, text: `${directive} ` };
  const inside = { at: step.start, text: `${directive}${line.end}${line.indentation}${' '.repeat(lead.length)}` };
  const item = /^(?:[-+*]|\d+[.)])\s/.test(lead);
  if (item) return [inside];
  return line.first ? [above, before] : [before, above];
}

interface Line {
  readonly start: number;
  /** White space and quote marks. */
  readonly indentation: string;
  /** How lines end here. */
  readonly end: string;
  /** Nothing stands directly above it. */
  readonly first: boolean;
}

function lineAt(text: string, offset: number): Line {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const indentation = /^[ \t>]*/.exec(text.slice(start, offset))![0];
  const next = text.indexOf('\n', start);
  const end = (next < 0 ? text.includes('\r\n') : text[next - 1] === '\r') ? '\r\n' : '\n';
  const above = text.slice(text.lastIndexOf('\n', start - 2) + 1, Math.max(0, start - 1));
  return { start, indentation, end, first: /^[\s>]*$/.test(above) };
}
