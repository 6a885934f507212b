/** A stretch of Markdown that can be parsed alone, and the outline that a block parser reads instead of it. */
export interface Section {
  readonly start: number;
  readonly end: number;
  /** The lines that decide the structure of blocks, cut to what decides it. */
  readonly outline: readonly string[];
  /** Where each line of the outline begins, counted from the section's start. */
  readonly lines: readonly number[];
}

/** A section that has as many lines ends at the next heading, or with half as many again at the next paragraph. */
const comfortable = 30;
/** A section that offers no border for so many lines is cut anyway: a block parser's cost isn't linear in its input. */
const longest = 400;
/** Nobody nests deeper by intent; a parser's cost grows with the square of the depth. */
const prefixLimit = 60;
const tableLimit = 1000;
/** A display formula is given up for text when its end isn't found within so many characters. */
const formulaLimit = 20_000;

const container = /^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])(?:[ \t]+|(?=>)|$))*/;
const structural = /^[\s>*+\-\d.)#=~`_:]*/;
const border = /^(?:#{1,6}(?:[ \t]|$)|[^\s*+\-\d#=_:]|\*{1,3}[^\s*]|_{1,3}[^\s_])/;
const item = /^(?:[-*+]|\d{1,9}[.)])[ \t]/;
/** Begins with a letter or a formula, and can't be a row of a table. */
const proseLine = /^[\p{L}$\\][^|]*$/u;
const openMath = /^\\begin\{(?:align|equation|gather|multline|eqnarray|flalign|alignat|displaymath)\*?\}/;

type Protected =
  | { readonly until: 'fence'; readonly mark: string; readonly width: number; readonly nested: boolean }
  | { readonly until: number };

/**
 * Cuts Markdown into sections, in one pass over its lines. Cuts are made only where no block can reach across: at a heading
 * or a paragraph that begins in the first column after a blank line, outside of fences, displayed formulas and comments.
 * The outline leaves out what is inside those, so that a `- b` in a formula is no list, and shortens every line to the
 * characters that open blocks, so that the block parser's work doesn't grow with the prose.
 */
export function* sections(text: string, from: number): Generator<Section> {
  const find = finder(text);
  let start = from;
  let outline: string[] = [];
  let lines: number[] = [];
  let inside: Protected | undefined;
  let blank = false;
  let followed = false;
  for (let line = from; line < text.length; ) {
    const newline = text.indexOf('\n', line);
    const next = newline < 0 ? text.length : newline + 1;
    let end = newline < 0 ? text.length : newline;
    if (end > line && text.charCodeAt(end - 1) === 13) end--;
    const head = text.slice(line, Math.min(end, line + 300));
    const column0 = border.test(head);
    if (inside?.until === 'fence' && inside.nested && head.trim() !== '' && !/^[ \t>]{2}|^>/.test(head))
      inside = undefined;
    if (inside === undefined && outline.length > 0) {
      const heading = column0 && head[0] === '#';
      if (
        (heading && outline.length >= comfortable) ||
        (blank && column0 && outline.length >= 1.5 * comfortable) ||
        (outline.length >= longest && ((blank && column0) || item.test(head))) ||
        outline.length >= 4 * longest
      ) {
        yield { start, end: line, outline, lines };
        start = line;
        outline = [];
        lines = [];
      }
    }
    let shown: string | undefined;
    if (inside === undefined) {
      inside = opening(text, find, line, end, head);
      const formula = inside !== undefined && inside.until !== 'fence' && !head.includes('<!--');
      shown = formula ? hidden(head) : shortened(text, line, end, head);
      const prose = proseLine.test(shown);
      // A line of prose after a line of prose changes nothing: both are one paragraph, or one row of a table's rest.
      if (prose && followed) shown = undefined;
      followed = prose;
      const empty = head.trim() === '';
      if (empty && blank) shown = undefined;
      blank = empty;
    } else if (inside.until === 'fence') {
      if (closesFence(head, inside.mark, inside.width)) {
        inside = undefined;
        shown = head.slice(0, prefixLimit);
      }
      blank = followed = false;
    } else {
      const closes = inside.until <= end;
      if (closes && text.startsWith('-->', inside.until - 3)) shown = 'x-->';
      blank = followed = false;
      if (closes) inside = reopening(text, find, inside.until, end);
    }
    if (shown !== undefined) {
      lines.push(line - start);
      outline.push(shown);
    }
    line = next;
  }
  if (outline.length > 0) yield { start, end: text.length, outline, lines };
}

/** A line on which a displayed formula begins, with what holds it in its container. */
function hidden(head: string): string {
  return `${container.exec(head)![0].slice(0, prefixLimit)}x`;
}

function shortened(text: string, line: number, end: number, head: string): string {
  const prefix = structural.exec(head)![0].slice(0, prefixLimit);
  const rest = head.slice(prefix.length);
  if (rest[0] === '<') return text.slice(line, Math.min(end, line + tableLimit));
  if (rest.startsWith('|') || head.includes('|')) return head.slice(0, tableLimit);
  if (rest[0] === '[' || prefix.includes('`') || prefix.includes('~')) return head.slice(0, prefixLimit + 40);
  return prefix + rest.slice(0, 3);
}

/** What the line opens and doesn't close. */
function opening(text: string, find: Finder, line: number, end: number, head: string): Protected | undefined {
  const prefix = container.exec(head)![0];
  const rest = head.slice(prefix.length);
  const fence = /^(`{3,}|~{3,})([^\n]*)/.exec(rest);
  if (fence && !(fence[1]![0] === '`' && fence[2]!.includes('`')))
    return {
      until: 'fence',
      mark: fence[1]![0]!,
      width: fence[1]!.length,
      nested: prefix.length >= 2 || prefix.includes('>'),
    };
  return reopening(text, find, line, end, line + prefix.length);
}

/** The same behind something that ended on this line. */
function reopening(text: string, find: Finder, from: number, end: number, content = -1): Protected | undefined {
  for (let i = from; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === 96) {
      let width = 1;
      while (text.charCodeAt(i + width) === 96) width++;
      // A code span that is longer than this, or crosses a line, hides nothing here.
      const close = width > 9 ? -1 : text.slice(i + width, Math.min(end, i + 300)).indexOf('`'.repeat(width));
      i = close >= 0 ? i + 2 * width + close - 1 : i + width - 1;
    } else if (c === 36 && text.charCodeAt(i + 1) === 36) {
      const close = find('$$', i + 2, i === content, end);
      if (close < 0) i++;
      else if (close > end) return { until: close };
      else i = close - 1;
    } else if (c === 92) {
      const next = text.charCodeAt(i + 1);
      if (next === 91) {
        const close = find('\\]', i + 2, i === content, end);
        if (close > end) return { until: close };
        if (close >= 0) i = close - 1;
      } else if (next === 98 && i === content) {
        const begin = openMath.exec(text.slice(i, i + 30));
        if (begin) {
          const close = find(begin[0].replace('begin', 'end'), i, true, end);
          if (close > end) return { until: close };
        }
      }
      i++;
    } else if (c === 60 && text.startsWith('<!--', i)) {
      const close = find('-->', i + 4, i === content, end);
      if (close > end) return { until: close };
      if (close >= 0) i = close - 1;
    }
  }
  return undefined;
}

type Finder = (closer: string, from: number, block: boolean, end: number) => number;

/**
 * Finds the place behind a closer, or −1 when it isn't there: not within reason, or behind a heading, or (for what begins in
 * the middle of a line) behind a blank line. So an unclosed `$$` doesn't swallow the document while its writer is typing.
 * Remembers what it saw last of every closer, so that asking at every opener costs one pass in all.
 */
function finder(text: string): Finder {
  const seen = new Map<string, { at: number; refused: boolean }>();
  return (closer, from, block, end) => {
    const key = block ? closer : ` ${closer}`;
    let last = seen.get(key);
    if (!last || (last.at >= 0 && last.at < from)) {
      last = { at: text.indexOf(closer, from), refused: false };
      seen.set(key, last);
    }
    if (last.at < 0 || last.refused || last.at - from > formulaLimit) return -1;
    const close = last.at + closer.length;
    if (close <= end) return close;
    const between = text.slice(from, last.at);
    if (
      (closer !== '-->' && /\n[ \t>]*(?:#{1,6} |```|~~~)/.test(between)) ||
      (!block && /\n[ \t>]*\r?\n/.test(between))
    ) {
      last.refused = true;
      return -1;
    }
    return close;
  };
}

function closesFence(head: string, mark: string, width: number): boolean {
  const rest = /^[ \t>]*/.exec(head)![0].length;
  let at = rest;
  while (head[at] === mark) at++;
  return at - rest >= width && head.slice(at).trim() === '';
}
