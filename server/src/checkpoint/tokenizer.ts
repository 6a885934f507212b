import { join } from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { phrase } from '../phrase.ts';
import { Fields, parseJson, Refusal } from './fields.ts';
import { readText } from './files.ts';
import { nfcWithOrigin } from './nfc.ts';
import { type Alphabet, Speller } from './spelling.ts';

/** A text as tokens: token i has the characters from `starts[i]` to `starts[i + 1]`. Offsets are in UTF-16 and tile the text. */
export interface TokenisedText {
  readonly ids: Int32Array;
  /** One more than there are tokens: the last is the text's length. */
  readonly starts: Uint32Array;
}

const file = 'tokenizer.json';

/**
 * Where the tokenizers of a PRM's towers lie. A tower that was published without one has the other's: the reference is what the policy
 * was tuned from.
 */
export async function tokenizerFolders(folders: readonly string[]): Promise<string[]> {
  const has = await Promise.all(folders.map(async folder => (await readText(join(folder, file))) !== undefined));
  const other = folders[has.indexOf(true)];
  return folders.map((folder, i) => (has[i] ? folder : (other ?? folder)));
}

/** A checkpoint's tokenizer, with the place in the text of every token, which the tokenizer itself doesn't tell. */
export class Tokenizer {
  /** One more than the largest id. */
  readonly size: number;
  private readonly source: string;
  private readonly inner: HuggingFaceTokenizer;
  private readonly alphabet: Alphabet;
  private readonly normalises: boolean;
  private readonly unknown: string | undefined;
  /** Tokens that stand for themselves, whatever the alphabet. */
  private readonly literal: ReadonlySet<string>;

  /** `source` is the text of a tokenizer.json. */
  constructor(source: string) {
    const json = parseJson(source, file);
    const fields = new Fields(json, file);
    this.source = source;
    this.normalises = normalisesToNfc(fields);
    this.alphabet = alphabetOf(fields);
    const model = fields.object('model');
    this.unknown = model.has('unk_token') ? model.string('unk_token') : undefined;
    try {
      this.inner = new HuggingFaceTokenizer(json as object, {});
    } catch (error) {
      throw new Refusal(phrase`${file} can't be used: ${(error as Error).message}`);
    }
    this.literal = new Set([...this.inner.get_added_tokens_decoder().values()].map(token => token.content));
    this.size = [...this.inner.get_vocab().values()].reduce((most, id) => Math.max(most, id + 1), 0);
  }

  static async open(folder: string): Promise<Tokenizer> {
    return new Tokenizer(await Tokenizer.read(folder));
  }

  /** The text of a checkpoint's tokenizer.json: large ones are slow to understand, and towers of one kind have the same. */
  static async read(folder: string): Promise<string> {
    const source = await readText(join(folder, file));
    if (source === undefined) throw new Refusal(phrase`${folder} has no ${file}. Fetch the whole checkpoint.`);
    return source;
  }

  encode(text: string): TokenisedText {
    const encoded: { ids: number[]; tokens: string[] } = this.inner.encode(text, { add_special_tokens: false });
    const { ids, tokens } = encoded;
    const missing = ids.findIndex(id => !Number.isInteger(id));
    if (missing >= 0) throw new Refusal(phrase`${file} has no token for ${JSON.stringify(tokens[missing])}`);
    const normal = this.normalises ? nfcWithOrigin(text) : { text, origin: undefined };
    const speller = new Speller(normal.text, this.alphabet);
    const starts = new Uint32Array(ids.length + 1);
    for (const [i, token] of tokens.entries()) {
      const start = token === this.unknown ? speller.character() : speller.token(token, this.literal.has(token));
      if (start === undefined)
        throw new Refusal(phrase`${file}: the tokens don't spell the text (at ${JSON.stringify(token)})`);
      starts[i] = normal.origin?.[start] ?? start;
    }
    starts[0] = 0;
    starts[ids.length] = text.length;
    return { ids: Int32Array.from(ids), starts };
  }

  decode(ids: readonly number[]): string {
    return this.inner.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false });
  }

  id(token: string): number | undefined {
    return this.inner.token_to_id(token);
  }

  token(id: number): string | undefined {
    return this.inner.id_to_token(id);
  }

  /** The first thing in which the two differ, or undefined when they tokenise alike. */
  difference(other: Tokenizer): string | undefined {
    if (this.source === other.source) return undefined;
    for (let id = 0; id < Math.max(this.size, other.size); id++) {
      const [mine, theirs] = [this.inner.id_to_token(id), other.inner.id_to_token(id)];
      if (mine !== theirs) return `token ${id} is ${name(mine)} in one and ${name(theirs)} in the other`;
    }
    const [mine, theirs] = [this, other].map(({ source }) => JSON.parse(source));
    for (const part of ['normalizer', 'pre_tokenizer'] as const) {
      if (JSON.stringify(mine[part]) !== JSON.stringify(theirs[part])) return `their ${part} differs`;
    }
    const merges = ({ model }: { model: { merges?: (string | string[])[] } }) =>
      (model.merges ?? []).map(merge => (typeof merge === 'string' ? merge : merge.join(' ')));
    const [first, second] = [merges(mine), merges(theirs)];
    const at = first.findIndex((merge, i) => merge !== second[i]);
    if (at < 0 && first.length === second.length) return undefined;
    return `merge ${at < 0 ? first.length : at} is ${name(first[at])} in one and ${name(second[at])} in the other`;
  }
}

const name = (token: string | undefined): string => (token === undefined ? 'absent' : JSON.stringify(token));

/** Other normal forms change the text in ways that can't be traced back character by character. */
function normalisesToNfc(fields: Fields): boolean {
  const types = parts(fields, 'normalizer', 'normalizers').map(part => part.string('type'));
  for (const type of types) {
    // SentencePiece's own two: a space before the text, and ▁ for every space. The speller knows both.
    if (type !== 'NFC' && type !== 'Prepend' && type !== 'Replace') {
      fields.refuse('normalizer', `${type} isn't supported yet (NFC is)`);
    }
  }
  return types.includes('NFC');
}

function alphabetOf(fields: Fields): Alphabet {
  const split = parts(fields, 'pre_tokenizer', 'pretokenizers').map(part => part.string('type'));
  if (split.includes('ByteLevel')) return 'bytes';
  const joined = parts(fields, 'decoder', 'decoders').map(part => part.string('type'));
  return split.includes('Metaspace') || joined.includes('ByteFallback') ? 'pieces' : 'characters';
}

/** A part of the file that may be absent, one thing, or a sequence of things. */
function parts(fields: Fields, field: string, list: string): Fields[] {
  if (!fields.has(field)) return [];
  const part = fields.object(field);
  if (part.string('type') !== 'Sequence') return [part];
  return part.array(list).map((item, i) => new Fields(item, file, `${field}.${list}[${i}]`));
}
