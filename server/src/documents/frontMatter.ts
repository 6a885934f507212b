import type { Span } from './exercise.ts';
import type { DocumentWishes, Granularity } from './parse.ts';

/** What the front matter of a document tells Steplight, and where the document's own text begins. */
export interface FrontMatter {
  readonly end: number;
  readonly wishes: DocumentWishes;
  readonly problem?: Span;
  readonly granularity?: Granularity;
}

const none: FrontMatter = { end: 0, wishes: {} };

/**
 * Reads our few keys out of YAML front matter:
 *
 *     steplight:
 *       problem: Solve $3x + 5 = 20$.
 *       granularity: sentence
 *
 * or the same in flow form, `steplight: {off: true}`. This isn't a YAML parser: anchors, tags and multi-line flow
 * collections aren't ours to understand, and anything else in the front matter is left alone.
 */
export function frontMatter(text: string): FrontMatter {
  const opening = /^\uFEFF?---[ \t]*\r?\n/.exec(text);
  if (!opening) return none;
  const closing = /^(?:---|\.\.\.)[ \t]*\r?$/gm;
  closing.lastIndex = opening[0].length;
  const close = closing.exec(text.length > 100_000 ? text.slice(0, 100_000) : text);
  if (!close) return none;
  const end = close.index + close[0].length;
  const values = ourValues(text, opening[0].length, close.index);
  const value = (key: string): string | undefined => {
    const span = values.get(key);
    return span && text.slice(span.start, span.end);
  };
  const problem = values.get('problem');
  const prm = value('prm');
  const off = value('off');
  const granularity = value('granularity');
  return {
    end,
    wishes: { ...(prm ? { prm } : {}), ...(off === undefined ? {} : { off: /^(?:true|yes|on)$/i.test(off) }) },
    ...(problem && problem.end > problem.start ? { problem } : {}),
    ...(granularity === 'paragraph' || granularity === 'line' || granularity === 'sentence' ? { granularity } : {}),
  };
}

/** The spans of the values under the key `steplight`, quotes removed. */
function ourValues(text: string, start: number, end: number): Map<string, Span> {
  const values = new Map<string, Span>();
  const lines = linesOf(text, start, end);
  const at = lines.findIndex(line => /^["']?steplight["']?[ \t]*:/.test(text.slice(line.start, line.end)));
  const own = lines[at];
  if (!own) return values;
  const head = /^[^:]*:[ \t]*/.exec(text.slice(own.start, own.end))![0].length;
  const flow = text.slice(own.start + head, own.end).trimEnd();
  if (flow === 'off' || flow === 'false') {
    const span = { start: own.start + head, end: own.start + head + flow.length };
    values.set('off', flow === 'off' ? { start: span.start, end: span.start } : span);
  }
  if (flow.startsWith('{')) {
    for (const entry of flow.matchAll(/([\w-]+)[ \t]*:[ \t]*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,}]*)/g)) {
      const from = own.start + head + entry.index + entry[0].length - entry[2]!.length;
      values.set(entry[1]!, scalar(text, from, from + entry[2]!.length));
    }
    return values;
  }
  for (let k = at + 1; k < lines.length; k++) {
    const line = lines[k]!;
    const entry = /^([ \t]+)["']?([\w-]+)["']?[ \t]*:(?:[ \t]+|$)/.exec(text.slice(line.start, line.end).trimEnd());
    if (!entry) {
      if (/^[^\s#]/.test(text.slice(line.start, line.end))) break;
      continue;
    }
    const from = Math.min(line.start + entry[0].length, line.end);
    const folded = /^[|>][+-]?\s*$/.test(text.slice(from, line.end));
    let last = k;
    while (last + 1 < lines.length && deeper(text, lines[last + 1]!, entry[1]!.length)) last++;
    const begin = folded ? (lines[k + 1]?.start ?? from) : from;
    values.set(entry[2]!, scalar(text, begin, Math.max(begin, lines[last]!.end)));
    k = last;
  }
  return values;
}

/** A continuation line of a value: indented deeper than its key, or empty. */
function deeper(text: string, line: Span, indent: number): boolean {
  const s = text.slice(line.start, line.end);
  const spaces = /^[ \t]*/.exec(s)![0].length;
  return spaces > indent && s.trim() !== '';
}

function scalar(text: string, start: number, end: number): Span {
  let a = start;
  let b = end;
  while (a < b && /\s/.test(text[a]!)) a++;
  while (b > a && /\s/.test(text[b - 1]!)) b--;
  const quote = text[a];
  if (b - a >= 2 && (quote === '"' || quote === "'") && text[b - 1] === quote) return { start: a + 1, end: b - 1 };
  return { start: a, end: b };
}

function linesOf(text: string, start: number, end: number): Span[] {
  const lines: Span[] = [];
  for (let at = start; at < end; ) {
    const newline = text.indexOf('\n', at);
    const stop = newline < 0 || newline > end ? end : newline;
    lines.push({ start: at, end: stop });
    at = stop + 1;
  }
  return lines;
}
