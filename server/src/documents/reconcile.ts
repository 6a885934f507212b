import type { Exercise } from './exercise.ts';

/** Exercises that are named without giving way. */
const slice = 1000;

/** An exercise before it has a name. */
export type Nameless = Omit<Exercise, 'id'>;

/**
 * Gives every exercise its identity. One that reads as before keeps its id, and is the very same object when it didn't move
 * either. A changed one keeps its id while it is recognisably the same: between the same neighbours, with the same problem
 * or with steps in common. New ones get an id from what they say. In slices: a book has tens of thousands.
 */
export function* reconcile(
  found: readonly Nameless[],
  before: readonly Exercise[],
): Generator<undefined, readonly Exercise[]> {
  const partner = new Array<Exercise | undefined>(found.length);
  const used = new Set<Exercise>();
  const pair = (i: number, old: Exercise) => {
    partner[i] = old;
    used.add(old);
  };

  // What reads the same: from both ends inwards, then wherever it went, in order where texts repeat.
  const shorter = Math.min(found.length, before.length);
  let head = 0;
  while (head < shorter && sameContent(before[head]!, found[head]!)) pair(head, before[head++]!);
  let tail = 0;
  while (tail < shorter - head && sameContent(before.at(-1 - tail)!, found.at(-1 - tail)!)) {
    pair(found.length - 1 - tail, before.at(-1 - tail)!);
    tail++;
  }
  const unchanged = new Map<string, Exercise[]>();
  for (const old of before.slice(head, before.length - tail)) {
    const key = contentKey(old);
    const same = unchanged.get(key);
    if (same) same.push(old);
    else unchanged.set(key, [old]);
  }
  for (const same of unchanged.values()) same.reverse();
  for (let i = head; unchanged.size > 0 && i < found.length - tail; i++) {
    const old = unchanged.get(contentKey(found[i]!))?.pop();
    if (old) pair(i, old);
  }

  // What changed, between neighbours that didn't.
  const place = new Map(before.map((old, k) => [old, k]));
  for (let i = 0; i < found.length; ) {
    if (partner[i]) {
      i++;
      continue;
    }
    let end = i;
    while (end < found.length && !partner[end]) end++;
    const low = i === 0 ? -1 : place.get(partner[i - 1]!)!;
    const high = end === found.length ? before.length : place.get(partner[end]!)!;
    const gap: Exercise[] = [];
    for (let k = low + 1; k < high; k++) if (!used.has(before[k]!)) gap.push(before[k]!);
    pairChanged(found, i, end, gap, pair);
    i = end;
  }

  const taken = new Map<string, number>();
  for (const old of partner) if (old) taken.set(old.id, 1);
  const named: Exercise[] = [];
  for (const [i, exercise] of found.entries()) {
    if (i % slice === 0) yield;
    const old = partner[i];
    if (!old) named.push({ id: freshId(exercise, taken), ...exercise });
    else named.push(sameInPlace(old, exercise) ? old : { id: old.id, ...exercise });
  }
  return named;
}

function sameContent(a: Nameless, b: Nameless): boolean {
  return (
    a.problem.text === b.problem.text &&
    a.steps.length === b.steps.length &&
    a.steps.every((step, k) => step.text === b.steps[k]!.text && step.mark === b.steps[k]!.mark)
  );
}

function contentKey(exercise: Nameless): string {
  let key = exercise.problem.text;
  for (const step of exercise.steps) key += `\u0000${step.mark ?? ''}\u0001${step.text}`;
  return key;
}

/** Pairs the changed exercises `from`…`to` with those that stood in the same gap: the same problem first, then steps in common, then place. */
function pairChanged(
  found: readonly Nameless[],
  from: number,
  to: number,
  gap: readonly Exercise[],
  pair: (i: number, old: Exercise) => void,
): void {
  if (gap.length === 0) return;
  const free = new Set(gap);
  const rest: number[] = [];
  const byProblem = new Map<string, Exercise[]>();
  for (const old of gap) {
    const same = byProblem.get(old.problem.text);
    if (same) same.push(old);
    else byProblem.set(old.problem.text, [old]);
  }
  for (const same of byProblem.values()) same.reverse();
  for (let i = from; i < to; i++) {
    const named = found[i]!.problem.text !== '' || gap.length === to - from;
    const same = named ? byProblem.get(found[i]!.problem.text)?.pop() : undefined;
    if (same) {
      pair(i, same);
      free.delete(same);
    } else rest.push(i);
  }
  const byStep = new Map<string, Exercise[]>();
  for (const old of free) {
    for (const step of old.steps) {
      const holders = byStep.get(step.text);
      if (holders) holders.push(old);
      else byStep.set(step.text, [old]);
    }
  }
  const last: number[] = [];
  for (const i of rest) {
    const shared = new Map<Exercise, number>();
    for (const step of found[i]!.steps)
      for (const old of (byStep.get(step.text) ?? []).slice(0, 8))
        if (free.has(old)) shared.set(old, (shared.get(old) ?? 0) + 1);
    const best = [...shared].sort((a, b) => b[1] - a[1])[0]?.[0];
    if (best) {
      pair(i, best);
      free.delete(best);
    } else last.push(i);
  }
  // One for one in the same gap, and still alike at the start or the end: it was edited in both places.
  const left = gap.filter(old => free.has(old));
  if (left.length !== last.length) return;
  for (const [k, i] of last.entries()) if (alike(left[k]!, found[i]!)) pair(i, left[k]!);
}

function alike(a: Nameless, b: Nameless): boolean {
  const s = a.steps[0]?.text ?? '';
  const t = b.steps[0]?.text ?? '';
  const shortest = Math.min(s.length, t.length);
  let same = 0;
  while (same < shortest && s[same] === t[same]) same++;
  let tail = 0;
  while (tail < shortest - same && s[s.length - 1 - tail] === t[t.length - 1 - tail]) tail++;
  return same + tail > 0.5 * Math.max(s.length, t.length);
}

function sameInPlace(old: Exercise, now: Nameless): boolean {
  return (
    old.problem.span.start === now.problem.span.start &&
    old.problem.span.end === now.problem.span.end &&
    old.problem.text === now.problem.text &&
    old.solution.start === now.solution.start &&
    old.solution.end === now.solution.end &&
    old.steps.length === now.steps.length &&
    old.steps.every((step, k) => {
      const other = now.steps[k]!;
      return (
        step.span.start === other.span.start &&
        step.span.end === other.span.end &&
        step.mark === other.mark &&
        step.text === other.text &&
        step.reading.text === other.reading.text
      );
    })
  );
}

/** An id from what the exercise says first, told apart from those that say the same. */
function freshId(exercise: Nameless, taken: Map<string, number>): string {
  const name = hash(`${exercise.problem.text}\u0000${exercise.steps[0]?.reading.text ?? ''}`);
  let count = taken.get(name) ?? 0;
  let id = count === 0 ? name : `${name}-${++count}`;
  while (taken.has(id)) id = `${name}-${++count}`;
  taken.set(id, 1);
  taken.set(name, Math.max(count, 1));
  return id;
}

/** 64 bits of FNV-1a in two halves: enough to name the exercises of a document. */
function hash(s: string): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ c, 0x5bd1e995) ^ (b >>> 15);
  }
  return `x${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`;
}
