import type { Span } from './exercise.ts';

/** What a comment of ours tells Steplight. */
export type Directive =
  | { readonly kind: 'problem'; readonly stated?: Span }
  | { readonly kind: 'solution' | 'ignore' | 'ignore-start' | 'ignore-end' | 'off' };

const form = /^\s*steplight\s*:\s*(problem|solution|ignore-start|ignore-end|ignore|off)\b[ \t]*(?::\s*)?/i;

/** The directive that a comment's inside holds; `start` is where the inside begins in the document. */
export function directiveIn(comment: string, start: number): Directive | undefined {
  const match = form.exec(comment.length > 4000 ? comment.slice(0, 4000) : comment);
  if (!match) return undefined;
  const kind = match[1]!.toLowerCase() as Directive['kind'];
  if (kind !== 'problem') return { kind };
  const rest = comment.slice(match[0].length).trimEnd();
  return rest === ''
    ? { kind }
    : { kind, stated: { start: start + match[0].length, end: start + match[0].length + rest.length } };
}

/** Whether a comment is addressed to Steplight at all: such a comment is never part of a reading. */
export const isDirective = (comment: string): boolean => /^\s*steplight\s*:/i.test(comment);

/** The stretches and the next-step marks that directives ask to leave alone. */
export interface Ignores {
  /** Ends of `ignore` directives: the first step that ends behind one is left alone. */
  readonly next: readonly number[];
  readonly ranges: readonly Span[];
}

export function ignoresOf(
  directives: readonly { readonly at: Span; readonly directive: Directive }[],
  end: number,
): Ignores {
  const next: number[] = [];
  const ranges: Span[] = [];
  let open: number | undefined;
  for (const { at, directive } of directives) {
    if (directive.kind === 'ignore') next.push(at.end);
    else if (directive.kind === 'ignore-start') open ??= at.start;
    else if (directive.kind === 'ignore-end' && open !== undefined) {
      ranges.push({ start: open, end: at.end });
      open = undefined;
    }
  }
  if (open !== undefined) ranges.push({ start: open, end });
  return { next, ranges };
}

/** The ignores that can concern what lies between two offsets: an exercise looks at its own. */
export function ignoresBetween({ next, ranges }: Ignores, start: number, end: number): Ignores {
  const first = (count: number, at: (k: number) => number) => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(middle) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const marks: number[] = [];
  for (let k = first(next.length, n => next[n]!); k < next.length && next[k]! <= end; k++) marks.push(next[k]!);
  const stretches: Span[] = [];
  for (let k = first(ranges.length, n => ranges[n]!.end); k < ranges.length && ranges[k]!.start < end; k++)
    stretches.push(ranges[k]!);
  return { next: marks, ranges: stretches };
}

/** Which of the steps (in order) are ignored: their indices. */
export function ignoredSteps(steps: readonly Span[], ignores: Ignores): Set<number> {
  const ignored = new Set<number>();
  let k = 0;
  for (const at of ignores.next) {
    while (k < steps.length && steps[k]!.end < at) k++;
    if (k < steps.length) ignored.add(k);
  }
  let r = 0;
  for (const [i, step] of steps.entries()) {
    while (r < ignores.ranges.length && ignores.ranges[r]!.end <= step.start) r++;
    const range = ignores.ranges[r];
    if (range && range.start < step.end) ignored.add(i);
  }
  return ignored;
}
