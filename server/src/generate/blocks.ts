import { lineLabel } from '../documents/outline.ts';
import { defaultParseOptions } from '../documents/parse.ts';
import { wordsFor } from '../documents/words.ts';

/** A step as a candidate wrote it, without its number or label: paragraphs of lines. */
export type Block = readonly string[];

const words = wordsFor(defaultParseOptions);
const fence = /^\s*(```+|~~~+)/;
const marker = /^(\s*)(?:[-*+]|\(?\d{1,3}[.)]|\\item(?:\[[^\]]*\])?)(?:[ \t]+|$)/;
const displayed = /^\s*(?:\$\$|\\\[|\\begin\{(?!itemize|enumerate))/;

/** The steps of a candidate in the language of Markdown or LaTeX, without what a model says around them. */
export function blocksOf(candidate: string): Block[] {
  const labelled: { own: boolean; paragraphs: string[] }[] = [];
  for (const paragraph of paragraphs(unwrapped(candidate))) {
    const { text, kind } = undressed(paragraph);
    const last = labelled.at(-1);
    if (kind === 'step') labelled.push({ own: true, paragraphs: text === '' ? [] : [text] });
    else if (text === '') continue;
    // Under a label of its own, a step may have several paragraphs; without labels, every paragraph is one.
    else if (last && (last.own || displayed.test(text))) last.paragraphs.push(text);
    else labelled.push({ own: false, paragraphs: [text] });
  }
  return labelled.filter(({ paragraphs }) => paragraphs.length > 0).map(block => block.paragraphs);
}

/** What a model wraps around its answer: its thoughts, a code fence around all of it. */
function unwrapped(candidate: string): string {
  let text = candidate.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  // A thought that hasn't ended yet is all there is.
  text = text.replace(/^\s*<think(?:ing)?>[\s\S]*?(?:<\/think(?:ing)?>|$)/, '');
  const fenced = /^\s*```[ \t]*(markdown|md|latex|tex|lean4?|text)?[ \t]*\n([\s\S]*?)(?:\n```\s*)?$/.exec(text);
  // A fence that says nothing of its language may be a step of its own: a drawing, a program. One with words is an answer.
  const wraps = fenced && (fenced[1] !== undefined || /\p{L}{3,} \p{L}{2,}/u.test(fenced[2]!));
  if (wraps && !/^\s*```/m.test(fenced[2]!)) text = fenced[2]!;
  return text
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

/** Paragraphs as their lines; what belongs together (a fence, a displayed formula, an environment) isn't cut. */
function paragraphs(text: string): string[] {
  const found: string[] = [];
  let lines: string[] = [];
  let listed = false;
  const inside = insides();
  const flush = () => {
    if (lines.length > 0) found.push(lines.join('\n'));
    lines = [];
  };
  for (const line of text.split('\n')) {
    const open = inside(line);
    if (!open) {
      if (line.trim() === '' || /^\s*\\(?:begin|end)\{(?:enumerate|itemize|proof|solution)\}\s*$/.test(line)) {
        flush();
        continue;
      }
      const item = marker.exec(line);
      const top = item !== null && item[1]!.length < 2;
      const begins = (top && listed) || stepLabel(line) !== undefined || /^#{1,6}\s/.test(line);
      if (lines.length > 0 && begins) flush();
      // An indented paragraph goes on with the item before it.
      if (lines.length === 0) listed = top || (listed && /^\s{2}/.test(line));
    }
    lines.push(line);
  }
  flush();
  return found;
}

/** Tells of each line in turn whether it begins inside something that isn't cut. */
function insides(): (line: string) => boolean {
  let closer: string | undefined;
  let depth = 0;
  return line => {
    const before = closer !== undefined || depth > 0;
    if (closer === undefined) {
      const opened = fence.exec(line)?.[1];
      if (opened) closer = opened;
      else {
        if (count(line, /(?<!\\)\$\$/g) % 2 === 1) closer = '$$';
        if (count(line, /(?<!\\)\\\[/g) > count(line, /(?<!\\)\\\]/g)) closer = '\\]';
      }
    } else if (closer === '$$' || closer === '\\]' ? line.includes(closer) : line.trim().startsWith(closer))
      closer = undefined;
    depth = Math.max(0, depth + count(line, environment('begin')) - count(line, environment('end')));
    return before;
  };
}

const environment = (edge: 'begin' | 'end') => new RegExp(`\\\\${edge}\\{(?!enumerate|itemize|proof|solution)`, 'g');
const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;

function stepLabel(line: string): string | undefined {
  const text = line.replace(/^\s*(?:#{1,6}\s+)?/, '');
  const found = lineLabel(text, words, true);
  return found && /^(?:step|solution|proof)$/.test(found.label.role) ? text.slice(found.body) : undefined;
}

/** A paragraph without the marker, number or label that it begins with. */
function undressed(paragraph: string): { text: string; kind: 'step' | 'plain' } {
  const first = paragraph.split('\n', 1)[0]!;
  const rest = paragraph.slice(first.length);
  const item = marker.exec(first);
  if (item && !displayed.test(first)) {
    const head = first.slice(item[0].length);
    const inner = stepLabel(head) ?? head;
    return { text: dedented(inner, rest, item[0].length), kind: 'step' };
  }
  const heading = /^\s*#{1,6}\s+/.test(first);
  const body = stepLabel(first);
  if (body !== undefined) {
    const label = lineLabel(first.replace(/^\s*(?:#{1,6}\s+)?/, ''), words, true)!.label;
    const text =
      heading && body !== '' && rest.trim() !== '' ? `${body}${rest}` : `${body}${rest}`.replace(/^\s*\n/, '');
    return { text: text.trimEnd(), kind: label.role === 'step' ? 'step' : 'plain' };
  }
  return {
    text: heading ? `${first.replace(/^\s*#{1,6}\s+/, '')}${rest}` : paragraph.replace(/^\s+/, ''),
    kind: 'plain',
  };
}

/** Continuation lines of a list item without the item's indentation. */
function dedented(first: string, rest: string, width: number): string {
  const lines = rest.split('\n').slice(1);
  return [first, ...lines.map(line => line.replace(new RegExp(`^[ \\t]{0,${width}}`), ''))]
    .join('\n')
    .replace(/^\n+/, '');
}

/**
 * The lines of a Lean candidate, without fence, statement and common indentation. `base` is the column of the document's
 * tactics: a model that goes on from a prompt often indents all lines by it but the first.
 */
export function tacticLines(candidate: string, base: number): string[] {
  const fenced = /```(?:lean4?)?[ \t]*\n([\s\S]*?)(?:\n[ \t]*```|$)/.exec(candidate.replace(/\r\n?/g, '\n'));
  let lines = unwrapped(fenced ? fenced[1]! : candidate)
    .replaceAll('\t', '  ')
    .split('\n');
  const statement = lines.findIndex(line =>
    /^\s*(?:@\[[^\]]*\]\s*)?(?:private |protected |noncomputable )*(?:theorem|lemma|example|def|instance)\b/.test(line),
  );
  if (statement >= 0) {
    const by = lines.findIndex((line, k) => k >= statement && /:=\s*by\b/.test(line));
    if (by >= 0) {
      const behind = lines[by]!.replace(/^[\s\S]*?:=\s*by\b\s*/, '');
      lines = [...(behind === '' ? [] : [behind]), ...lines.slice(by + 1)];
    }
  } else if (/^\s*by\s*$/.test(lines[0] ?? '')) lines = lines.slice(1);
  while (lines.length > 0 && lines[0]!.trim() === '') lines.shift();
  const indents = lines.filter(line => line.trim() !== '').map(line => /^ */.exec(line)![0].length);
  const [first = 0, second = 0] = indents;
  const others = Math.min(...indents.slice(1));
  // What belongs to the first line is deeper than it, and stays so.
  const opens = /(?:\bby|=>|:=|\bdo|\bfrom|,)\s*$|^\s*(?:·|calc\b|case\b|rintro?\b.*\bwith\s*$)/.test(lines[0] ?? '');
  const alone = first === 0 && indents.length > 1 && others > 0;
  const lacks = alone && (opens ? others >= base && second > base : true);
  const shift = lacks ? Math.min(others, Math.max(base, 1)) : Math.min(...indents);
  return lines.map((line, k) => line.slice(Math.min(k === 0 && lacks ? first : shift, /^ */.exec(line)![0].length)));
}
