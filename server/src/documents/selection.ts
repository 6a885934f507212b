import { fromFound, type Language } from './draft.ts';
import type { Span } from './exercise.ts';
import { type Leaf, plainLeaf } from './outline.ts';
import type { ParseOptions } from './parse.ts';
import type { Dialect } from './reading.ts';
import { type Conditions, recognise } from './recognise.ts';

/** How a language that is read as leaves reads a stretch of a text. */
export type LeavesOf = (
  text: string,
  from: number,
  to: number,
  options: ParseOptions,
) => { readonly leaves: readonly Leaf[]; readonly conditions: Conditions };

/**
 * A selection as a solution. When it holds a marked exercise, that is meant. Else all of it is the solution; the problem is
 * that of the exercise around it, or what a solution marker in its place would have found.
 */
export function selectLeaves(leavesOf: LeavesOf, dialect: Dialect): Language['select'] {
  return (text, span, options) => {
    const whole = leavesOf(text, 0, text.length, options);
    const inside = leavesOf(text, span.start, span.end, options).leaves.filter(leaf => leaf.end > span.start);
    const marked = recognise(inside, { needsMaths: false })[0];
    if (marked && 'leaves' in marked.problem && marked.problem.leaves.length > 0)
      return fromFound(text, marked, options, dialect);
    const around = recognise(whole.leaves, whole.conditions).find(found => overlaps(found.solution, span));
    const before = whole.leaves.filter(leaf => leaf.end <= span.start);
    const here: Leaf = {
      ...plainLeaf('directive', { start: span.start, end: span.start }, { items: [], quote: 0 }),
      directive: { kind: 'solution' },
    };
    const problem = around?.problem ??
      recognise([...before, here, ...inside], { ...whole.conditions, needsMaths: false }).find(
        found => (found.solution[0]?.start ?? -1) >= span.start,
      )?.problem ?? { leaves: [] };
    const within = inside.reduce((least, leaf) => Math.min(least, leaf.items.length), Number.POSITIVE_INFINITY);
    const solution = marked?.solution ?? inside;
    return fromFound(
      text,
      { problem, solution, within: marked?.within ?? Math.min(within, single(inside) ? 1 : 0) },
      options,
      dialect,
    );
  };
}

/** Whether one list item holds all of the leaves: its inside is what was selected. */
const single = (leaves: readonly Leaf[]): boolean =>
  leaves.every(leaf => leaf.items[0] !== undefined && leaf.items[0] === leaves[0]!.items[0]);

function overlaps(leaves: readonly Leaf[], span: Span): boolean {
  const first = leaves[0];
  const last = leaves[leaves.length - 1];
  return first !== undefined && last !== undefined && first.start < span.end && span.start < last.end;
}
