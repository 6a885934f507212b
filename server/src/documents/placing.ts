import type { ReadSection } from './draft.ts';
import type { Directive } from './ignore.ts';
import type { Leaf } from './outline.ts';
import { owned } from './reading.ts';
import type { Words } from './words.ts';

/**
 * The leaves of all sections in document order. A section is read again only when its text wasn't there before: so an edit
 * costs as much as the section it is in.
 */
export function* readSections<Section extends { readonly start: number; readonly end: number }>(
  text: string,
  parts: Iterable<Section>,
  before: readonly ReadSection[],
  words: Words,
  read: (text: string, section: Section, words: Words) => Leaf[],
): Generator<undefined, { leaves: Leaf[]; sections: ReadSection[] }> {
  const leaves: Leaf[] = [];
  const done: ReadSection[] = [];
  const known = before[0]?.words === words ? before : [];
  let places: Map<string, number> | undefined;
  let next = 0;
  /** Characters read since the last slice; what was known costs a small part of it. */
  let work = 0;
  for (const part of parts) {
    const slice = text.slice(part.start, part.end);
    if (known[next]?.text !== slice) {
      places ??= new Map(known.map((old, k) => [old.text, k]));
      next = places.get(slice) ?? next;
    }
    let section = known[next];
    if (section?.text === slice) {
      next++;
      work += slice.length / 50;
    } else {
      section = { text: owned(slice), leaves: read(text, part, words), words };
      work += slice.length;
    }
    done.push(section);
    for (const leaf of section.leaves) leaves.push(placed(leaf, part.start));
    if (work > 10_000) {
      work = 0;
      yield;
    }
  }
  return { leaves, sections: done };
}

/** A leaf of a section as a leaf of the document. */
function placed(leaf: Leaf, by: number): Leaf {
  const at = { ...leaf, start: leaf.start + by, end: leaf.end + by, body: leaf.body + by };
  return leaf.directive ? { ...at, directive: moved(leaf.directive, by) } : at;
}

function moved(directive: Directive, by: number): Directive {
  if (directive.kind !== 'problem' || !directive.stated) return directive;
  return { kind: 'problem', stated: { start: directive.stated.start + by, end: directive.stated.end + by } };
}

/** The result of something done in slices, at once. */
export function finished<Result>(slices: Generator<undefined, Result>): Result {
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value as Result;
  }
}
