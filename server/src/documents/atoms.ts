import type { Span } from './exercise.ts';

/** What is never cut and never dropped: a formula, a code span, a comment. */
export interface Atom extends Span {
  readonly kind: 'inline' | 'display' | 'code' | 'comment';
  /** Where the content lies between the delimiters. */
  readonly inner: Span;
}

const mathEnvironment =
  /^\\begin\{((?:align|gather|equation|multline|eqnarray|flalign|alignat|displaymath|math|array|cases|split|aligned|gathered)\*?)\}/;

const dollar = 36;
const backslash = 92;
const backtick = 96;
const angle = 60;
const percent = 37;

/**
 * The atoms of a stretch of prose, in order, without overlap. One pass: a delimiter whose partner is missing is text, and
 * the search for that partner isn't repeated. `latex` reads `%` comments and leaves Markdown's code spans alone.
 */
export function atoms(s: string, latex = false): Atom[] {
  const found: Atom[] = [];
  const missing = new Map<string, number>();
  /** The partner's place at or after `from`, or −1; once missing from somewhere on, missing further on too. */
  const partner = (closer: string, from: number): number => {
    if (from >= (missing.get(closer) ?? Number.POSITIVE_INFINITY)) return -1;
    const at = s.indexOf(closer, from);
    if (at < 0) missing.set(closer, from);
    return at;
  };
  let i = 0;
  const add = (kind: Atom['kind'], open: number, close: number, width: number): boolean => {
    if (close < 0) return false;
    found.push({ kind, start: i, end: close + width, inner: { start: i + open, end: close } });
    i = close + width;
    return true;
  };
  let noSingle = Number.POSITIVE_INFINITY;
  while (i < s.length) {
    const c = s.charCodeAt(i);
    if (c === backslash) {
      const next = s[i + 1];
      if (next === '(' && add('inline', 2, partner('\\)', i + 2), 2)) continue;
      if (next === '[' && add('display', 2, partner('\\]', i + 2), 2)) continue;
      if (latex && next === 'v') {
        const verb = /^\\verb\*?([^\sa-zA-Z*])/.exec(s.slice(i, i + 8));
        if (verb && add('code', verb[0].length, partner(verb[1]!, i + verb[0].length), 1)) continue;
      }
      if (next === 'b') {
        const begin = mathEnvironment.exec(s.slice(i, i + 24));
        if (begin) {
          const closer = `\\end{${begin[1]}}`;
          const close = partner(closer, i);
          // The environment is part of what its formula says, so it stays inside.
          if (close >= 0) {
            const end = close + closer.length;
            found.push({ kind: 'display', start: i, end, inner: { start: i, end } });
            i = end;
            continue;
          }
        }
      }
      i += 2;
      continue;
    }
    if (c === dollar) {
      if (s.charCodeAt(i + 1) === dollar) {
        if (add('display', 2, partner('$$', i + 2), 2)) continue;
        i += 2;
        continue;
      }
      if (s.charCodeAt(i + 1) === backtick && add('inline', 2, partner('`$', i + 2), 2)) continue;
      if (i < noSingle) {
        const close = closingDollar(s, i + 1, latex);
        if (close === -1) noSingle = i;
        if (close > 0 && add('inline', 1, close, 1)) continue;
      }
    } else if (c === backtick && !latex) {
      let width = 1;
      while (s.charCodeAt(i + width) === backtick) width++;
      const close = closingTicks(s, i + width, width, missing);
      if (add('code', width, close, width)) continue;
      i += width;
      continue;
    } else if (c === angle && !latex && s.startsWith('<!--', i)) {
      if (add('comment', 4, partner('-->', i + 4), 3)) continue;
    } else if (c === percent && latex) {
      const newline = s.indexOf('\n', i);
      const end = newline < 0 ? s.length : newline;
      add('comment', 1, s[end - 1] === '\r' && end - 1 > i ? end - 1 : end, 0);
      continue;
    }
    i++;
  }
  return found;
}

/** The `$` that closes one just before `from`: −1 when no `$` is left that could, −2 when this one opens nothing ("$5 and $10"). */
function closingDollar(s: string, from: number, latex: boolean): number {
  if (!latex && /\s/.test(s[from] ?? ' ')) return -2;
  for (let i = from; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c === backslash) i++;
    else if (c === dollar) {
      if (latex) return i > from ? i : -2;
      if (i === from) return -2;
      if (/\s/.test(s[i - 1]!) || /\d/.test(s[i + 1] ?? '')) {
        // A price: what stands between two of them is prose.
        if (/^\d/.test(s.slice(from, from + 1))) return -2;
        continue;
      }
      return i;
    }
  }
  return -1;
}

function closingTicks(s: string, from: number, width: number, missing: Map<string, number>): number {
  const key = `\`${width}`;
  if (from >= (missing.get(key) ?? Number.POSITIVE_INFINITY)) return -1;
  for (let i = from; i < s.length; ) {
    if (s.charCodeAt(i) !== backtick) {
      i = s.indexOf('`', i);
      if (i < 0) break;
    }
    let run = 1;
    while (s.charCodeAt(i + run) === backtick) run++;
    if (run === width) return i;
    i += run;
  }
  missing.set(key, from);
  return -1;
}
