/**
 * How a token's characters stand for the text's: `bytes`, one character per UTF-8 byte (byte-level BPE); `pieces`, ▁ for a space
 * and `<0xE2>` for a byte (SentencePiece); `characters`, as they are.
 */
export type Alphabet = 'bytes' | 'pieces' | 'characters';

const encoder = new TextEncoder();

/**
 * Reads a text token by token and tells where each begins. A token that begins inside a character (an emoji is several bytes,
 * and they may be several tokens) is said to begin where that character does.
 */
export class Speller {
  private readonly bytes: Uint8Array;
  private readonly text: string;
  private readonly alphabet: Alphabet;
  private byte = 0;
  /** The character that holds the byte: its place in the text, and its own first byte. */
  private at = 0;
  private atByte = 0;

  constructor(text: string, alphabet: Alphabet) {
    this.text = text;
    this.bytes = encoder.encode(text);
    this.alphabet = alphabet;
  }

  /** Where this token begins in the text, or undefined when the text doesn't go on with it. */
  token(token: string, literal: boolean): number | undefined {
    const spelled = literal ? encoder.encode(token) : this.spell(token);
    if (this.goesOnWith(spelled)) return this.take(spelled.length);
    // SentencePiece puts a space before the text that nobody wrote.
    if (this.alphabet === 'pieces' && spelled[0] === space && this.goesOnWith(spelled.subarray(1))) {
      return this.take(spelled.length - 1);
    }
    // Some special tokens swallow the white space around them.
    const start = this.at;
    while (isSpace(this.bytes[this.byte])) {
      this.take(1);
      if (this.goesOnWith(spelled)) {
        this.take(spelled.length);
        return start;
      }
    }
    return undefined;
  }

  /** Where the next character begins, for a token that says only that it is unknown. */
  character(): number | undefined {
    const code = this.text.codePointAt(this.at);
    return code === undefined ? undefined : this.take(utf8Length(code));
  }

  private goesOnWith(spelled: Uint8Array): boolean {
    return (
      this.byte + spelled.length <= this.bytes.length && spelled.every((byte, i) => this.bytes[this.byte + i] === byte)
    );
  }

  private take(length: number): number {
    const start = this.at;
    this.byte += length;
    while (this.at < this.text.length) {
      const code = this.text.codePointAt(this.at)!;
      const next = this.atByte + utf8Length(code);
      if (next > this.byte) break;
      this.atByte = next;
      this.at += code > 0xffff ? 2 : 1;
    }
    return start;
  }

  private spell(token: string): Uint8Array {
    if (this.alphabet === 'bytes') return Uint8Array.from(token, character => byteOf.get(character) ?? 0);
    if (this.alphabet === 'characters') return encoder.encode(token);
    const byte = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1];
    return byte === undefined ? this.spellPiece(token) : Uint8Array.of(Number.parseInt(byte, 16));
  }

  /** ▁ is a space, unless the writer wrote just that. */
  private spellPiece(piece: string): Uint8Array {
    const spelled: number[] = [];
    for (const character of piece) {
      const written = encoder.encode(character);
      const isSpaceHere = character === '▁' && !this.goesOnWith(Uint8Array.from([...spelled, ...written]));
      spelled.push(...(isSpaceHere ? [space] : written));
    }
    return Uint8Array.from(spelled);
  }
}

const space = 0x20;
const isSpace = (byte: number | undefined): boolean =>
  byte !== undefined && (byte === space || (byte >= 9 && byte <= 13));

/** A lone surrogate is written as U+FFFD, which has three bytes too. */
function utf8Length(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

/** Byte-level BPE writes a printable Latin-1 byte as that character and the others as characters from U+0100 on. */
const byteOf: ReadonlyMap<string, number> = (() => {
  const map = new Map<string, number>();
  let other = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    map.set(String.fromCodePoint(printable ? byte : other++), byte);
  }
  return map;
})();
