import type { LeafSection, ReadSection } from './draft.ts';
import type { Span } from './exercise.ts';
import type { Directive } from './ignore.ts';
import type { Leaf } from './outline.ts';
import { owned } from './reading.ts';
import type { Words } from './words.ts';

/** The leaves of all sections in document order. */
export function* readSections<Section extends Span>(
  text: string,
  parts: Iterable<Section>,
  before: readonly ReadSection[],
  words: Words,
  read: (text: string, section: Section, words: Words) => Leaf[],
): Generator<undefined, { leaves: Leaf[]; sections: LeafSection[] }> {
  const leaves: Leaf[] = [];
  const sections: LeafSection[] = [];
  const known = before as readonly LeafSection[];
  // biome-ignore lint/correctness/useYield: a section of leaves is read at once
  const fresh = function* (part: Section, own: string): Generator<undefined, LeafSection> {
    return { text: own, leaves: read(text, part, words), words };
  };
  for (const found of sectionBySection(text, parts, known[0]?.words === words ? known : [], fresh)) {
    if (!found) {
      yield;
      continue;
    }
    sections.push(found.section);
    for (const leaf of found.section.leaves) leaves.push(placed(leaf, found.start));
  }
  return { leaves, sections };
}

/**
 * Every section with its place, and nothing now and then, when others may run. A section is read again only when its text wasn't
 * there before: so an edit costs as much as the section it is in.
 */
export function* sectionBySection<Part extends Span, Section extends ReadSection>(
  text: string,
  parts: Iterable<Part>,
  known: readonly Section[],
  read: (part: Part, text: string) => Generator<undefined, Section>,
): Generator<{ readonly section: Section; readonly start: number } | undefined> {
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
      section = yield* read(part, owned(slice));
      work += slice.length;
    }
    yield { section, start: part.start };
    if (work > 10_000) {
      work = 0;
      yield undefined;
    }
  }
}

/** A leaf of a section as a leaf of the document. */
function placed(leaf: Leaf, by: number): Leaf {
  const at = { ...leaf, start: leaf.start + by, end: leaf.end + by, body: leaf.body + by };
  return leaf.directive ? { ...at, directive: moved(leaf.directive, by) } : at;
}

export function moved(directive: Directive, by: number): Directive {
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
