import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { lineIndex } from '../../../server/src/documents/lineIndex.ts';

const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\r\n', '\t', '👩', 'e\u0301', 'ש'), maxLength: 40 });

test('offsets and positions are those of the protocol', () => {
  fc.assert(
    fc.property(text, fc.nat(60), (s, offset) => {
      const index = lineIndex(s);
      const document = TextDocument.create('file:///a', 'markdown', 1, s);
      assert.equal(index.lineCount, document.lineCount);
      const at = Math.min(offset, s.length);
      const position = index.positionAt(at);
      // An offset inside of a line break has no position of its own.
      if (s[at] === '\n' && s[at - 1] === '\r') return;
      assert.deepEqual(position, document.positionAt(at));
      assert.equal(index.offsetAt(position), at);
    }),
  );
});

test('positions beyond a line or the text mean its end', () => {
  const index = lineIndex('ab\r\ncd');
  assert.equal(index.offsetAt({ line: 0, character: 99 }), 2);
  assert.equal(index.offsetAt({ line: 9, character: 0 }), 6);
  assert.equal(index.offsetAt({ line: -1, character: 3 }), 0);
  assert.deepEqual(index.positionAt(99), { line: 1, character: 2 });
});
