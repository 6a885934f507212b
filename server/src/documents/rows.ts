import type { Atom } from './atoms.ts';
import type { Span } from './exercise.ts';

const rowEnvironment =
  /\\begin\{(aligned|align|gather|gathered|split|eqnarray|multline|alignat|alignedat|flalign)\*?\}(?:\{\d+\})?/g;

/**
 * The rows of a displayed formula, without its delimiters and line breaks, when it has at least two. `s` is what the atom
 * was found in. A sum that goes on in the next row is one row. Markdown that passes through an unescaping renderer breaks lines with four backslashes; that is one break.
 */
export function rows(s: string, atom: Atom): Span[] | undefined {
  rowEnvironment.lastIndex = 0;
  const inner = s.slice(atom.inner.start, atom.inner.end);
  const begin = rowEnvironment.exec(inner);
  if (!begin) return undefined;
  const from = atom.inner.start + begin.index + begin[0].length;
  const found: Span[] = [];
  let start = from;
  let braces = 0;
  let environments = 0;
  let end = atom.inner.end;
  for (let i = from; i < atom.inner.end; i++) {
    const c = s[i];
    if (c === '{') braces++;
    else if (c === '}') braces--;
    else if (c === '\\') {
      if (s.startsWith('begin{', i + 1)) environments++;
      else if (s.startsWith('end{', i + 1)) {
        if (environments-- === 0) {
          end = i;
          break;
        }
      } else if (s[i + 1] === '\\') {
        let after = i + 2;
        if (s.startsWith('\\\\', after)) after += 2;
        const space = /^\*?(?:\[[^\]\n]{0,20}\])?/.exec(s.slice(after, after + 24))![0].length;
        if (braces === 0 && environments === 0) {
          push(s, found, start, i);
          start = after + space;
        }
        i = after + space - 1;
        continue;
      }
      i++;
    }
  }
  push(s, found, start, end);
  return found.length > 1 ? found : undefined;
}

function push(s: string, found: Span[], start: number, end: number): void {
  let a = start;
  let b = end;
  while (a < b && /[\s>]/.test(s[a]!)) a++;
  while (b > a && /\s/.test(s[b - 1]!)) b--;
  if (b <= a) return;
  const last = found.at(-1);
  if (last && goesOn.test(s.slice(a, b))) found[found.length - 1] = { start: last.start, end: b };
  else found.push({ start: a, end: b });
}

/** `&\quad + 2ab`: nothing on the left, and a sign that needs something before it. */
const goesOn = /^(?:[&\s{}]|\\(?:q?quad\b|[,;!:> ]|[hv]?phantom\{[^{}]*\}))*(?:\+|(?<=[&}d\s]\s*)-|\\(?:cdot|times)\b)/;
