import type { Passage, Span } from '../documents/exercise.ts';
import { inDocument } from '../documents/location.ts';
import { check, type Judgement } from './check.ts';
import { evaluate, isValue } from './evaluate.ts';
import type { Shown } from './evidence.ts';
import { extract } from './extract.ts';
import type { Formula, Side } from './formula.ts';
import { displayed, literalOf } from './notation.ts';
import type { NumberStyle } from './numbers.ts';

/** What can be said of the formula at a place in a text; spans are offsets in that text. */
export interface Lookup {
  readonly span: Span;
  /** Empty when the formula has no place in the view. */
  readonly normalForm: string;
  /** The side at that place, and its exact value when it has one and isn't a plain number. */
  readonly side: Span;
  readonly value?: Shown;
  /** Whether the relations of the formula hold, the doubtful ones with the reason. */
  readonly relations: readonly Judgement[];
}

/** The formula at `offset` of a text, with the value of its side there and what its relations are worth. */
export function lookup(text: string, offset: number, style: NumberStyle): Lookup | undefined {
  const formulas = extract(text, { style });
  const formula = formulas.find(({ span }) => span.start <= offset && offset <= span.end);
  if (!formula) return undefined;
  const side = sideAt(formula, offset);
  const value = evaluate(side.expr);
  const shown =
    isValue(value) && !literalOf(side.expr)
      ? displayed(value, text.slice(formula.span.start, formula.span.end), style)
      : undefined;
  const relations = check(text, formulas, style).filter(
    ({ span }) => span.start <= formula.span.end && formula.span.start <= span.end && isOwn(formula, span),
  );
  return {
    span: formula.span,
    normalForm: formula.text,
    side: side.span,
    ...(shown === undefined ? {} : { value: shown }),
    relations,
  };
}

/** The same for a place in the document that lies in a passage; all spans are the document's. */
export function lookupInDocument(passage: Passage, offset: number, style: NumberStyle): Lookup | undefined {
  const found = lookup(passage.text, placeIn(passage, offset), style);
  if (!found) return undefined;
  return {
    ...found,
    span: inDocument(passage, found.span),
    side: inDocument(passage, found.side),
    relations: found.relations.map(relation => ({ ...relation, span: inDocument(passage, relation.span) })),
  };
}

/** The last character of a passage that stands at this place in the document or before it. */
function placeIn({ text, span, origin }: Passage, offset: number): number {
  const relative = offset - span.start;
  if (!origin) return relative;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (origin[middle]! <= relative) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function sideAt({ sides }: Formula, offset: number): Side {
  return sides.find(({ span }) => offset <= span.end) ?? sides[sides.length - 1]!;
}

/** A row that continues another belongs to its own formula: its relation ends there. */
function isOwn(formula: Formula, span: Span): boolean {
  return formula.sides.some(side => side.span.end === span.end);
}
