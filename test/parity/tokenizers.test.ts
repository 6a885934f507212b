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

describe('pieces of SentencePiece, with bytes for what has none, spell the text they were made from', () => {
  for (const kind of ['pieces', 'metaspace']) {
    it(kind, async () => {
      const folder = join(fixtures, `tokenizer-${kind}`);
      const tokenizer = await Tokenizer.open(folder);
      for (const { text, ids } of JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected[]) {
        const encoded = tokenizer.encode(text);
        assert.deepEqual([...encoded.ids], ids, text);
        for (const [i, id] of ids.entries()) {
          const token = tokenizer.token(id)!;
          // The writer may write ▁ too.
          const there = text.slice(encoded.starts[i], encoded.starts[i + 1]).replaceAll('▁', ' ');
          const byte = /^<0x(..)>$/.exec(token)?.[1];
          if (byte === undefined)
            assert.ok([there, ` ${there}`].includes(token.replaceAll('▁', ' ')), `${token}: ${there}`);
          // A character's bytes begin where it does, so only the last of them has it.
          else assert.ok(there === '' || Buffer.from(there).at(-1) === Number.parseInt(byte, 16), `${token}: ${there}`);
        }
      }
    });
  }
});
