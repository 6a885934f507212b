import { atoms } from './atoms.ts';
import type { Item, Leaf } from './outline.ts';
import type { Granularity } from './parse.ts';
import type { Part } from './reading.ts';
import { rows } from './rows.ts';
import { sentences, trimmed } from './sentences.ts';

/** A step as parts of the document, before anything is read. */
export type Cut = readonly Part[];

/** The steps of a solution. `within` counts the list items that hold all of it. */
export function cutSteps(
  text: string,
  solution: readonly Leaf[],
  within: number,
  granularity: Granularity,
  latex: boolean,
): Cut[] {
  const groups = grouped(solution, within, granularity);
  if (granularity === 'paragraph') return groups.map(group => group.map(part));
  return groups.flatMap(group =>
    granularity === 'line' ? intoLines(text, group, latex) : intoSentences(text, group, latex),
  );
}

const part = (leaf: Leaf): Part => ({
  start: leaf.start,
  end: leaf.end,
  quote: leaf.quote,
  form: leaf.kind === 'code' || leaf.kind === 'table' ? 'code' : 'prose',
});

/** Leaves that make one step: a paragraph with what completes it, an ordered item, a "Step k" with all up to the next. */
function grouped(solution: readonly Leaf[], within: number, granularity: Granularity): Leaf[][] {
  const groups: Leaf[][] = [];
  let group: Leaf[] = [];
  let item: Item | undefined;
  /** The tight bullet list that completes the group's paragraph; its items stay together. */
  let completing = false;
  let block = false;
  let paragraphs = 0;
  let longest = 0;
  const lastStep = solution.findLastIndex(leaf => leaf.label?.role === 'step');
  const severalSteps = solution.filter(leaf => leaf.label?.role === 'step').length > 1;

  const flush = () => {
    if (group.some(isStep)) groups.push(group);
    // A title without text under it is no step: it is being typed, or the end.
    else if (group.some(leaf => leaf.kind === 'heading')) group = [];
    // What says nothing (a picture, a mark that ends the proof) stays with the step before it.
    else if (groups.length > 0) groups[groups.length - 1]!.push(...group);
    group = [];
    completing = false;
  };

  for (const [k, leaf] of solution.entries()) {
    if (leaf.kind === 'rule' || leaf.kind === 'open' || leaf.kind === 'close' || leaf.kind === 'directive') continue;
    const previous = group[group.length - 1];
    const own = leaf.items[within];
    const step = leaf.label?.role === 'step';
    if (leaf.kind === 'heading' || step) {
      flush();
      if (block && paragraphs > longest) longest = paragraphs;
      block = step;
      paragraphs = leaf.kind === 'heading' ? 0 : 1;
      item = own;
      group.push(leaf);
      continue;
    }
    if (block) {
      const conclusion =
        severalSteps && k > lastStep && !own && paragraphs >= Math.max(longest, 1) && starts(leaf, previous);
      const answer = leaf.label?.role === 'answer' || leaf.label?.role === 'solution';
      if (!conclusion && !answer) {
        if (previous === undefined || starts(leaf, previous)) paragraphs++;
        group.push(leaf);
        continue;
      }
      block = false;
      flush();
      item = own;
      group.push(leaf);
      continue;
    }
    if (own !== item) {
      const entering = own !== undefined;
      const completes =
        entering &&
        !own.ordered &&
        !own.loose &&
        previous !== undefined &&
        granularity === 'paragraph' &&
        (completing || !previous.closed);
      const headed = previous !== undefined && (previous.kind === 'heading' || previous.lead);
      if (completes) completing = true;
      else if (entering ? !headed : !leaf.continues || previous?.closed) flush();
      item = own;
      group.push(leaf);
      continue;
    }
    if (own === undefined && previous !== undefined && starts(leaf, previous)) flush();
    group.push(leaf);
  }
  flush();
  return groups;
}

const isStep = (leaf: Leaf): boolean => !leaf.silent && (leaf.kind !== 'heading' || leaf.label?.role === 'step');

/** Whether a leaf begins a step of its own behind the one before it. */
function starts(leaf: Leaf, previous: Leaf | undefined): boolean {
  if (previous === undefined) return true;
  if (previous.kind === 'heading' || previous.lead || leaf.silent || leaf.kind === 'code') return false;
  if (leaf.kind === 'table') return previous.closed;
  if (leaf.display) return previous.closed || previous.display;
  if (leaf.continues && leaf.label === undefined) return previous.closed;
  return true;
}

/** Rows of aligned formulas, list items, and source lines that end with a sentence or a hard break. */
function intoLines(text: string, group: readonly Leaf[], latex: boolean): Cut[] {
  const cuts: Part[][] = [];
  let current: Part[] = [];
  let item: Item | undefined;
  /** The line holds a row: prose goes on with it only in mid-sentence. */
  let rowed = false;
  const flush = () => {
    if (current.length > 0) cuts.push(current);
    current = [];
    rowed = false;
  };
  for (const [k, leaf] of group.entries()) {
    const own = leaf.items[leaf.items.length - 1];
    if (k > 0 && own !== item && own !== undefined && leaf.kind === 'text') flush();
    item = own;
    if (leaf.kind !== 'text') {
      current.push(part(leaf));
      continue;
    }
    const s = text.slice(leaf.start, leaf.end);
    const found = atoms(s, latex);
    let from = 0;
    const prose = (to: number) => {
      for (const line of proseLines(s, from, to, found)) {
        const joins = rowed && /^[\p{Ll},;.)]/u.test(s.slice(line.start, line.start + 2));
        if (current.length > 0 && line.start > from && !joins) flush();
        if (rowed && !joins) flush();
        current.push({ start: leaf.start + line.start, end: leaf.start + line.end, quote: leaf.quote, form: 'prose' });
      }
    };
    for (const atom of found) {
      const lines = atom.kind === 'display' ? rows(s, atom) : undefined;
      if (!lines) continue;
      prose(atom.start);
      for (const [r, row] of lines.entries()) {
        if (r > 0 || rowed) flush();
        rowed = true;
        current.push({ start: leaf.start + row.start, end: leaf.start + row.end, quote: leaf.quote, form: 'row' });
      }
      from = atom.end;
    }
    prose(s.length);
  }
  flush();
  return cuts;
}

function proseLines(
  s: string,
  from: number,
  to: number,
  found: readonly { start: number; end: number }[],
): { start: number; end: number }[] {
  const lines: { start: number; end: number }[] = [];
  let start = from;
  let next = 0;
  for (let at = s.indexOf('\n', from); at >= 0 && at < to; at = s.indexOf('\n', at + 1)) {
    while (next < found.length && found[next]!.end <= at) next++;
    if (next < found.length && found[next]!.start < at) continue;
    const line = s.slice(start, at);
    if (!/(?: {2,}|\\)\r?$|[.!?。！？:;；][)*_"'”»$]*\s*$/.test(line.slice(-40))) continue;
    const span = trimmed(s, start, at);
    if (span.end > span.start) lines.push(span);
    start = at + 1 + /^[ \t>]*/.exec(s.slice(at + 1, at + 60))![0].length;
  }
  const rest = trimmed(s, start, to);
  if (rest.end > rest.start) lines.push(rest);
  return lines;
}

/** Sentences over the group's leaves: a sentence may run through a displayed formula into the next leaf. */
function intoSentences(text: string, group: readonly Leaf[], latex: boolean): Cut[] {
  const cuts: Part[][] = [];
  let run: Leaf[] = [];
  const flush = () => {
    const first = run[0];
    if (!first) return;
    const base = first.start;
    for (const sentence of sentences(text.slice(base, run[run.length - 1]!.end), latex)) {
      const parts: Part[] = [];
      for (const leaf of run) {
        const start = Math.max(leaf.start, base + sentence.start);
        const end = Math.min(leaf.end, base + sentence.end);
        if (start < end) parts.push({ ...part(leaf), start, end });
      }
      if (parts.length > 0) cuts.push(parts);
    }
    run = [];
  };
  for (const leaf of group) {
    if (leaf.kind === 'text' && !leaf.silent) {
      const previous = run[run.length - 1];
      if (previous && (previous.closed || previous.items.at(-1) !== leaf.items.at(-1))) flush();
      run.push(leaf);
      continue;
    }
    flush();
    if (leaf.kind === 'heading' || cuts.length === 0) cuts.push([part(leaf)]);
    else cuts[cuts.length - 1]!.push(part(leaf));
  }
  flush();
  return joinHeadings(cuts, group);
}

/** A heading is no sentence: it goes with the first sentence under it. */
function joinHeadings(cuts: Part[][], group: readonly Leaf[]): Part[][] {
  const headings = new Set(group.filter(leaf => leaf.kind === 'heading').map(leaf => leaf.start));
  const joined: Part[][] = [];
  let pending: Part[] = [];
  for (const cut of cuts) {
    const all = [...pending, ...cut];
    if (cut.every(p => headings.has(p.start))) pending = all;
    else {
      joined.push(all);
      pending = [];
    }
  }
  if (pending.length > 0) joined.push(pending);
  return joined;
}
