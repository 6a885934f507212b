import { type Atom, atoms } from './atoms.ts';
import type { Span } from './exercise.ts';
import { type Directive, directiveIn, isDirective } from './ignore.ts';
import { type Label, labelOf, type Words } from './words.ts';

/** A list item around a leaf. Two leaves are in the same item when they hold the same object. */
export interface Item {
  readonly ordered: boolean;
  /** Blank lines stand between the items of its list: each is written as a paragraph of its own. */
  readonly loose: boolean;
}

/**
 * A smallest block of a document, in the form that Markdown and LaTeX share: what the recognition of exercises and the
 * cutting of steps look at. `open` and `close` are the borders of a folding block or an environment.
 */
export interface Leaf extends Span {
  readonly kind: 'text' | 'heading' | 'code' | 'table' | 'rule' | 'open' | 'close' | 'directive';
  readonly items: readonly Item[];
  /** Quote marks in front of its lines. */
  readonly quote: number;
  /** A heading's level. */
  readonly depth: number;
  /** A heading that says no more than an exercise's number: "22.1-1". */
  readonly numbered: boolean;
  readonly label?: Label;
  /** Where the content begins behind the label. */
  readonly body: number;
  /** Nothing but displayed formulas. */
  readonly display: boolean;
  /** Its last sentence is complete. */
  readonly closed: boolean;
  /** It goes on with a sentence begun before. */
  readonly continues: boolean;
  /** It ends with a mark that ends a proof. */
  readonly tombstone: boolean;
  readonly maths: boolean;
  /** Only a label or a title for what follows: "**b.**", "(ii)", "**Upper bound**". */
  readonly lead: boolean;
  /** It says nothing: a picture, a mark. */
  readonly silent: boolean;
  /** A remark in place of a solution: "(Omitted.)". */
  readonly excuse: boolean;
  readonly directive?: Directive;
}

export interface LeafPlace {
  readonly items: readonly Item[];
  readonly quote: number;
}

export const plainLeaf = (kind: Leaf['kind'], span: Span, place: LeafPlace): Leaf => ({
  kind,
  start: span.start,
  end: span.end,
  items: place.items,
  quote: place.quote,
  depth: 0,
  numbered: false,
  body: span.start,
  display: false,
  closed: false,
  continues: false,
  tombstone: false,
  maths: false,
  lead: false,
  silent: false,
  excuse: false,
});

const tombstones =
  /(?:[∎□■◻◼▢⬜⬛]|\\(?:qed(?:here|symbol)?|blacksquare|square|Box)|\bQ\.\s?E\.\s?D\.?|\bQED|\bq\.\s?e\.\s?d\.|\bw\.\s?z\.\s?b\.\s?w\.|証明終|证毕|ч\.\s?т\.\s?д\.|что и требовалось доказать)[\s$*_.{})\]]*$/;

const continuations =
  /^(?:其中|即|则|則|于是|ここで|ただし|となる|である|여기서|где|кде|where\b|with\b|wobei\b|mit\b|où\b|avec\b|donde\b|onde\b|dove\b|gdzie\b|каде\b)/u;

/** Something calculated, outside of formula delimiters: "3 + 4 = 7", "x = 5", "≤", "√2". */
const calculation =
  /[\d)]\s*[+*/×·÷−-]\s*-?[\d(][^\n=]{0,30}=|[\d)]\s*=\s*-?[\d(]|(?<![\p{L}\d_.-])[a-z]\s*[=<>]\s*-?[\d(a-z√](?![\p{L}])|[≤≥≠≈≡∈∀∃⇒⟹∑∫√∞²³⁴]|\d\s*=\s*-?[\d$€£]|\\(?:frac|sqrt|cdot|times|sum|int|le|ge)\b/u;

const leads =
  /^(?:[*_]{0,3}\(?(?:[a-zA-Z]|[ivx]{1,4}|\d{1,2})[.):]{1,2}[*_]{0,3}|\*\*[^*\n]+\*\*:?|__[^_\n]+__:?|\\textbf\{[^{}\n]+\}:?)$/;

/** A title set as a formula. */
const boldFormula = /^\$\\(?:textbf|mathbf|textit|text)\{[^{}$]+\}\$:?$/;

/** What a stretch of prose shows about itself. */
export function features(
  s: string,
  found: readonly Atom[],
): Pick<Leaf, 'display' | 'closed' | 'continues' | 'tombstone' | 'maths' | 'lead' | 'silent' | 'excuse'> {
  let outside = '';
  let at = 0;
  for (const atom of found) {
    outside += s.slice(at, atom.start);
    at = atom.end;
  }
  outside += s.slice(at);
  const hasDisplay = found.some(atom => atom.kind === 'display');
  const hasInline = found.some(atom => atom.kind === 'inline');
  const bare = outside.replace(/!\[[^[\]]{0,300}\]\([^()]{0,300}\)/g, '').replace(/<[^<>]{0,200}>/g, '');
  const wordless = !/[\p{L}\p{N}]/u.test(bare);
  const head = (
    found[0] && /^[\s>*_]*$/.test(s.slice(0, found[0].start)) && found[0].kind !== 'comment'
      ? ''
      : outside.slice(0, 120)
  ).replace(/^[\s>]+/, '');
  const short = s.length < 80 ? s.trim() : '';
  return {
    display: hasDisplay && wordless && !hasInline,
    closed: ends(s, found),
    continues: /^\p{Ll}(?![.)])/u.test(head) || /^[,;.)]/.test(head) || continuations.test(head),
    tombstone: tombstones.test(s.length > 200 ? s.slice(-200) : s),
    maths: hasDisplay || hasInline || calculation.test(outside),
    lead: short !== '' && (found.length === 0 ? leads.test(short) : boldFormula.test(short)),
    silent: wordless && !hasDisplay && !hasInline && !found.some(atom => atom.kind === 'code'),
    excuse:
      found.length === 0 &&
      (/^[(*_[]+\s*[\p{L}\s.!'’]{2,30}[)*_\]]+[.!]?$/u.test(short) ||
        /^(?:todo|tbd|omitted|skipped|removed|\.\.\.|…)[.!]?$/i.test(short)),
  };
}

/** Whether the last sentence is complete: its last character behind closing marks, or that of the formula it ends with. */
function ends(s: string, found: readonly Atom[]): boolean {
  let end = s.length;
  for (let k = found.length - 1; ; k--) {
    const atom = found[k];
    const tail = s.slice(Math.max(atom?.end ?? 0, end - 200), end).replace(/[\s*_"'”’»)\]}>]+$/, '');
    if (tail !== '') return /[.!?…。！？．∎□■]$/.test(tail);
    if (!atom) return false;
    if (atom.kind === 'comment') {
      end = atom.start;
      continue;
    }
    if (atom.kind === 'code') return false;
    const inner = s.slice(Math.max(atom.inner.start, atom.inner.end - 120), atom.inner.end);
    return (
      /[.!?。∎](?:\s|\\end\{[^}]*\}|\\?[)\]}]|\\\\|\\q?quad|\\[,;!])*$/.test(inner) ||
      /\\(?:qed|blacksquare|square|Box)\s*$/.test(inner)
    );
  }
}

const emphasis = /^(\*{1,3}|_{1,3})(?=\S)(.{1,120}?)\1(?![*_\p{L}])/u;
const htmlBold = /^<(b|strong|em|i|u)>(.{1,120}?)<\/\1>/i;
const latexBold =
  /^(?:\\(?:noindent|medskip|smallskip|bigskip|par)\b\s*)*(?:\\(?:textbf|textit|emph|textsc|underline|textsf|paragraph\*?|subparagraph\*?)\s*\{|\{\\(?:bf|it|em|bfseries|itshape|sc)\b\s*)([^{}\n]{1,120})\}/;

const labelNumber = /^\s*\d+(?:\.\d+)*(?=\s*(?:[.:：。]|$)|\s+(?:\(|\p{L}|[—–-]+\s+\p{L}))/u;
/** A title or points in brackets; but in `(8 - 5)(5 + 1) = 18` the first bracket is where a formula begins. */
const labelTail =
  /^\s*(?:\((?=[^()]*\p{L}{2}|[^()+*/^=·×÷−-]*\))[^()\n]{0,100}\)(?!\s*(?:[+*/^=·×÷−<>≤≥(]|-(?!\s+\p{L}{2})))\s*)?[.:：。]?(?:[—–-]+(?=\s))?\s*/u;

export interface FoundLabel {
  readonly label: Label;
  /** Where the content begins, counted from the line's start. */
  readonly body: number;
}

/** The label at a line's start: emphasised as a run-in, or plain. */
export function lineLabel(line: string, words: Words, first: boolean): FoundLabel | undefined {
  const callout = /^\[!([\w-]+)\][+-]?[ \t]*/.exec(line);
  if (callout) return calloutLabel(line, callout[1]!, callout[0].length, words);
  const marker = /^(?:\[[ xX]\]\s+|(?:✅|💡|📝|🔍|➡️|👉|✏️|📌)\s*)/u.exec(line)?.[0].length ?? 0;
  const head = line.slice(marker, marker + 300);
  const c = head[0];
  if (c === undefined) return undefined;
  const bold =
    c === '*' || c === '_'
      ? emphasis.exec(head)
      : c === '<'
        ? htmlBold.exec(head)
        : c === '\\' || c === '{'
          ? latexBold.exec(head)
          : null;
  if (bold) {
    const inside = bold[2] ?? bold[1]!;
    const label = labelOf(inside, 'emphasis', words);
    if (!label) return undefined;
    const opening = head.indexOf(inside);
    if (label.length < inside.trimEnd().length) return { label, body: marker + opening + label.length };
    const rest = head.slice(bold[0].length);
    // A number behind the label is the label's, unless the label is closed already or a formula begins with it.
    const number = /[.:：。]\s*$/.test(inside) ? '' : (labelNumber.exec(rest)?.[0] ?? '');
    const tail = number + labelTail.exec(rest.slice(number.length))![0];
    const pointed = /[.:：。—–)]\s*$/.test(inside) || /[.:：。—–)-]/.test(tail);
    if (!pointed && /^\p{Ll}/u.test(rest.slice(tail.length))) return undefined;
    const body = marker + bold[0].length + tail.length;
    return { label: label.number === '' ? { ...label, number: number.trim() } : label, body };
  }
  if (!/^[\p{L}\d]/u.test(head)) return undefined;
  // Inside a paragraph a word at a line's start may be there by wrapping only: a label then begins with a capital.
  if (!first && /^\p{Ll}/u.test(head)) return undefined;
  const label = labelOf(head, 'plain', words);
  if (!label || label.role === 'neutral') return undefined;
  if (!first && label.length === head.length && label.number === '') return undefined;
  const space = /^\s*/.exec(head.slice(label.length))![0].length;
  return { label, body: marker + label.length + space };
}

/** "> [!proof]" and "> [!question] Exercise 3": a title that is a label, else the callout's kind. */
function calloutLabel(line: string, kind: string, from: number, words: Words): FoundLabel | undefined {
  const label = labelOf(line.slice(from), 'heading', words);
  if (label) return { label, body: line.length };
  const own = labelOf(kind, 'heading', words);
  return own && { label: own, body: line.length };
}

/**
 * The leaves of a paragraph: one, unless lines inside it begin with a label of their own, or comments of ours stand in it.
 * `at` is where `s` begins.
 */
export function textLeaves(s: string, at: number, place: LeafPlace, words: Words, latex = false): Leaf[] {
  const found = atoms(s, latex);
  const cuts: { start: number; from: number; label?: FoundLabel }[] = [];
  let next = 0;
  for (let line = 0; line < s.length; ) {
    const newline = nextLine(s, line);
    const from = line + /^[ \t>]*/.exec(s.slice(line, Math.min(newline, line + 200)))![0].length;
    while (next < found.length && found[next]!.end <= from) next++;
    const inside = next < found.length && found[next]!.start < from;
    if (!inside) {
      const label = lineLabel(s.slice(from, Math.min(newline, from + 300)).trimEnd(), words, line === 0);
      if (line === 0) cuts.push(label ? { start: 0, from, label } : { start: 0, from });
      else if (label && cutsParagraph(label.label.role)) cuts.push({ start: from, from, label });
    } else if (line === 0) cuts.push({ start: 0, from });
    line = newline;
  }
  const leaves: Leaf[] = [];
  for (const atom of found) {
    if (atom.kind !== 'comment') continue;
    const directive = directiveIn(s.slice(atom.inner.start, atom.inner.end), at + atom.inner.start);
    if (directive)
      leaves.push({ ...plainLeaf('directive', { start: at + atom.start, end: at + atom.end }, place), directive });
  }
  let first = 0;
  for (const [k, cut] of cuts.entries()) {
    let end = trimEnd(s, cut.start, cuts[k + 1]?.start ?? s.length);
    let last = first;
    while (last < found.length && found[last]!.end <= end) last++;
    const tail = found[last - 1];
    if (
      last > first &&
      tail?.kind === 'comment' &&
      tail.end === end &&
      !isDirective(s.slice(tail.inner.start, tail.inner.end))
    )
      end = trimEnd(s, cut.start, found[--last]!.start);
    const own = found.slice(first, last);
    first = last;
    let body = cut.label ? cut.from + cut.label.body : cut.start;
    while (cut.label && body < end && /[\s>]/.test(s[body]!) && (s[body] !== '>' || place.quote > 0)) body++;
    const piece = s.slice(cut.start, end);
    const shifted = own.map(atom => ({
      ...atom,
      start: atom.start - cut.start,
      end: atom.end - cut.start,
      inner: { start: atom.inner.start - cut.start, end: atom.inner.end - cut.start },
    }));
    if (
      shifted.length === 1 &&
      shifted[0]!.kind === 'comment' &&
      shifted[0]!.end - shifted[0]!.start >= piece.trim().length
    )
      continue;
    leaves.push({
      ...plainLeaf('text', { start: at + cut.start, end: at + end }, place),
      ...(cut.label ? { label: cut.label.label } : {}),
      body: at + Math.min(body, end),
      ...features(piece, shifted),
    });
  }
  return leaves.sort((a, b) => a.start - b.start);
}

function cutsParagraph(role: Label['role']): boolean {
  return role !== 'remark' && role !== 'neutral';
}

function nextLine(s: string, from: number): number {
  const at = s.indexOf('\n', from);
  return at < 0 ? s.length : at + 1;
}

export function trimEnd(s: string, start: number, end: number): number {
  let b = end;
  while (b > start && /[\s>]/.test(s[b - 1]!)) b--;
  return b;
}
