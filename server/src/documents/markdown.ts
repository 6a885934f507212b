import type { Nodes, Parent, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { atoms } from './atoms.ts';
import { fromLeaves, type Language, type Reader, switchedOff } from './draft.ts';
import { type FrontMatter, frontMatter } from './frontMatter.ts';
import { directiveIn } from './ignore.ts';
import { features, type Item, type Leaf, type LeafPlace, plainLeaf, textLeaves, trimEnd } from './outline.ts';
import { finished, readSections } from './placing.ts';
import { type Conditions, isExerciseNumber } from './recognise.ts';
import { type Section, sections } from './sections.ts';
import { type LeavesOf, selectLeaves } from './selection.ts';
import { labelOf, type Words, wordsFor } from './words.ts';

/**
 * Only the structure of blocks is asked of mdast: an outline has no inline markup, formulas and code spans are atoms of
 * their own (`$` means more here than to CommonMark), and inline constructs are where hostile text gets expensive.
 */
const inlineConstructs = [
  'attention',
  'autolink',
  'codeText',
  'htmlText',
  'labelStartImage',
  'labelStartLink',
  'labelEnd',
];
const { document, flow } = gfm();
const blockStructure = {
  extensions: [{ ...(document ? { document } : {}), ...(flow ? { flow } : {}), disable: { null: inlineConstructs } }],
  // Their transforms look for links in text, of which there is none.
  mdastExtensions: gfmFromMarkdown().map(({ transforms: _, ...extension }) => extension),
};

/** Markdown, section by section; a section with a text that was read before is taken over as it was. */
const read: Reader = function* (text, options, before) {
  const front = frontMatter(text);
  if (front.wishes.off) return { exercises: [], wishes: front.wishes };
  const { leaves, sections: done } = yield* readSections(
    text,
    sections(text, contentStart(text, front)),
    before,
    wordsFor(options),
    markdownLeaves,
  );
  if (switchedOff(leaves)) return { exercises: [], wishes: { ...front.wishes, off: true }, sections: done };
  const granularity = front.granularity ?? options.granularity;
  const exercises = yield* fromLeaves(text, leaves, conditionsOf(front), { ...options, granularity }, 'markdown');
  return { exercises, wishes: front.wishes, sections: done };
};

const contentStart = (text: string, front: FrontMatter): number =>
  Math.max(front.end, text.startsWith('\uFEFF') ? 1 : 0);
const conditionsOf = (front: FrontMatter): Conditions => ({
  needsMaths: true,
  ...(front.problem ? { stated: front.problem } : {}),
});

const leavesOf: LeavesOf = (text, from, to, options) => {
  const front = frontMatter(text);
  const parts = sections(text.slice(0, to), Math.max(from, contentStart(text, front)));
  const { leaves } = finished(readSections(text, parts, [], wordsFor(options), markdownLeaves));
  return { leaves, conditions: conditionsOf(front) };
};

export const markdown: Language = { read, select: selectLeaves(leavesOf, 'markdown') };

/** The leaves of one section, with offsets counted from the section's start. */
function markdownLeaves(text: string, section: Section, words: Words): Leaf[] {
  const s = text.slice(section.start, section.end);
  const tree = fromMarkdown(section.outline.join('\n'), blockStructure);
  const leaves: Leaf[] = [];
  walk(tree, { items: [], quote: 0 });
  return leaves;

  function walk(parent: Parent, place: LeafPlace): void {
    for (const node of parent.children as RootContent[]) visit(node, place);
  }

  function visit(node: RootContent, place: LeafPlace): void {
    const { start, end } = spanOf(node);
    switch (node.type) {
      case 'paragraph':
        leaves.push(...textLeaves(s.slice(start, end), start, place, words));
        break;
      case 'heading':
        leaves.push(heading(start, end, node.depth, place));
        break;
      case 'blockquote':
        walk(node, { ...place, quote: place.quote + 1 });
        break;
      case 'list':
        for (const child of node.children) {
          const item: Item = { ordered: node.ordered === true, loose: node.spread === true || child.spread === true };
          walk(child, { ...place, items: [...place.items, item] });
        }
        break;
      case 'code':
        leaves.push(code(start, end, place));
        break;
      case 'table': {
        const { maths } = features(s.slice(start, end), atoms(s.slice(start, end)));
        leaves.push({ ...plainLeaf('table', { start, end }, place), maths, closed: true });
        break;
      }
      case 'thematicBreak':
        leaves.push(plainLeaf('rule', { start, end }, place));
        break;
      case 'html':
        leaves.push(...htmlLeaves(s.slice(start, end), start, place, words));
        break;
      default:
        // Definitions, footnotes and the like say nothing about the solution.
        break;
    }
  }

  /** A block's place in the section: the outline has the section's lines, and the columns of what opens a block. */
  function spanOf(node: Nodes): { start: number; end: number } {
    const from = node.position!.start;
    const line = section.lines[from.line - 1] ?? 0;
    const start = Math.min(line + from.column - 1, s.length);
    const last = section.lines[node.position!.end.line] ?? s.length;
    let end = last;
    while (end > start && /\s/.test(s[end - 1]!)) end--;
    return { start, end };
  }

  function heading(start: number, end: number, depth: number, place: LeafPlace): Leaf {
    const raw = s.slice(start, end);
    const atx = /^#{1,6}[ \t]*/.exec(raw)?.[0].length ?? 0;
    let stop = raw.length;
    if (atx > 0) stop = /[ \t]+#+[ \t]*$/.exec(raw)?.index ?? raw.length;
    else stop = Math.max(raw.lastIndexOf('\n'), 0) || raw.length;
    const from = start + atx;
    const to = trimEnd(s, from, start + stop);
    const content = s.slice(from, to);
    const clean = content.replace(/<[^<>]{0,100}>|[*_`]+/g, '').trim();
    const label = labelOf(clean, 'heading', words);
    const rest = label ? clean.slice(label.length).trim() : '';
    const at = rest === '' ? content.length : Math.max(content.indexOf(rest), 0);
    const { maths } = features(content, atoms(content));
    return {
      ...plainLeaf('heading', { start: from, end: to }, place),
      depth,
      maths,
      closed: true,
      silent: content === '',
      numbered: isExerciseNumber(clean),
      ...(label ? { label } : {}),
      body: label ? from + at : from,
    };
  }

  /** A code block; one marked as mathematics is a displayed formula. */
  function code(start: number, end: number, place: LeafPlace): Leaf {
    const first = s.slice(start, Math.min(end, start + 60));
    const leaf = plainLeaf('code', { start, end }, place);
    if (!/^[`~]{3,}[ \t]*(?:\{\.?)?(?:math|latex|katex|tex)\b/i.test(first)) return leaf;
    const closed = /\.\s*(?:[`~]{3,})?\s*$/.test(s.slice(Math.max(start, end - 40), end));
    return { ...leaf, kind: 'text', display: true, maths: true, closed };
  }
}

const tag = /<!--[\s\S]*?(?:-->|$)|<(\/?)(details|summary)\b[^<>]*>/gi;

/** HTML between blank lines: comments of ours, folding blocks, and perhaps text. */
function htmlLeaves(s: string, at: number, place: LeafPlace, words: Words): Leaf[] {
  const leaves: Leaf[] = [];
  let from = 0;
  let summary = -1;
  const prose = (start: number, end: number) => {
    const a = start + /^\s*/.exec(s.slice(start, end))![0].length;
    const b = trimEnd(s, a, end);
    if (/[\p{L}\p{N}]/u.test(s.slice(a, b).replace(/<[^<>]{0,200}>/g, '')))
      leaves.push(...textLeaves(s.slice(a, b), at + a, place, words));
  };
  for (const match of s.matchAll(tag)) {
    const [whole, closing, name] = match;
    if (summary < 0) prose(from, match.index);
    if (name === undefined) {
      const directive = directiveIn(whole.slice(4).replace(/-->$/, ''), at + match.index + 4);
      if (directive)
        leaves.push({
          ...plainLeaf('directive', { start: at + match.index, end: at + match.index + whole.length }, place),
          directive,
        });
    } else if (name.toLowerCase() === 'details') {
      leaves.push(
        plainLeaf(closing ? 'close' : 'open', { start: at + match.index, end: at + match.index + whole.length }, place),
      );
    } else if (!closing) {
      summary = match.index + whole.length;
    } else if (summary >= 0) {
      const title = s
        .slice(summary, match.index)
        .replace(/<[^<>]{0,100}>|[*_`]+/g, '')
        .trim();
      const label = labelOf(title, 'heading', words);
      const open = leaves.at(-1);
      if (label && open?.kind === 'open')
        leaves[leaves.length - 1] = {
          ...open,
          label,
          end: at + match.index + whole.length,
          body: at + match.index + whole.length,
        };
      summary = -1;
    }
    from = match.index + whole.length;
  }
  if (summary < 0) prose(from, s.length);
  return leaves;
}
