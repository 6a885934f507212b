import { atoms } from './atoms.ts';
import type { Passage, Span } from './exercise.ts';
import { isDirective } from './ignore.ts';

/** A stretch of the document that is read in one way. */
export interface Part extends Span {
  readonly form: 'prose' | 'code' | 'row' | 'verbatim';
  /** Quote marks to drop at the start of a line. */
  readonly quote: number;
}

export type Dialect = 'markdown' | 'latex' | 'lean';

/**
 * What a PRM reads of some parts: no quote marks, list markers, indentation, blank lines or comments of ours, and LF for
 * every line break. It never has an empty line, which separates steps in prompts. Each character knows where it came from.
 */
export function read(text: string, parts: readonly Part[], dialect: Dialect): Passage {
  const first = parts[0];
  const last = parts[parts.length - 1];
  if (!first || !last) return { text: '', span: { start: 0, end: 0 } };
  const span = { start: first.start, end: last.end };
  const pieces: Span[] = [];
  for (const part of parts) addLines(text, part, dialect, pieces);
  const only = pieces[0];
  if (pieces.length === 1 && first.form !== 'row') {
    const lead = only!.start - span.start;
    if (lead === 0 && only!.end === span.end) return { text: owned(text.slice(span.start, span.end)), span };
  }
  let reading = '';
  const origin: number[] = [];
  let line = -1;
  for (const piece of pieces) {
    // A piece that goes on in the line before (a comment stood between) isn't a new line.
    if (line >= 0 && text.slice(line, piece.start).includes('\n')) {
      reading += '\n';
      origin.push(line - span.start);
    } else if (line >= 0 && !/\s$/.test(reading)) {
      reading += ' ';
      origin.push(line - span.start);
    }
    reading += text.slice(piece.start, piece.end);
    for (let i = piece.start; i < piece.end; i++) origin.push(i - span.start);
    line = piece.end;
  }
  const row = parts.findIndex(part => part.form === 'row');
  return row < 0 ? { text: reading, span, origin: Int32Array.from(origin) } : rowReading(text, parts, span);
}

/** The lines of a part, trimmed, without what isn't the writer's reasoning. */
function addLines(text: string, part: Part, dialect: Dialect, pieces: Span[]): void {
  const s = text.slice(part.start, part.end);
  const gaps = part.form === 'prose' || part.form === 'verbatim' ? comments(s, dialect) : [];
  const indent =
    part.form === 'prose' || part.form === 'row' ? Number.POSITIVE_INFINITY : s.includes('\n') ? column(text, part) : 0;
  let gap = 0;
  for (let line = 0; line < s.length; ) {
    const newline = s.indexOf('\n', line);
    const end = newline < 0 ? s.length : newline;
    let from = line;
    if (line > 0) from = unquoted(s, line, end, part.quote);
    let spaces = 0;
    while (from < end && spaces < indent && /[^\S\n]/.test(s[from]!)) {
      from++;
      spaces++;
    }
    while (gap < gaps.length && gaps[gap]!.end <= from) gap++;
    for (let g = gap; from < end; g++) {
      const hole = gaps[g];
      const to = hole && hole.start < end ? Math.max(hole.start, from) : end;
      let stop = to;
      while (stop > from && /\s/.test(s[stop - 1]!)) stop--;
      if (stop > from) pieces.push({ start: part.start + from, end: part.start + stop });
      if (!hole || hole.start >= end) break;
      from = Math.max(from, hole.end);
      while (from < end && /[^\S\n]/.test(s[from]!)) from++;
      if (hole.end > end) break;
    }
    line = end + 1;
  }
}

/** Where a line's text begins behind at most `quote` quote marks. */
function unquoted(s: string, line: number, end: number, quote: number): number {
  let from = line;
  for (let q = 0; q < quote; q++) {
    let at = from;
    while (at < end && (s[at] === ' ' || s[at] === '\t')) at++;
    if (s[at] !== '>') break;
    from = at + 1;
    if (s[from] === ' ') from++;
  }
  return from;
}

/** White space before a part on its own line: what its further lines are indented by as well, before they mean anything. */
function column(text: string, part: Part): number {
  let line = part.start;
  while (line > 0 && text[line - 1] !== '\n' && part.start - line < 200) line--;
  const from = unquoted(text, line, part.start, part.quote);
  return /^\s*$/.test(text.slice(from, part.start)) ? part.start - from : 0;
}

function comments(s: string, dialect: Dialect): Span[] {
  if (dialect === 'markdown') return s.includes('<!--') ? atoms(s).filter(atom => atom.kind === 'comment') : [];
  if (dialect === 'latex') return s.includes('%') ? atoms(s, true).filter(atom => atom.kind === 'comment') : [];
  return [...s.matchAll(/--([^\n]*)/g)]
    .filter(match => isDirective(match[1]!))
    .map(match => ({ start: match.index, end: match.index + match[0].length }));
}

/** Rows of an aligned formula are read as formulas of their own: between dollars, without alignment marks. */
function rowReading(text: string, parts: readonly Part[], span: Span): Passage {
  let reading = '';
  const origin: number[] = [];
  const add = (s: string, at: number) => {
    reading += s;
    for (let i = 0; i < s.length; i++) origin.push(at - span.start);
  };
  for (const part of parts) {
    const pieces: Span[] = [];
    addLines(text, part, 'markdown', pieces);
    if (reading !== '') add('\n', Math.max(part.start - 1, span.start));
    if (part.form === 'row') add('$$', part.start);
    for (const [k, piece] of pieces.entries()) {
      if (k > 0) add(part.form === 'row' ? ' ' : '\n', piece.start);
      let skipSpace = false;
      for (let i = piece.start; i < piece.end; i++) {
        const c = text[i]!;
        if (part.form === 'row' && c === '&' && text[i - 1] !== '\\') {
          if (beginsColumn(text.slice(part.start, i), text.slice(i + 1, part.end))) add('\\quad ', i);
          skipSpace = reading.endsWith(' ') || reading.endsWith('$');
          continue;
        }
        if (skipSpace && c === ' ') continue;
        skipSpace = false;
        reading += c;
        origin.push(i - span.start);
      }
    }
    if (part.form === 'row') add('$$', Math.max(part.end - 1, part.start));
  }
  return { text: reading, span, origin: Int32Array.from(origin) };
}

const relation = /[=<>≤≥≠≈]|\\(?:[lg]eq?|neq?|approx)(?![a-z])/;
const atEnd = new RegExp(`(?:${relation.source})\\s*$`);
const atStart = new RegExp(`^\\s*(?:${relation.source})`);

/** Whether an alignment mark stands between two columns, and not at a relation or at a sign: `x &= 1 & y &= 2`. */
function beginsColumn(left: string, right: string): boolean {
  const row = left.slice(left.lastIndexOf('\\\\') + 1);
  if (!relation.test(row) || atEnd.test(row) || atStart.test(right)) return false;
  return /&\s*$/.test(row) || !/^\s*[-+]/.test(right) || relation.test(right);
}

/**
 * The same string in memory of its own. A slice keeps its whole document alive, and an exercise that nobody edits would so
 * keep the version it was first read in.
 */
export function owned(slice: string): string {
  return slice.length < 13 ? slice : ` ${slice}`.slice(1);
}
