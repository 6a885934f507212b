import type { Span } from './exercise.ts';
import type { Item, Leaf } from './outline.ts';
import type { Role } from './words.ts';

/** An exercise as a choice of leaves, before its steps are cut. */
export interface Found {
  /** Leaves that state the problem, or the words of a directive or of the front matter; neither when nobody stated it. */
  readonly problem: { readonly leaves: readonly Leaf[] } | { readonly stated: Span };
  readonly solution: readonly Leaf[];
  /** Items around the whole solution: what lies deeper is structure inside it. */
  readonly within: number;
}

export interface Conditions {
  /** The problem that the front matter states. */
  readonly stated?: Span;
  /** Whether everyday words ("Solution") must be backed by some mathematics to count. */
  readonly needsMaths: boolean;
}

const opensProblem = (role?: Role): boolean => role === 'problem' || role === 'theorem';
const opensSolution = (role?: Role): boolean => role === 'solution' || role === 'proof';
const isStep = (leaf: Leaf): boolean => leaf.label?.role === 'step' || leaf.label?.role === 'case';

/** How far a marker reaches: headings by their level, run-ins below every heading, list items below what is around them. */
function rank(leaf: Leaf): number {
  const own = leaf.kind === 'heading' ? leaf.depth : leaf.kind === 'open' ? 8 : 9;
  return own + 10 * leaf.items.length;
}

/**
 * The exercises of a document. Directives say so; labels ("Problem", "Proof.") say so; a numbered heading with a quoted
 * problem under it, and a first "Step 1", say so by their form.
 */
export function recognise(leaves: readonly Leaf[], conditions: Conditions): Found[] {
  const found: Found[] = [];
  const anyMaths = leaves.some(leaf => leaf.maths);
  /** Index of the marker of the problem that the next solution is for. */
  let problem: number | undefined;
  let headings: number[] = [];
  /** Where the last exercise ended: no problem text is taken from before it. */
  let taken = 0;

  const accept = (candidate: Found, certain: boolean): void => {
    if (
      candidate.solution.every(
        leaf =>
          leaf.silent ||
          leaf.excuse ||
          leaf.kind === 'directive' ||
          leaf.kind === 'rule' ||
          leaf.kind === 'open' ||
          leaf.kind === 'close',
      )
    )
      return;
    if (!certain && conditions.needsMaths) {
      const stated = 'leaves' in candidate.problem ? candidate.problem.leaves : [];
      if (!candidate.solution.some(leaf => leaf.maths) && !stated.some(leaf => leaf.maths)) return;
    }
    found.push(candidate);
  };

  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i]!;
    if (leaf.kind === 'heading') {
      headings = headings.filter(h => leaves[h]!.depth < leaf.depth);
      const shown = problem === undefined ? undefined : leaves[problem]!;
      if (
        shown &&
        !opensSolution(leaf.label?.role) &&
        leaf.label?.role !== 'answer' &&
        leaf.depth < rank(shown) &&
        (shown.kind !== 'heading' || leaf.depth <= shown.depth) &&
        !isStep(leaf)
      )
        problem = undefined;
      headings.push(i);
    }
    const marker = solutionMarker(leaves, i, problem);
    if (marker !== undefined) {
      const end = extent(leaves, i, headings, marker);
      const solution = bodyOf(leaves, i, end);
      const from = problemOf(leaves, i, problem, headings, taken, conditions);
      const role = leaf.label?.role;
      const certain =
        leaf.kind === 'directive' ||
        role === 'proof' ||
        (problem !== undefined &&
          (leaves[problem]!.label?.role === 'theorem' || leaves[problem]!.kind === 'directive'));
      accept({ problem: from, solution, within: withinOf(leaf, solution) }, certain);
      taken = end;
      i = end - 1;
      continue;
    }
    if (leaf.directive?.kind === 'problem') {
      problem = i;
      if (leaf.directive.stated) {
        const end = statedExtent(leaves, i, headings);
        if (end !== undefined) {
          accept(
            {
              problem: { stated: leaf.directive.stated },
              solution: leaves.slice(i + 1, end),
              within: leaf.items.length,
            },
            true,
          );
          taken = end;
          i = end - 1;
        }
      }
      continue;
    }
    if (
      opensProblem(leaf.label?.role) ||
      (leaf.label?.role === 'claim' && leaf.kind === 'text' && leaf.label.length > 0 && problem === undefined)
    )
      problem = i;
    const quoted = quotedProblem(leaves, i, headings);
    if (quoted && anyMaths) {
      const end = sectionEnd(leaves, i, headings);
      const inner = leaves.slice(quoted, end);
      // A proof further down in the section proves a lemma on the way; a "Solution" is one wherever it stands.
      const marked = inner.findIndex(
        (_, k) => solutionMarker(leaves, quoted + k, i) !== undefined && rank(leaves[quoted + k]!) < 10,
      );
      const gives = marked === 0 || (marked > 0 && inner[marked]!.label?.role === 'solution');
      if (!gives) {
        accept(
          { problem: { leaves: leaves.slice(i, quoted).filter(l => l.quote > 0) }, solution: inner, within: 0 },
          leaf.numbered,
        );
        taken = end;
        i = end - 1;
        continue;
      }
      problem = i;
    }
  }
  if (found.length === 0 && conditions.stated) {
    const solution = leaves.filter((leaf, i) => !(i === 0 && leaf.kind === 'heading'));
    accept({ problem: { stated: conditions.stated }, solution, within: 0 }, true);
  }
  return found;
}

/** Whether a solution begins at leaf `i`, and in which way. */
function solutionMarker(leaves: readonly Leaf[], i: number, problem: number | undefined): 'label' | 'step' | undefined {
  const leaf = leaves[i]!;
  if (leaf.directive?.kind === 'solution') return 'label';
  const role = leaf.label?.role;
  // "## Solution" over "**Solution 1.**" is a title: the numbered ones are the solutions.
  const next = leaves[i + 1]?.label;
  if (opensSolution(role))
    return leaf.kind === 'heading' && next?.role === role && next?.number !== '' ? undefined : 'label';
  if (role === 'answer' && (problem !== undefined || leaf.kind === 'open')) return 'label';
  if (role === 'step' && isFirst(leaf) && hasSecond(leaves, i)) return 'step';
  return undefined;
}

const isFirst = (leaf: Leaf): boolean => /^\D*1\D*$|一/.test(leaf.label?.number ?? '');

/** A lone "Step 1" is no solution yet: a "Step 2" must follow before the next problem or section. */
function hasSecond(leaves: readonly Leaf[], i: number): boolean {
  const first = leaves[i]!;
  for (let k = i + 1; k < leaves.length && k < i + 60; k++) {
    const leaf = leaves[k]!;
    if (leaf.label?.role === 'step') return !isFirst(leaf);
    if (opensProblem(leaf.label?.role)) return false;
    if (leaf.kind === 'heading' && (first.kind !== 'heading' || leaf.depth <= first.depth)) return false;
  }
  return false;
}

/** The index behind the solution that begins at leaf `m`. */
function extent(leaves: readonly Leaf[], m: number, headings: readonly number[], marker: 'label' | 'step'): number {
  const start = leaves[m]!;
  const own = rank(start);
  const section = leaves[headings[headings.length - 1] ?? -1]?.depth ?? 0;
  const headed = start.kind === 'heading' && marker === 'label';
  if (start.tombstone && start.kind === 'text') return m + 1;
  const innermost = start.items[start.items.length - 1];
  // A label alone in its list item is followed by its siblings: "- Solution:" and then the steps.
  const alone = innermost !== undefined && start.body >= start.end && leaves[m + 1]?.items.at(-1) !== innermost;
  const scope: Item | undefined = alone ? start.items[start.items.length - 2] : innermost;
  let folds = 0;
  let claims = 0;
  for (let k = m + 1; k < leaves.length; k++) {
    const leaf = leaves[k]!;
    if (leaf.quote < start.quote && leaf.kind !== 'rule') return k;
    if (scope && !leaf.items.includes(scope)) return k;
    if (alone && !scope && leaf.items.length === 0 && leaf.kind === 'text' && leaf.label) return k;
    if (innermost && !alone && !leaf.items.includes(innermost)) return k;
    if (leaf.kind === 'open') {
      if (
        leaf.label &&
        (opensProblem(leaf.label.role) || opensSolution(leaf.label.role)) &&
        start.kind !== 'open' &&
        !headed
      ) {
        if (claims === 0) return k;
      }
      // A new problem inside of an environment: its end is missing, because it is being typed.
      if (leaf.label?.role === 'problem' && start.kind === 'open') return k;
      folds++;
    }
    if (leaf.kind === 'close' && folds-- === 0) return k;
    if (folds > 0) continue;
    const role = leaf.label?.role;
    const reach = rank(leaf);
    if (leaf.directive?.kind === 'problem' || leaf.directive?.kind === 'solution') return k;
    if (opensProblem(role) && reach <= own && leaf.kind !== 'open') return k;
    if (opensSolution(role)) {
      if (claims === 0 && reach <= own) return k;
    }
    if (role === 'remark' && reach <= own) return k;
    if (role === 'claim' && leaf.kind === 'text') claims++;
    if (leaf.kind === 'heading') {
      const level = headed ? own : marker === 'step' && start.kind === 'heading' ? start.depth : Math.max(section, 1);
      const stays = isStep(leaf) || role === 'claim' || (role === 'answer' && leaf.depth >= section);
      if (!stays && (headed ? leaf.depth <= level : leaf.depth <= level || role !== undefined || marker === 'label'))
        return k;
      if (marker === 'step' && start.kind === 'heading' && leaf.depth < start.depth) return k;
    }
    if (leaf.kind === 'rule' && !headed && leaf.items.length === start.items.length) {
      const after = leaves[k + 1];
      if (!after || !(isStep(after) || after.label?.role === 'answer')) return k;
    }
    if (leaf.tombstone) {
      if (claims > 0) claims--;
      else if (!headed || start.label?.role === 'proof') return k + 1;
    }
  }
  return leaves.length;
}

/** The leaves of a solution; what stands behind its label on the same line is the first of them. */
function bodyOf(leaves: readonly Leaf[], m: number, end: number): Leaf[] {
  const marker = leaves[m]!;
  const rest = leaves.slice(m + 1, end);
  if (marker.label?.role === 'step') return [marker, ...rest];
  if (marker.kind !== 'text' || marker.body >= marker.end) return rest;
  const { label: _, ...unlabelled } = marker;
  return [{ ...unlabelled, start: marker.body }, ...rest];
}

function withinOf(marker: Leaf, solution: readonly Leaf[]): number {
  const depth = solution.reduce(
    (least, leaf) => (leaf.kind === 'directive' ? least : Math.min(least, leaf.items.length)),
    marker.items.length,
  );
  return Math.min(depth, marker.items.length);
}

/** The problem of the solution at leaf `m`: its marked problem, else what its item or section says before it, else the heading. */
function problemOf(
  leaves: readonly Leaf[],
  m: number,
  problem: number | undefined,
  headings: readonly number[],
  taken: number,
  conditions: Conditions,
): Found['problem'] {
  const marker = leaves[m]!;
  const shown = problem !== undefined && problem < m ? leaves[problem] : undefined;
  // What an item says before its solution is nearer than a problem marked outside of it.
  for (const item of [...marker.items].reverse()) {
    if (shown?.items.includes(item)) break;
    const inside = spoken(leaves, taken, m).filter(leaf => leaf.items.includes(item));
    if (inside.length > 0) return { leaves: inside };
  }
  if (shown?.directive?.kind === 'problem' && shown.directive.stated) return { stated: shown.directive.stated };
  const stated = shown ? statement(leaves, problem!, m) : [];
  if (stated.length > 0) return { leaves: stated };
  const heading = nearestHeading(leaves, m, headings);
  const from = Math.max(taken, heading === undefined ? 0 : heading + 1);
  const before = spoken(leaves, from, m);
  if (before.length > 0) {
    if (heading !== undefined && before.length <= 4 && from === heading + 1) return { leaves: before };
    return { leaves: nearest(before) };
  }
  if (conditions.stated) return { stated: conditions.stated };
  if (heading !== undefined && heading < m) {
    const at = leaves[heading]!;
    return {
      leaves: [{ ...at, start: at.label && opensProblem(at.label.role) && at.body < at.end ? at.body : at.start }],
    };
  }
  return { leaves: [] };
}

/** The heading above leaf `m` that isn't the solution's own. */
function nearestHeading(leaves: readonly Leaf[], m: number, headings: readonly number[]): number | undefined {
  for (let k = headings.length - 1; k >= 0; k--) {
    const h = headings[k]!;
    if (h < m && !opensSolution(leaves[h]!.label?.role)) return h;
  }
  return undefined;
}

/** What a marked problem says: from its marker to the solution or to the next heading. */
function statement(leaves: readonly Leaf[], p: number, m: number): Leaf[] {
  const marker = leaves[p]!;
  let end = p + 1;
  let folds = marker.kind === 'open' ? 1 : 0;
  for (; end < m; end++) {
    const leaf = leaves[end]!;
    if (
      leaf.kind === 'heading' &&
      !(marker.kind === 'heading' && leaf.depth > marker.depth && leaf.label === undefined && end === p + 1)
    )
      break;
    if (leaf.quote < marker.quote) break;
    if (leaf.kind === 'rule' || opensSolution(leaf.label?.role) || leaf.label?.role === 'answer') break;
    if (leaf.kind === 'open') folds++;
    if (leaf.kind === 'close' && --folds <= 0) break;
  }
  const rest = spoken(leaves, p + 1, end);
  if (marker.kind === 'directive' || marker.kind === 'open') return rest;
  if (marker.kind === 'heading')
    return rest.length > 0 || marker.body >= marker.end ? rest : [{ ...marker, start: marker.body }];
  if (marker.label?.role === 'claim') return [marker, ...rest];
  return marker.body < marker.end ? [{ ...marker, start: marker.body }, ...rest] : rest;
}

const says = (leaf: Leaf): boolean => leaf.kind === 'text' || leaf.kind === 'code' || leaf.kind === 'table';

function spoken(leaves: readonly Leaf[], from: number, to: number): Leaf[] {
  return leaves.slice(from, Math.max(from, to)).filter(says);
}

/** The last paragraph, with the half-sentences and formulas that it completes. */
function nearest(leaves: readonly Leaf[]): Leaf[] {
  let k = leaves.length - 1;
  while (
    k > 0 &&
    (leaves[k]!.display ||
      leaves[k]!.continues ||
      leaves[k]!.kind !== 'text' ||
      (!leaves[k - 1]!.closed && leaves[k - 1]!.kind === 'text'))
  )
    k--;
  return leaves.slice(k);
}

/** `problem: <text>` without a solution marker after it: what follows is the solution, to the next problem or section. */
function statedExtent(leaves: readonly Leaf[], d: number, headings: readonly number[]): number | undefined {
  const section = leaves[headings[headings.length - 1] ?? -1]?.depth ?? 0;
  let end = d + 1;
  for (; end < leaves.length; end++) {
    const leaf = leaves[end]!;
    if (leaf.directive?.kind === 'problem' || opensProblem(leaf.label?.role)) break;
    if (leaf.directive?.kind === 'solution' || opensSolution(leaf.label?.role)) return undefined;
    if (leaf.kind === 'heading' && leaf.depth <= Math.max(section, 1)) break;
  }
  return end;
}

const exerciseNumber =
  /^(?:\p{So}\s*)?(?:[A-Z]?\d+(?:[.–-]\d+)*[a-z]?|[IVXLC]+|\([a-z\d]+\))[.:)]?(?:\s+(?:\$\\?[a-z]*star\$|\*+|★+|⭐+))?$/u;

/**
 * The index behind the quoted problem when leaf `i` is a heading that only numbers an exercise, or the beginning of the
 * document, and a quote comes first under it. Something must follow the quote.
 */
function quotedProblem(leaves: readonly Leaf[], i: number, headings: readonly number[]): number | undefined {
  const leaf = leaves[i]!;
  const first = leaf.kind === 'heading' ? i + 1 : i;
  if (leaf.kind === 'heading' ? !leaf.numbered && leaf.label?.role !== 'problem' : i !== 0) return undefined;
  if (leaf.kind !== 'heading' && headings.length > 0) return undefined;
  let k = first;
  while (k < leaves.length && leaves[k]!.quote > 0 && leaves[k]!.kind !== 'heading') k++;
  const marked = leaves.slice(first, k).some(quoted => opensSolution(quoted.label?.role));
  return k > first && !marked && k < sectionEnd(leaves, i, headings) ? k : undefined;
}

function sectionEnd(leaves: readonly Leaf[], i: number, headings: readonly number[]): number {
  const depth = leaves[i]!.kind === 'heading' ? leaves[i]!.depth : (leaves[headings.at(-1) ?? -1]?.depth ?? 6);
  for (let k = i + 1; k < leaves.length; k++) {
    const leaf = leaves[k]!;
    const nextExercise = opensProblem(leaf.label?.role) || (leaf.numbered && (leaves[k + 1]?.quote ?? 0) > 0);
    if (leaf.kind === 'heading' && (leaf.depth <= depth || nextExercise)) return k;
    if (leaf.directive?.kind === 'problem' || leaf.directive?.kind === 'solution') return k;
  }
  return leaves.length;
}

/** Whether a heading's words only number an exercise: "22.1-1", "3.", "10.4-5 ★". */
export const isExerciseNumber = (heading: string): boolean => exerciseNumber.test(heading.trim());
