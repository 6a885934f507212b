import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Tokenizer } from '../../server/src/checkpoint/tokenizer.ts';

const fixtures = join(import.meta.dirname, '../fixtures/parity');

interface Expected {
  readonly text: string;
  readonly ids: readonly number[];
  readonly starts: readonly number[];
}

describe('ids and offsets are those of the tokenizers library', () => {
  for (const kind of ['qwen', 'llama3']) {
    it(kind, async () => {
      const folder = join(fixtures, `tokenizer-${kind}`);
      const tokenizer = await Tokenizer.open(folder);
      for (const { text, ids, starts } of JSON.parse(
        readFileSync(join(folder, 'expected.json'), 'utf8'),
      ) as Expected[]) {
        const encoded = tokenizer.encode(text);
        assert.deepEqual([...encoded.ids], ids, text);
        assert.deepEqual([...encoded.starts].slice(0, -1), starts, text);
      }
    });
  }
});
