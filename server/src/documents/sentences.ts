import { atoms } from './atoms.ts';
import type { Span } from './exercise.ts';

/** Words that end with a period without ending a sentence, in the languages that write so. Matching ignores case. */
const abbreviations = new Set(
  (
    'e.g i.e eg ie cf etc vs viz resp approx ca no nos fig figs eq eqs eqn thm lem prop cor def defn ex exs sec sect ch chap p pp vol ed eds al et ref refs ' +
    'mr mrs ms dr prof st jr sr inc dept wlog w.l.o.g s.t w.r.t a.e a.s i.i.d iff const min max arg ' +
    'z.b d.h u.a bzw usw evtl ggf vgl abb gl bsp nr s bzgl o.b.d.a o.ä m.a.w d.i sog ' +
    'p.ex c.-à-d c-à-d càd n.b env art ' +
    'p.ej ej sr sra ud núm pág aprox ' +
    'es ecc pag ' +
    'np tzn tj itd itp m.in por rys wz tw ' +
    'т.е т.к т.д т.п т.н напр см рис стр гл им др пр н.п т.з ' +
    'bl.a dvs f.eks osv t.ex'
  ).split(' '),
);

/** Those that are ordinary words too: an abbreviation only where a number, a formula or a bracket follows. */
const beforeNumbers = new Set('no nos p pp s ex art ch def ref min max const es env núm part nr arg np np'.split(' '));

const enders = new Set(['.', '!', '?', '…']);
const wideEnders = new Set(['。', '！', '？', '．']);
const closers = /[)\]}"'»”’*_~」』）]/;

/**
 * The sentences of a stretch of prose, each without the white space around it. A formula, a code span and an abbreviation
 * are never cut; a display formula that ends with a period ends its sentence when a capital follows.
 */
export function sentences(s: string, latex = false): Span[] {
  const cuts: number[] = [];
  const found = atoms(s, latex);
  let next = 0;
  for (let i = 0; i < s.length; i++) {
    const atom = found[next];
    if (atom && i >= atom.start) {
      next++;
      i = atom.end - 1;
      const closing = /([.!?])\s*(?:\\end\{[^}]*\}\s*|\\?[)\]}]\s*)*$/.test(
        s.slice(Math.max(atom.inner.start, atom.inner.end - 80), atom.inner.end),
      );
      if (atom.kind === 'display' && closing && opens(s, atom.end)) cuts.push(atom.end);
      continue;
    }
    const c = s[i]!;
    if (wideEnders.has(c)) {
      let end = i + 1;
      while (end < s.length && closers.test(s[end]!)) end++;
      cuts.push(end);
      i = end - 1;
      continue;
    }
    if (!enders.has(c)) continue;
    let end = i + 1;
    while (end < s.length && (enders.has(s[end]!) || closers.test(s[end]!))) end++;
    if (end < s.length && !/\s/.test(s[end]!)) continue;
    if (c === '.' && end === i + 1 && shortened(s, i)) continue;
    if (opens(s, end)) cuts.push(end);
    i = end - 1;
  }
  cuts.push(s.length);
  const spans: Span[] = [];
  let start = 0;
  for (const cut of cuts) {
    const span = trimmed(s, start, cut);
    if (span.end > span.start) spans.push(span);
    start = cut;
  }
  return spans;
}

/** Whether the period at `i` belongs to an abbreviation, an initial or a label ("1.", "(a).") rather than to a sentence. */
function shortened(s: string, i: number): boolean {
  const word = /[\p{L}\p{M}.\-’']{1,12}$/u.exec(s.slice(Math.max(0, i - 12), i))?.[0].replace(/^[.\-’']+/, '');
  if (word === undefined || word === '') return /(?:^|\n)\s*\(?\d{1,3}$/.test(s.slice(Math.max(0, i - 12), i));
  if (beforeNumbers.has(word.toLowerCase())) return /^\s{0,2}[\d$([]/.test(s.slice(i + 1, i + 4));
  if (abbreviations.has(word.toLowerCase())) return true;
  // Two letters belong together: "z. B.", "т. е.", "J. S. Bach".
  if (
    /^\p{L}$/u.test(word) &&
    (/^\s?\p{L}\./u.test(s.slice(i + 1, i + 4)) || /(?:^|[\s(])\p{L}\.\s?\p{L}$/u.test(s.slice(Math.max(0, i - 5), i)))
  )
    return true;
  // An initial: "J. Smith". A lone "I" or a variable at a sentence's end is followed by a line break or a capital word too
  // seldom to tell apart, so only capitals count.
  return /^\p{Lu}$/u.test(word) && /\p{Lu}/u.test(s[i + 2] ?? '');
}

/** Whether a new sentence may begin after `from`: no lower-case letter does. */
function opens(s: string, from: number): boolean {
  const rest = /\S/.exec(s.slice(from, from + 200))?.index;
  if (rest === undefined) return true;
  const at = s.slice(from + rest, from + rest + 24).replace(/^[*_"'«“(„[]+/, '');
  return !/^\p{Ll}/u.test(at) && !/^[,;:.!?]/.test(at);
}

export function trimmed(s: string, start: number, end: number): Span {
  let a = start;
  let b = end;
  while (a < b && /\s/.test(s[a]!)) a++;
  while (b > a && /\s/.test(s[b - 1]!)) b--;
  return { start: a, end: b };
}
