import type { Span } from '../documents/exercise.ts';
import type { Judgement } from './check.ts';
import { tokenize } from './lexer.ts';
import type { NumberStyle } from './numbers.ts';
import type { Token } from './tokens.ts';

/**
 * What a text states and nobody worked out, because a side of it can't be read: `A^{-1} = \begin{pmatrix}…` beside `\det A = 4 - 6 = -2`.
 * Only looked for where all that was read holds, so that a step isn't called proven when a part of it is.
 */
export function unread(text: string, judgements: readonly Judgement[], style: NumberStyle): Judgement[] {
  if (judgements.length === 0 || judgements.some(({ answer, open }) => answer !== 'holds' && !open)) return [];
  // In order, so that each sign is held against the judgements near it only.
  const known = judgements.map(({ span }) => span).sort((a, b) => a.start - b.start);
  const found: Judgement[] = [];
  let [next, reached] = [0, 0];
  for (const tokens of tokenize(text, style)) {
    tokens.forEach((token, at) => {
      while (known[next] && known[next]!.start <= token.start) reached = Math.max(reached, known[next++]!.end);
      if (
        token.end <= Math.max(reached, found.at(-1)?.span.end ?? 0) ||
        !isSign(token) ||
        isBound(tokens, at) ||
        isInWords(tokens, at)
      )
        return;
      found.push({ span: statementAround(tokens, at), answer: 'unknown', why: 'unread' });
    });
  }
  return found;
}

/** Of those that the grammar doesn't have, the ones that state something of numbers and figures. */
const isSign = ({ kind, text }: Token) => kind === 'relation' || (kind === 'odd' && otherSigns.test(text));
const otherSigns = /^(?:(?:not)?in|subset(?:eq)?|supset(?:eq)?|nmid|perp|n?parallel|cong|sim|propto)$/;

/** The `=` of `\sum_{k=1}` states nothing. */
function isBound(tokens: readonly Token[], at: number): boolean {
  let depth = 0;
  for (let k = at - 1; k >= 0 && at - k < longestBound; k--) {
    const { kind } = tokens[k]!;
    if (kind === 'groupClose') depth++;
    else if (kind === 'groupOpen' && depth-- === 0) return tokens[k - 1]?.text === '_';
    else if (kind === 'row') return false;
  }
  return false;
}

const longestBound = 40;

/** "Total cost = …", "rent + food = 850 + 412": words say what the numbers are, and nothing that could be worked out. */
const isInWords = (tokens: readonly Token[], at: number) =>
  [-1, 1].some(step => {
    const side = tokens.slice(...between(at, borderFrom(tokens, at, step, 'relation')));
    return side.some(({ kind }) => kind === 'word');
  });

function statementAround(tokens: readonly Token[], at: number): Span {
  const parts = tokens
    .slice(borderFrom(tokens, at, -1) + 1, borderFrom(tokens, at, 1))
    .filter(({ kind }) => kind !== 'edge');
  return { start: parts[0]!.start, end: parts[parts.length - 1]!.end };
}

const between = (a: number, b: number): [number, number] => [Math.min(a, b) + 1, Math.max(a, b)];

/** Where a statement ends that has a sign at this place: mathematics ends at its own border, unless the sign stands right there. */
function borderFrom(tokens: readonly Token[], at: number, step: number, also?: Token['kind']): number {
  const opens = step > 0 ? /^(?:open|groupOpen)$/ : /^(?:close|groupClose)$/;
  const closes = step > 0 ? /^(?:close|groupClose)$/ : /^(?:open|groupOpen)$/;
  let depth = 0;
  let isEmpty = true;
  let k = at + step;
  for (; tokens[k]; k += step) {
    const { kind } = tokens[k]!;
    if (kind === 'break' || kind === 'row' || kind === also) break;
    if ((kind === 'comma' && depth <= 0) || (kind === 'edge' && !isEmpty)) break;
    if (opens.test(kind)) depth++;
    if (closes.test(kind)) depth--;
    isEmpty &&= kind === 'edge';
  }
  return k;
}
