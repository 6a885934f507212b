import { parseMinimal } from '@unified-latex/unified-latex-util-parse';
import { atoms } from './atoms.ts';
import { fromLeaves, type Language, type Reader, switchedOff } from './draft.ts';
import { type Item, type Leaf, type LeafPlace, plainLeaf, textLeaves, trimEnd } from './outline.ts';
import { finished, readSections } from './placing.ts';
import { type LeavesOf, selectLeaves } from './selection.ts';
import { type Label, labelOf, type Words, wordsFor } from './words.ts';

/** LaTeX, by pieces between the borders of theorem-like environments. */
const read: Reader = function* (text, options, before) {
  const words = wordsFor(options);
  const { leaves, sections } = yield* readSections(text, pieces(text, words), before, words, latexLeaves);
  if (switchedOff(leaves)) return { exercises: [], wishes: { off: true }, sections };
  const exercises = yield* fromLeaves(text, leaves, { needsMaths: false }, options, 'latex');
  return { exercises, wishes: {}, sections };
};

const leavesOf: LeavesOf = (text, from, to, options) => {
  const words = wordsFor(options);
  return {
    leaves: finished(readSections(text, pieces(text.slice(0, to), words, from), [], words, latexLeaves)).leaves,
    conditions: { needsMaths: false },
  };
};

export const latex: Language = { read, select: selectLeaves(leavesOf, 'latex') };

/** A stretch of LaTeX: prose with lists and formulas, the border of a labelled environment, or verbatim text. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly kind: 'prose' | 'open' | 'close' | 'code';
}

/** A piece of prose may end at a blank line once it is so long. */
const comfortable = 1500;
/** A list that is still open after so many characters is being typed: it is cut at the next blank line all the same. */
const longest = 30_000;

const token =
  /\\(begin|end)[ \t]*\{([^{}\n]{1,60})\}|(\\\\|\\%)|%[^\n]*|\n[ \t]*\r?\n\s*|(\\(?:part|chapter|(?:sub)*section)\b)/g;
const verbatim =
  /^(?:verbatim|Verbatim|lstlisting|minted|comment|alltt|filecontents|BVerbatim|LVerbatim|tikzpicture)\*?$/;
const lists = /^(?:itemize|enumerate|description|compactenum|compactitem|inparaenum|parts|subparts|tasks)\*?$/;

/**
 * Cuts LaTeX into pieces, in one pass over the few tokens that matter. Environments that state a problem or a solution are
 * borders and not nesting, so that a missing `\end` while typing costs one environment and not the rest of the document.
 */
function* pieces(text: string, words: Words, from = 0): Generator<Piece> {
  let start = from;
  let depth = 0;
  const begin = /\\begin\{document\}/.exec(text.slice(0, 50_000));
  if (from === 0 && begin) start = begin.index + begin[0].length;
  const scan = new RegExp(token);
  scan.lastIndex = start;
  for (let match = scan.exec(text); match; match = scan.exec(text)) {
    const [whole, border, name, , heading] = match;
    const end = match.index + whole.length;
    if (border && name) {
      if (border === 'begin' && verbatim.test(name)) {
        const close = text.indexOf(`\\end{${name}}`, end);
        const stop = close < 0 ? lineEnd(text, end) : close + name.length + 6;
        if (depth === 0) {
          if (start < match.index) yield { start, end: match.index, kind: 'prose' };
          yield { start: match.index, end: stop, kind: 'code' };
          start = stop;
        }
        scan.lastIndex = stop;
      } else if (name === 'document') {
        if (start < match.index) yield { start, end: match.index, kind: 'prose' };
        start = end;
        if (border === 'end') return;
      } else if (lists.test(name)) depth = Math.max(0, depth + (border === 'begin' ? 1 : -1));
      else if (depth === 0 && environmentRole(name, words)) {
        if (start < match.index) yield { start, end: match.index, kind: 'prose' };
        const title =
          border === 'begin' ? /^[ \t]*(?:\[[^\]\n]{0,300}\])?/.exec(text.slice(end, end + 310))![0].length : 0;
        yield { start: match.index, end: end + title, kind: border === 'begin' ? 'open' : 'close' };
        start = end + title;
        scan.lastIndex = Math.max(start, end);
      }
    } else if (heading && start < match.index) {
      yield { start, end: match.index, kind: 'prose' };
      start = match.index;
      depth = 0;
    } else if (whole[0] === '\n' && end - start > comfortable && (depth === 0 || end - start > longest)) {
      yield { start, end, kind: 'prose' };
      start = end;
      depth = 0;
    }
  }
  if (start < text.length) yield { start, end: text.length, kind: 'prose' };
}

const lineEnd = (text: string, from: number): number => {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
};

/** What an environment announces by its name: "solution", "thm*", "aufgabe2". */
function environmentRole(name: string, words: Words): Label['role'] | undefined {
  const role = words.get(name.replace(/[*\d]+$/, '').toLowerCase());
  return role === 'neutral' || role === 'case' || role === 'step' ? undefined : role;
}

const sectionDepths: Readonly<Record<string, number>> = {
  part: 1,
  chapter: 1,
  section: 2,
  subsection: 3,
  subsubsection: 4,
};

function latexLeaves(text: string, piece: Piece, words: Words): Leaf[] {
  const s = text.slice(piece.start, piece.end);
  const place: LeafPlace = { items: [], quote: 0 };
  if (piece.kind === 'code') return [plainLeaf('code', { start: 0, end: s.length }, place)];
  if (piece.kind === 'open' || piece.kind === 'close') return [border(s, piece.kind, 0, place, words)];
  return new Prose(s, words).leaves;
}

function border(s: string, kind: 'open' | 'close', at: number, place: LeafPlace, words: Words): Leaf {
  const name = /\{([^{}]*)\}/.exec(s)?.[1] ?? '';
  const role = environmentRole(name, words);
  const leaf = plainLeaf(kind, { start: at, end: at + s.length }, place);
  return role && kind === 'open'
    ? { ...leaf, label: { role, length: s.length, number: '' }, body: at + s.length }
    : leaf;
}

type Node = ReturnType<typeof parseMinimal>['content'][number];
type Environment = Extract<Node, { type: 'environment' | 'mathenv' }>;

/** Walks the tree of a piece of prose and collects its leaves. */
class Prose {
  readonly leaves: Leaf[] = [];
  readonly #s: string;
  readonly #words: Words;
  readonly #origin: readonly number[];

  constructor(s: string, words: Words) {
    this.#s = s;
    this.#words = words;
    const { veil, origin } = veiled(s);
    this.#origin = origin;
    const { content } = parseMinimal(veil);
    this.#sequence(content, 0, s.length, { items: [], quote: 0 });
  }

  #start(node: Node): number {
    return this.#origin[node.position?.start.offset ?? 0] ?? 0;
  }

  #end(node: Node): number {
    return this.#origin[node.position?.end.offset ?? 0] ?? this.#s.length;
  }

  /** Paragraphs end at blank lines, at `\par`, and where something that isn't text begins. */
  #sequence(nodes: readonly Node[], from: number, to: number, place: LeafPlace): void {
    let start = from;
    for (const [k, node] of nodes.entries()) {
      const at = this.#start(node);
      const end = this.#end(node);
      if (at < start) continue;
      if (node.type === 'parbreak' || (node.type === 'macro' && node.content === 'par')) {
        this.#text(start, at, place);
        start = end;
      } else if (node.type === 'macro' && sectionDepths[node.content] !== undefined) {
        this.#text(start, at, place);
        start = this.#heading(node.content, nodes, k, end, place);
      } else if (node.type === 'environment' && lists.test(nameOf(node))) {
        this.#text(start, at, place);
        this.#list(node, at, end, place);
        start = end;
      } else if (node.type === 'verbatim') {
        this.#text(start, at, place);
        this.leaves.push(plainLeaf('code', { start: at, end }, place));
        start = end;
      } else if (node.type === 'environment') {
        this.#text(start, at, place);
        this.#environment(node, at, end, place);
        start = end;
      }
    }
    this.#text(start, to, place);
  }

  #environment(node: Environment, at: number, end: number, place: LeafPlace): void {
    const name = nameOf(node);
    if (/^(?:tabular|table|longtable|tabularx)\*?$/.test(name)) {
      this.leaves.push({ ...plainLeaf('table', { start: at, end }, place), maths: true, closed: true });
      return;
    }
    if (/^(?:figure|tikzpicture|thebibliography)\*?$/.test(name)) return;
    const head = /^\\begin\s*\{[^{}]*\}(?:\[[^\]]*\])?/.exec(this.#s.slice(at, at + 400))?.[0] ?? '';
    const tail = end - `\\end{${name}}`.length;
    const labelled = environmentRole(name, this.#words) !== undefined;
    if (labelled) this.leaves.push(border(head, 'open', at, place, this.#words));
    this.#sequence(node.content, at + head.length, tail, place);
    if (labelled) this.leaves.push(border(this.#s.slice(tail, end), 'close', tail, place, this.#words));
  }

  /** `\section{Title}`: the title is the group behind it. */
  #heading(macro: string, nodes: readonly Node[], k: number, from: number, place: LeafPlace): number {
    const group = nodes.slice(k + 1, k + 6).find(node => node.type === 'group');
    if (!group) return from;
    const start = this.#start(group) + 1;
    const end = this.#end(group) - 1;
    const title = this.#s.slice(start, end);
    const label = labelOf(title.replace(/\\[a-zA-Z]+\s*|[{}]/g, ''), 'heading', this.#words);
    const rest = label ? title.slice(label.length).trim() : '';
    this.leaves.push({
      ...plainLeaf('heading', { start, end }, place),
      depth: sectionDepths[macro]!,
      closed: true,
      silent: title.trim() === '',
      maths: title.includes('$'),
      ...(label ? { label } : {}),
      body: label ? end - rest.length : start,
    });
    return this.#end(group);
  }

  #list(node: Environment, at: number, end: number, place: LeafPlace): void {
    const name = nameOf(node);
    const ordered = !/^(?:itemize|compactitem|description)/.test(name);
    const marks = node.content.filter(
      child => child.type === 'macro' && /^(?:item|part|subpart|task)$/.test(child.content),
    );
    const close = end - `\\end{${name}}`.length;
    let child = 0;
    for (const [k, mark] of marks.entries()) {
      const from = this.#end(mark);
      const next = marks[k + 1];
      const to = next ? this.#start(next) : close;
      const tag = /^\s*(?:\[[^\]]*\]|<[^>]*>)?\s*/.exec(this.#s.slice(from, Math.min(to, from + 200)))![0].length;
      const children: Node[] = [];
      for (; child < node.content.length && this.#end(node.content[child]!) <= to; child++)
        if (this.#start(node.content[child]!) >= from + tag) children.push(node.content[child]!);
      const item: Item = { ordered, loose: true };
      this.#sequence(children, from + tag, to, { ...place, items: [...place.items, item] });
    }
    if (marks.length === 0) this.#sequence(node.content, at + `\\begin{${name}}`.length, close, place);
  }

  #text(from: number, to: number, place: LeafPlace): void {
    let start = from;
    // Comments before a paragraph aren't part of it, but may be addressed to us.
    for (let skipped = true; skipped; ) {
      skipped = false;
      while (start < to && /\s/.test(this.#s[start]!)) start++;
      if (this.#s[start] === '%' && start < to) {
        const end = Math.min(lineEnd(this.#s, start), to);
        for (const leaf of textLeaves(this.#s.slice(start, end), start, place, this.#words, true))
          if (leaf.kind === 'directive') this.leaves.push(leaf);
        start = end;
        skipped = true;
      }
      const layout =
        /^\\(?:noindent|medskip|smallskip|bigskip|newpage|clearpage|maketitle|centering|hfill|indent|(?:label|vspace\*?|input|include|usepackage|hspace\*?|title|author|date|tableofcontents|setcounter\{[^{}]*\})\s*(?:\{[^{}]*\})?)(?![a-zA-Z])/.exec(
          this.#s.slice(start, Math.min(to, start + 200)),
        );
      if (layout) {
        start += layout[0].length;
        skipped = true;
      }
    }
    const end = trimEnd(this.#s, start, to);
    if (end > start) this.leaves.push(...textLeaves(this.#s.slice(start, end), start, place, this.#words, true));
  }
}

const nameOf = (node: Environment): string => {
  const env: unknown = node.env;
  if (typeof env === 'string') return env;
  const content = (env as { content?: unknown }).content;
  return typeof content === 'string' ? content : '';
};

/**
 * The text with only what makes structure, and where each of its characters came from: words, formulas and comments are one
 * character, whatever their length. The parser's cost is per character, and braces or environments that aren't matched cost
 * it dearly, so they are veiled too.
 */
function veiled(s: string): { readonly veil: string; readonly origin: readonly number[] } {
  const keep = new Uint8Array(s.length);
  const braces: number[] = [];
  const environments: { name: string; start: number; end: number }[] = [];
  const hold = (start: number, end: number) => keep.fill(1, start, end);
  const hidden = paragraphAtoms(s);
  let next = 0;
  for (let i = 0; i < s.length; i++) {
    const atom = hidden[next];
    if (atom && i >= atom.start) {
      i = atom.end - 1;
      next++;
      continue;
    }
    const c = s[i]!;
    if (c === '\n' || c === '\r') keep[i] = 1;
    else if ((c === ' ' || c === '\t') && blankAround(s, i)) keep[i] = 1;
    else if (c === '{') braces.push(i);
    else if (c === '}') {
      const open = braces.pop();
      if (open !== undefined && braces.length < 40) keep[open] = keep[i] = 1;
    } else if (c === '\\') {
      const border = /^\\(begin|end)\{([^{}\n]{1,60})\}/.exec(s.slice(i, i + 70));
      if (border) {
        const end = i + border[0].length;
        if (border[1] === 'begin') environments.push({ name: border[2]!, start: i, end });
        else {
          let at = environments.length - 1;
          while (at >= 0 && at > environments.length - 20 && environments[at]!.name !== border[2]) at--;
          if (environments[at]?.name === border[2]) {
            const open = environments[at]!;
            environments.length = at;
            if (at < 40) {
              hold(open.start, open.end);
              hold(i, end);
            }
          }
        }
        i = end - 1;
        continue;
      }
      const macro = /^\\[a-zA-Z]+\*?/.exec(s.slice(i, i + 40))?.[0];
      if (macro && /^\\(?:item|par|part|subpart|task|chapter|(?:sub)*section)\*?$/.test(macro)) {
        hold(i, i + macro.length);
        // The macro's name ends here for the parser too.
        if (/[^\n{]/.test(s[i + macro.length] ?? '\n'))
          keep[i + macro.length] = /\s/.test(s[i + macro.length]!) ? 1 : 0;
      }
      if (macro) i += macro.length - 1;
      else if (!/[\r\n]/.test(s[i + 1] ?? '')) i++;
    }
  }
  let veil = '';
  const origin: number[] = [];
  for (let i = 0; i < s.length; i++) {
    if (keep[i] === 1) veil += s[i] === '\r' ? ' ' : s[i];
    else if (i === 0 || keep[i - 1] === 1) veil += '1';
    else continue;
    origin.push(i);
  }
  origin.push(s.length);
  return { veil, origin };
}

/** White space at a line's start or end is what makes a line blank. */
function blankAround(s: string, i: number): boolean {
  return s[i - 1] === '\n' || s[i + 1] === '\n' || i === 0 || s[i - 1] === ' ' || s[i - 1] === '\t';
}

/** Atoms, each within its paragraph: a stray dollar ends with it. */
function paragraphAtoms(s: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  const blank = /\n[ \t]*\r?\n/g;
  for (let start = 0; start < s.length; ) {
    blank.lastIndex = start;
    const gap = blank.exec(s);
    const end = gap ? gap.index : s.length;
    for (const atom of atoms(s.slice(start, end), true))
      found.push({ start: start + atom.start, end: start + atom.end });
    start = gap ? gap.index + gap[0].length : s.length;
  }
  return found;
}
