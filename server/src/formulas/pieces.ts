import type { Formula } from './formula.ts';
import { continued, moved, pieceFollows } from './words.ts';

/**
 * Whether a problem says what a function is on a part of the line only: "f(x) = 2x for x > 1", "on [0, 2]", "if …, else …", "continued as
 * an odd function". What it is elsewhere, other words say, or what becomes of it: "it is shifted".
 */
export function isPiece(text: string, formula: Formula, letter: string): boolean {
  let known = remembered.get(formula);
  if (known === undefined) {
    known = readPiece(text, formula, letter);
    remembered.set(formula, known);
  }
  return known;
}

/** What a function is, is asked at every formula that follows. */
const remembered = new WeakMap<Formula, boolean>();

function readPiece(text: string, { span }: Formula, letter: string): boolean {
  const before = text.slice(0, span.start).split(sentenceEnd).at(-1)!;
  const [after] = text.slice(span.end).split(sentenceEnd) as [string];
  if (pieceFollows.test(after) || moved.test(text)) return true;
  const sides = [before, after];
  return sides.some(words => isBound(words, letter)) || (continued.test(text) && isBound(text, letter));
}

const sentenceEnd = /[.?!](?=\s)|[。？！\n]/;

/** An inequality of the letter, or an interval. */
function isBound(words: string, letter: string): boolean {
  const order = String.raw`(?:[<>≤≥]|\\(?:leq?|geq?|lt|gt)(?:slant)?(?![a-z]))`;
  const name = String.raw`(?<![\p{L}\\])${letter}(?!\p{L})`;
  return new RegExp(`${name}[\\s$]*${order}|${order}[\\s$]*${name}|${interval}`, 'u').test(words);
}

const place = String.raw`\s*-?(?:[\d./]+|\\infty|∞|\\pi|π)\s*`;
const interval = String.raw`\[${place}[,;]${place}[\])[]|[\](]${place}[,;]${place}\]`;
