import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Passage, Span } from '../../server/src/documents/exercise.ts';
import { inDocument, moved } from '../../server/src/documents/location.ts';

describe('a span of a passage, in the document', () => {
  // "> 3x = 15" at offset 100, read without its quote mark
  const quoted: Passage = { text: '3x = 15', span: { start: 100, end: 109 }, origin: [2, 3, 4, 5, 6, 7, 8] };

  it('follows the origin of its characters', () => {
    assert.deepEqual(inDocument(quoted, { start: 0, end: 2 }), { start: 102, end: 104 });
    assert.deepEqual(inDocument(quoted, { start: 5, end: 7 }), { start: 107, end: 109 });
  });

  it('is shifted only, where the text is the slice itself', () => {
    assert.deepEqual(inDocument({ text: 'abc', span: { start: 7, end: 10 } }, { start: 1, end: 2 }), {
      start: 8,
      end: 9,
    });
  });
});

describe('a span that is followed through an edit', () => {
  const at = (span: Span, text: string) => text.slice(span.start, span.end);
  it('stretches with what is typed inside', () => {
    const after = moved({ start: 4, end: 9 }, 'say hello now', 'say heXllo now');
    assert.equal(at(after!, 'say heXllo now'), 'heXllo');
  });
  it('moves with what is typed before', () => {
    const after = moved({ start: 4, end: 9 }, 'say hello now', 'do say hello now');
    assert.equal(at(after!, 'do say hello now'), 'hello');
  });
  it('is lost when the edit swallows its border', () => {
    assert.equal(moved({ start: 4, end: 9 }, 'say hello now', 'say w'), undefined);
  });
  it('keeps its text through any edit outside of it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), fc.string(), (left, middle, right, typed) => {
        const before = `${left}[${middle}]${right}`;
        const span = { start: left.length, end: left.length + middle.length + 2 };
        for (const after of [`${typed}[${middle}]${right}`, `${left}[${middle}]${typed}`]) {
          const found = moved(span, before, after);
          // Where the edit repeats what stands at the border, it can be read in two ways: then the span may be lost, or hold what was typed.
          if (!found || at(found, after) === `[${middle}]`) continue;
          const repeats = typed.includes('[') || typed.includes(']');
          assert.ok(repeats && at(found, after).includes(`[${middle}]`), at(found, after));
        }
      }),
    );
  });
});
