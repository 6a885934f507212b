import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nfcWithOrigin } from '../../../server/src/checkpoint/nfc.ts';
import { Speller } from '../../../server/src/checkpoint/spelling.ts';
import { Tokenizer } from '../../../server/src/checkpoint/tokenizer.ts';

const root = join(import.meta.dirname, '../../..');
const fixtures = join(root, 'test/fixtures/parity');
const sourceOf = (kind: string) => readFileSync(join(fixtures, `tokenizer-${kind}`, 'tokenizer.json'), 'utf8');
const tokenizers = new Map(['qwen', 'llama3'].map(kind => [kind, new Tokenizer(sourceOf(kind))]));

function tiles(tokenizer: Tokenizer, text: string): void {
  const { ids, starts } = tokenizer.encode(text);
  assert.equal(starts.length, ids.length + 1);
  assert.equal(starts[0], 0);
  assert.equal(starts.at(-1), text.length);
  for (let i = 0; i < ids.length; i++) assert.ok(starts[i]! <= starts[i + 1]!, `token ${i} of ${JSON.stringify(text)}`);
}

describe("tokens' offsets tile the text", () => {
  const alphabet = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.string({
      unit: fc.constantFrom('é', 'e\u0301', 'ᄒ', 'ᅡ', 'ᆫ', '🙂', '\ud83d', ' ', '\r\n', 'x', '<|im_end|>', '\u0323'),
    }),
  );
  for (const [kind, tokenizer] of tokenizers) {
    it(`of random Unicode, ${kind}`, () => {
      fc.assert(
        fc.property(alphabet, text => tiles(tokenizer, text)),
        { numRuns: 300 },
      );
    });

    it(`of public texts, ${kind}`, t => {
      const texts = publicTexts();
      if (texts.length === 0) return t.skip('no public data here (STEPLIGHT_DATA)');
      for (const text of texts) tiles(tokenizer, text);
    });
  }
});

/** Pieces of the public data sets: all their kinds of writing, and little enough of each to be quick. */
function publicTexts(): string[] {
  const data = process.env.STEPLIGHT_DATA ?? join(root, '../shared/data');
  if (!existsSync(data)) return [];
  const files = readdirSync(data, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(jsonl?|md|lean)$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name));
  const step = Math.ceil(files.length / 40);
  return files.filter((_, i) => i % step === 0).map(path => readFileSync(path, 'utf8').slice(0, 5_000));
}

describe('a tokenizer', () => {
  it('names the token on which it differs from another', () => {
    const [qwen, llama] = [...tokenizers.values()] as [Tokenizer, Tokenizer];
    assert.equal(qwen.difference(new Tokenizer(`${sourceOf('qwen')} `)), undefined);
    assert.match(
      qwen.difference(llama)!,
      /^token 0 is "<\|endoftext\|>" in one and "<\|begin_of_text\|>" in the other$/,
    );
    const other = JSON.parse(sourceOf('qwen'));
    other.model.merges.reverse();
    assert.match(qwen.difference(new Tokenizer(JSON.stringify(other)))!, /^merge 0 is/);
  });

  it('is refused by name when its text cannot be traced back', () => {
    const lower = { ...JSON.parse(sourceOf('qwen')), normalizer: { type: 'Lowercase' } };
    assert.throws(
      () => new Tokenizer(JSON.stringify(lower)),
      /tokenizer.json: normalizer Lowercase isn't supported yet/,
    );
    assert.throws(() => new Tokenizer('{}'), /tokenizer.json: model is missing/);
  });

  it('of characters has one token for each, and no other characters', () => {
    const characters = new Tokenizer(
      JSON.stringify({
        added_tokens: [
          {
            id: 0,
            content: '<bos>',
            special: true,
            normalized: false,
            lstrip: false,
            rstrip: false,
            single_word: false,
          },
        ],
        normalizer: null,
        pre_tokenizer: { type: 'Split', pattern: { Regex: '[\\s\\S]' }, behavior: 'Isolated', invert: false },
        post_processor: null,
        decoder: { type: 'Fuse' },
        model: { type: 'BPE', unk_token: null, vocab: { '<bos>': 0, x: 1, '=': 2, '≤': 3, '\n': 4 }, merges: [] },
      }),
    );
    assert.deepEqual([...characters.encode('<bos>x≤x\n').ids], [0, 1, 3, 1, 4]);
    assert.deepEqual([...characters.encode('<bos>x≤x\n').starts], [0, 5, 6, 7, 8, 9]);
    assert.throws(() => characters.encode('x?x'), /don't spell the text/);
  });
});

it('SentencePiece tokens begin where their characters do', () => {
  const speller = new Speller('a bé', 'pieces');
  const starts = ['▁a', '▁b', '<0xC3>', '<0xA9>'].map(token => speller.token(token, false));
  assert.deepEqual(starts, [0, 1, 3, 3]);
});

it('composed text knows where it came from', () => {
  const { text, origin } = nfcWithOrigin('ae\u0301\u0323b🙂');
  assert.equal(text, 'aẹ\u0301b🙂');
  assert.deepEqual(Array.from(origin!), [0, 1, 1, 4, 5, 6, 7]);
  assert.equal(nfcWithOrigin('plain').origin, undefined);
});
