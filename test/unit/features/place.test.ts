import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { endOfWriting } from '../../../server/src/features/place.ts';

/** The text, with | where the mark of a step that is all of it stands. */
function marked(text: string): string {
  const at = endOfWriting(TextDocument.create('file:///a.md', 'markdown', 1, text), { start: 0, end: text.length });
  return `${text.slice(0, at)}|${text.slice(at)}`;
}

describe("a step's mark", () => {
  it('stands at its end', () => {
    assert.equal(marked('Then $b = 14$.'), 'Then $b = 14$.|');
    assert.equal(marked('Then\n\n$$\nb = 14\n$$'), 'Then\n\n$$\nb = 14\n$$|');
    assert.equal(marked('Then\n\n```math\nb = 14\n```'), 'Then\n\n```math\nb = 14\n```|');
  });

  it('stands beside the writing where a program comes last', () => {
    assert.equal(marked('Then $b = 14$.\n\n```python\nb = 14\n```'), 'Then $b = 14$.|\n\n```python\nb = 14\n```');
    assert.equal(marked('One.\r\n~~~\r\n```\r\n~~~'), 'One.|\r\n~~~\r\n```\r\n~~~');
    assert.equal(marked('One.\n```\nx\n```\nTwo.'), 'One.\n```\nx\n```\nTwo.|');
  });

  it('stands after a program that is all there is, or that nobody closed', () => {
    assert.equal(marked('```\nx\n```'), '```\nx\n```|');
    assert.equal(marked('One.\n```\nx'), 'One.|\n```\nx');
  });
});
