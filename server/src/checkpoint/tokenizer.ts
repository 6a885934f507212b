import { join } from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { readText } from './checkpoint.ts';
import { Fields, parseJson, Refusal } from './fields.ts';
import { nfcWithOrigin } from './nfc.ts';

/** A text as tokens: token i has the characters from `starts[i]` to `starts[i + 1]`. Offsets are in UTF-16 and tile the text. */
export interface TokenisedText {
  readonly ids: Int32Array;
  /** One more than there are tokens: the last is the text's length. */
  readonly starts: Uint32Array;
}

export interface Tokenizer {
  readonly folder: string;
  /** The largest id there is, plus one. */
  readonly size: number;
  readonly special: Readonly<Record<'bos' | 'eos', string | undefined>>;
  encode(text: string): TokenisedText;
  /** The bytes of the text a token stands for; none for special tokens. */
  bytes(id: number): Uint8Array;
  id(token: string): number | undefined;
  token(id: number): string | undefined;
  /** The first token on which the two differ, in words, or undefined when they are the same. */
  difference(other: Tokenizer): string | undefined;
}

/** How the characters of a token stand for characters of the text. */
type Alphabet = 'bytes' | 'pieces' | 'characters';

const encoder = new TextEncoder();

export async function openTokenizer(folder: string): Promise<Tokenizer> {
  const text = await readText(join(folder, 'tokenizer.json'));
  if (text === undefined) throw new Refusal(`${folder} has no tokenizer.json. Fetch the whole checkpoint.`);
  const json = parseJson(text, 'tokenizer.json') as Record<string, unknown>;
  const fields = new Fields(json, 'tokenizer.json');
  const settings = parseJson((await readText(join(folder, 'tokenizer_config.json'))) ?? '{}', 'tokenizer_config.json');
  return tokenizer(folder, text, fields, json, new Fields(settings, 'tokenizer_config.json'));
}

function tokenizer(folder: string, source: string, fields: Fields, json: object, settings: Fields): Tokenizer {
  const normalises = normalForm(fields);
  const alphabet = alphabetOf(fields);
  let inner: HuggingFaceTokenizer;
  try {
    inner = new HuggingFaceTokenizer(json, {});
  } catch (error) {
    throw new Refusal(`tokenizer.json can't be used: ${(error as Error).message}`);
  }
  const added = inner.get_added_tokens_decoder();
  const addedTexts = new Set([...added.values()].map(token => token.content));
  const unknown = (json as { model?: { unk_token?: string | null } }).model?.unk_token ?? undefined;
  const vocabulary = inner.get_vocab();

  function bytesOf(token: string): Uint8Array {
    if (addedTexts.has(token)) return encoder.encode(token);
    if (alphabet === 'bytes') return Uint8Array.from(token, character => byteOf.get(character) ?? 0);
    if (alphabet === 'pieces') {
      const byte = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1];
      return byte === undefined ? encoder.encode(token.replaceAll('▁', ' ')) : Uint8Array.of(Number.parseInt(byte, 16));
    }
    return encoder.encode(token);
  }

  function encode(text: string): TokenisedText {
    const normal = normalises ? nfcWithOrigin(text) : { text, origin: undefined };
    const { ids, tokens } = inner.encode(text, { add_special_tokens: false });
    const missing = ids.findIndex(id => !Number.isInteger(id));
    if (missing >= 0) throw new Refusal(`the tokenizer has no token for ${JSON.stringify(tokens[missing])}`);
    const starts = new Uint32Array(ids.length + 1);
    const reader = new ByteReader(normal.text);
    for (const [i, token] of tokens.entries()) {
      const start = unknown !== undefined && token === unknown ? reader.character() : reader.take(bytesOf(token), alphabet);
      if (start === undefined) throw new Refusal(`the tokenizer's tokens don't spell the text (${JSON.stringify(token)})`);
      starts[i] = normal.origin === undefined ? start : normal.origin[start]!;
    }
    // The first token also owns what the tokenizer dropped before it.
    if (ids.length > 0) starts[0] = 0;
    starts[ids.length] = text.length;
    return { ids: Int32Array.from(ids), starts };
  }

  return {
    folder,
    size: Math.max(-1, ...[...vocabulary.values()].reduce((most, id) => [Math.max(most[0]!, id)], [-1])) + 1,
    special: { bos: specialToken(settings, 'bos_token'), eos: specialToken(settings, 'eos_token') },
    encode,
    bytes: id => (added.get(id)?.special ? new Uint8Array() : bytesOf(inner.id_to_token(id) ?? '')),
    id: token => inner.token_to_id(token),
    token: id => inner.id_to_token(id),
    difference(other) {
      const theirs = (other as SourcedTokenizer)[sourceOf];
      return theirs === source ? undefined : firstDifference(fields, new Fields(parseJson(theirs, 'tokenizer.json'), 'tokenizer.json'), inner, other);
    },
    [sourceOf]: source,
  } as SourcedTokenizer;
}
