/** A stretch of a passage that is written as prose, as mathematics, or as something that holds no formulas. */
export interface Segment {
  readonly kind: 'prose' | 'math' | 'display' | 'code';
  /** What stands between the delimiters. */
  readonly start: number;
  readonly end: number;
}

const environments =
  'align|aligned|alignat|alignedat|gather|gathered|equation|multline|split|eqnarray|flalign|displaymath|math|dmath';
const opening = new RegExp(
  [
    '(?<fence>^[ \\t]*(?:```|~~~))',
    '(?<code>`+)',
    '(?<struck>(?<![\\w~\\\\}])~~(?=[^\\s~]))',
    '(?<comment><!--)',
    '(?<annotation><<)',
    '(?<tag></?[A-Za-z][^<>\\n]{0,200}>)',
    '(?<escape>\\\\\\$)',
    '(?<double>\\$\\$)',
    '(?<single>\\$)',
    '(?<bracket>\\\\\\[)',
    '(?<paren>\\\\\\()',
    `(?<env>\\\\begin\\{(?<envname>(?:${environments})\\*?)\\})`,
    '(?<link>\\]\\([^()\\s]{1,300}\\)|https?://[^\\s<>]{1,300})',
  ].join('|'),
  'gm',
);

/** Splits a passage by the delimiters of Markdown and LaTeX; a `$` before a price is prose. */
export function segments(text: string): Segment[] {
  const found: Segment[] = [];
  let proseStart = 0;
  let at = 0;
  const take = (kind: Segment['kind'], from: number, start: number, end: number, next: number) => {
    if (from > proseStart) found.push({ kind: 'prose', start: proseStart, end: from });
    found.push({ kind, start, end });
    proseStart = at = next;
  };
  const closing = closingFinder(text);
  while (at < text.length) {
    opening.lastIndex = at;
    const hit = opening.exec(text);
    if (!hit) break;
    const from = hit.index;
    const after = from + hit[0].length;
    const groups = hit.groups!;
    at = after;
    if (groups.escape) continue;
    if (groups.tag || groups.link) take('code', from, from, after, after);
    else if (groups.single) {
      const end = inlineEnd(text, after);
      if (end !== undefined) take('math', from, after, end, end + 1);
    } else {
      const end = closing(delimiterAfter(groups, hit[0]), after);
      if (end === undefined) continue;
      const kind = groups.double || groups.bracket || groups.env ? 'display' : groups.paren ? 'math' : 'code';
      take(kind, from, after, end.start, end.end);
    }
  }
  if (proseStart < text.length) found.push({ kind: 'prose', start: proseStart, end: text.length });
  return found;
}

function delimiterAfter(groups: Record<string, string | undefined>, opened: string): string {
  if (groups.fence) return opened.trim();
  if (groups.code) return opened;
  if (groups.struck) return '~~';
  if (groups.comment) return '-->';
  if (groups.annotation) return '>>';
  if (groups.double) return '$$';
  if (groups.bracket) return '\\]';
  if (groups.paren) return '\\)';
  return `\\end{${groups.envname}}`;
}

/** Looks for closing delimiters; one that was missing once is missing from there on, so that no text costs a square. */
function closingFinder(text: string) {
  const missing = new Set<string>();
  return (delimiter: string, from: number) => {
    if (missing.has(delimiter)) return undefined;
    const start = text.indexOf(delimiter, from);
    if (start < 0) {
      missing.add(delimiter);
      return undefined;
    }
    return { start, end: start + delimiter.length };
  };
}

const longestInline = 400;

/** The closing `$` of inline mathematics that opens before `start`, or nothing when that `$` was money. */
function inlineEnd(text: string, start: number): number | undefined {
  const limit = Math.min(text.length, start + longestInline);
  let end = start;
  for (; end < limit; end++) {
    const c = text[end];
    if (c === '\\') end++;
    else if (c === '$') break;
    else if (c === '\n' && text[end + 1] === '\n') return undefined;
  }
  if (end >= limit || text[end] !== '$' || end === start) return undefined;
  const inside = text.slice(start, end);
  if (/\d/.test(text[end + 1] ?? '')) return undefined;
  const spacedLeft = /^\s/.test(inside);
  const spacedRight = /\s$/.test(inside);
  if (spacedLeft !== spacedRight && !inside.includes('\\')) return undefined;
  // `CaCO_{3}`
  if (inside.includes('\\') || /\p{L}_(?:\{|\d)/u.test(inside)) return end;
  if (/\p{L}{4,}|\p{L}{2,}\s+\p{L}{2,}/u.test(inside)) return undefined;
  if (/^\s*[\d.,]+\s*[-+*/=(×÷,]?\s*$/.test(inside)) return /^-?[\d.,]*\d$/.test(inside) ? end : undefined;
  if (spacedLeft && !/[-+*/=^×÷<>]/.test(inside)) return undefined;
  return end;
}
