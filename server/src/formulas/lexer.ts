import * as latex from './latex.ts';
import { type NumberStyle, readNumber } from './numbers.ts';
import { segments } from './segments.ts';
import type { Token, TokenKind } from './tokens.ts';
import { conjunctions, functionNames, shortWords } from './words.ts';

/**
 * Cuts a passage into tokens, paragraph by paragraph: no formula goes on over a blank line. Pure and linear; what it can't
 * place becomes `odd` or `word`.
 */
export function* tokenize(text: string, style: NumberStyle): Generator<readonly Token[]> {
  const plain = uniform(text);
  let out: Token[] = [];
  for (const { kind, start, end } of segments(plain)) {
    if (kind === 'code') out.push({ kind: 'word', text: '`', start, end, math: false });
    else if (kind === 'prose') {
      for (const [from, to] of paragraphs(plain, start, end)) {
        if (from > start && isClosed(out)) {
          yield out;
          out = [];
        }
        new Lexer(plain, style, out).run(from, to, false);
      }
    } else {
      const edge = kind === 'display' ? 'row' : 'edge';
      if (/^\s*(?:\\boxed\s*\{)?\s*[-+]/.test(plain.slice(start, start + 12)) && followsWords(out))
        out.push({ kind: 'break', text: ' ', start, end: start, math: false });
      out.push({ kind: edge, text: '', start, end: start, math: true });
      new Lexer(plain, style, out).run(start, end, true);
      out.push({ kind: edge, text: '', start: end, end, math: true });
    }
  }
  yield out;
}

/** "Solve $-2x > 8$": nothing is subtracted from a word, unless it is the unit of a number ("5 apples $- 3$"). */
function followsWords(out: readonly Token[]): boolean {
  const last = out.findLastIndex(({ kind }) => kind !== 'word');
  return last < out.length - 1 && !(out[last]?.kind === 'number' && !out[last].math);
}

/** The stretches of prose between blank lines; the blank lines end the one before. */
function* paragraphs(text: string, start: number, end: number): Generator<readonly [number, number]> {
  let from = start;
  for (const { index, 0: blank } of text.slice(start, end).matchAll(/\n[ \t]*\n/g)) {
    const to = start + index + blank.length;
    if (to < end) yield [from, to];
    else break;
    from = to;
  }
  yield [from, end];
}

/** Whether every brace is closed: a box may hold several paragraphs. */
function isClosed(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const { kind } of tokens) depth += kind === 'groupOpen' ? 1 : kind === 'groupClose' ? -1 : 0;
  return depth <= 0 || tokens.length > 5000;
}

/** One character for each sign that is written in several; nothing moves, so offsets stay. */
function uniform(text: string): string {
  return text.replace(
    /[\uff01-\uff5e\u2010\u2011\u2012\u2013\u2212\u22c5\u2219\u2217\u2215\u2044\u2019\u2264\u2a7d\u2265\u2a7e\u2243]/g,
    c => {
      const code = c.charCodeAt(0);
      if (code >= 0xff01) return code === 0xff0c ? '、' : String.fromCharCode(code - 0xfee0);
      return sameSign[c] ?? c;
    },
  );
}

const sameSign: Readonly<Record<string, string>> = {
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2212': '-',
  '\u22c5': '·',
  '\u2219': '·',
  '\u2217': '×',
  '\u2215': '/',
  '\u2044': '/',
  '\u2019': "'",
  '\u2a7d': '≤',
  '\u2a7e': '≥',
  '\u2243': '≈',
};

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const vulgar: Readonly<Record<string, readonly [string, string]>> = {
  '½': ['1', '2'],
  '⅓': ['1', '3'],
  '⅔': ['2', '3'],
  '¼': ['1', '4'],
  '¾': ['3', '4'],
  '⅕': ['1', '5'],
  '⅖': ['2', '5'],
  '⅗': ['3', '5'],
  '⅘': ['4', '5'],
  '⅙': ['1', '6'],
  '⅚': ['5', '6'],
  '⅛': ['1', '8'],
  '⅜': ['3', '8'],
  '⅝': ['5', '8'],
  '⅞': ['7', '8'],
};
const greek = /[πθαβγδλμφωΔΣεζηκνξρστχψΓΘΛΦΨΩℓ]/;

/** In a formula a hyphen is a minus and an apostrophe a prime: only letters hang together. */
const mathWord = /\p{L}[\p{L}\p{M}]*/uy;

const word =
  /\p{Script=Latin}[\p{L}\p{M}]*(?:['-][\p{L}\p{M}]+)*|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々]+|\p{L}[\p{L}\p{M}]*(?:['-][\p{L}\p{M}]+)*/uy;

const singleSigns: Readonly<Record<string, readonly [TokenKind, string]>> = {
  '+': ['operator', '+'],
  '-': ['operator', '-'],
  '×': ['operator', '*'],
  '·': ['operator', '*'],
  '÷': ['operator', '/'],
  '/': ['operator', '/'],
  '^': ['operator', '^'],
  '%': ['operator', '%'],
  '±': ['operator', '±'],
  '√': ['operator', '√'],
  '°': ['operator', '°'],
  '=': ['relation', '='],
  '≈': ['relation', '~'],
  '≠': ['relation', '≠'],
  '≤': ['relation', '≤'],
  '≥': ['relation', '≥'],
  '<': ['relation', '<'],
  '>': ['relation', '>'],
  '≡': ['relation', '≡'],
  '(': ['open', '('],
  '[': ['open', '['],
  '⌊': ['open', '⌊'],
  '⌈': ['open', '⌈'],
  ')': ['close', ')'],
  ']': ['close', ']'],
  '⌋': ['close', '⌋'],
  '⌉': ['close', '⌉'],
  '|': ['bar', '|'],
  '{': ['groupOpen', '{'],
  '}': ['groupClose', '}'],
  '∞': ['letter', '∞'],
  '€': ['unit', '€'],
  '£': ['unit', '£'],
  '¥': ['unit', '¥'],
  '₹': ['unit', '₹'],
  '₽': ['unit', '₽'],
  '₩': ['unit', '₩'],
  '¢': ['unit', '¢'],
  $: ['unit', '$'],
  ',': ['comma', ','],
  ';': ['break', ';'],
  '、': ['comma', ','],
  '。': ['break', '.'],
  '—': ['break', '—'],
  '⇒': ['break', '⇒'],
  '→': ['break', '→'],
  '⟹': ['break', '⇒'],
  '⟶': ['break', '→'],
  '⟺': ['break', '⇔'],
  '⇔': ['break', '⇔'],
  '↔': ['break', '⇔'],
  '∧': ['break', '∧'],
  '∨': ['break', '∨'],
  '∴': ['break', '∴'],
  '∵': ['break', '∵'],
  '•': ['break', '•'],
  '✓': ['break', '✓'],
  '✔': ['break', '✓'],
};
const longSigns: readonly (readonly [string, TokenKind, string])[] = [
  ['<=>', 'break', '⇔'],
  ['==>', 'break', '⇒'],
  ['-->', 'break', '→'],
  ['...', 'odd', '…'],
  ['<=', 'relation', '≤'],
  ['>=', 'relation', '≥'],
  ['!=', 'relation', '≠'],
  ['==', 'relation', '='],
  ['=>', 'break', '⇒'],
  ['->', 'break', '→'],
  ['<-', 'break', '←'],
  ['+-', 'operator', '±'],
  ['//', 'odd', '//'],
];

const longestNumber = 1000;

/** Prose in mathematics in prose in mathematics: deeper than anyone writes. */
const deepestText = 10;

class Lexer {
  private readonly text: string;
  private readonly style: NumberStyle;
  private readonly out: Token[];
  private depth = 0;
  private nesting = 0;
  /** A star of Markdown's emphasis is open. */
  private emphasis = false;

  constructor(text: string, style: NumberStyle, out: Token[]) {
    this.text = text;
    this.style = style;
    this.out = out;
  }

  run(start: number, end: number, math: boolean): void {
    let at = start;
    if (!math && (start === 0 || this.text[start - 1] === '\n')) at = this.marker(at, end);
    while (at < end) at = Math.max(at + 1, this.step(at, end, math));
  }

  private push(kind: TokenKind, text: string, start: number, end: number, math: boolean): number {
    this.out.push({ kind, text, start, end, math });
    return end;
  }

  private last(): Token | undefined {
    return this.out[this.out.length - 1];
  }

  /** Bullets, list numbers and "Step 3:" at the start of a line are not part of what is calculated. */
  private marker(at: number, end: number): number {
    marker.lastIndex = at;
    const hit = marker.exec(this.text);
    return hit && at + hit[0].length <= end ? at + hit[0].length : at;
  }

  private step(at: number, end: number, math: boolean): number {
    const { text } = this;
    const c = text[at]!;
    if (c === '\n' && !math) {
      this.push('break', '\n', at, at + 1, math);
      return this.marker(at + 1, end);
    }
    if (c <= ' ' || c === '\u00a0' || c === '\u202f' || c === '\u2009' || c === '\u3000') return at + 1;
    if (c === '\\') return this.command(at, end, math);
    if ((c >= '0' && c <= '9') || (c === '.' && isDigit(text[at + 1]) && !/[\p{L}\d)_]/u.test(text[at - 1] ?? '')))
      return this.number(at, end, math);
    if (c === '&' && math) return this.column(at, end);
    if (c === '&' || (c === '~' && math)) return at + 1;
    if (c === '.' && text.startsWith('...', at)) return this.push('odd', '…', at, at + 3, math);
    if (c === '.' || c === '?') return this.push('break', c, at, at + 1, math);
    if (c === ':') return this.colon(at, math);
    if (c === '!') return this.exclamation(at, math);
    if (c === '*') return this.star(at, end, math);
    if (c === "'") return this.apostrophe(at, math);
    if (c === '_') return math ? this.index(at) : this.underscore(at);
    if (c === '~') return this.push('relation', '~', at, at + 1, math);
    if (c === '"' || c === '“' || c === '”' || c === '`') return this.push('word', '"', at, at + 1, math);
    if (c === '#') return this.push('break', '#', at, at + 1, math);
    // "the $y$-axis"
    if (c === '-' && !math && /[$)]/.test(text[at - 1] ?? '') && /^\p{L}{2}/u.test(text.slice(at + 1, at + 5)))
      return this.push('word', '-', at, at + 1, math);
    if (c === '-' && text.startsWith('---', at)) return this.push('break', '—', at, at + 3, math);
    if (c === '-' && text.startsWith('--', at) && !math) return this.push('break', '—', at, at + 2, math);
    for (const [sign, kind, normal] of longSigns)
      if (text.startsWith(sign, at) && !(sign === '<-' && /\S/.test(text[at + 2] ?? ' ')))
        return this.push(kind, normal, at, at + sign.length, math);
    const fraction = vulgar[c];
    if (fraction) return this.vulgarFraction(at, fraction, math);
    if (superscripts.includes(c) || c === '⁻') return this.superscript(at, end, math);
    if (c === '∛') return this.push('odd', c, at, at + 1, math);
    const sign = singleSigns[c];
    if (sign) {
      if (sign[0] === 'open') this.depth++;
      if (sign[0] === 'close') this.depth--;
      return this.push(sign[0], sign[1], at, at + 1, math);
    }
    return this.word(at, end, math);
  }

  private number(at: number, end: number, math: boolean): number {
    const read = readNumber(this.text, at, this.style);
    if (!read) return this.push('odd', this.text[at]!, at, at + 1, math);
    odd.lastIndex = read.end;
    const tail = odd.exec(this.text);
    // Nobody writes numbers that long, and people don't calculate with zeros in front.
    const padded = read.text.length > longestNumber || /^0\d/.test(read.text);
    const hexadecimal = /^0x[\da-f]{2,}/i.exec(this.text.slice(at, at + 20));
    if (hexadecimal) return this.push('odd', hexadecimal[0], at, at + hexadecimal[0].length, math);
    if (padded) return this.push('odd', 'number', at, read.end, math);
    const listed = tail && /^,\d/.test(tail[0]) && (math || this.depth > 0);
    if (tail && read.end < end && !listed) return this.push('odd', 'number', at, read.end + tail[0].length, math);
    this.out.push({
      kind: 'number',
      text: read.text,
      start: at,
      end: Math.min(read.end, end),
      math,
      origin: read.origin,
    });
    return read.end;
  }

  private vulgarFraction(at: number, [over, under]: readonly [string, string], math: boolean): number {
    this.push('command', 'frac', at, at, math);
    for (const text of [over, under]) {
      this.push('groupOpen', '{', at, at, math);
      this.out.push({ kind: 'number', text, start: at, end: at + 1, math, origin: [at] });
      this.push('groupClose', '}', at, at + 1, math);
    }
    return at + 1;
  }

  private superscript(at: number, end: number, math: boolean): number {
    let to = at;
    let digits = '';
    const origin: number[] = [];
    const negative = this.text[at] === '⁻';
    if (negative) to++;
    while (to < end && superscripts.includes(this.text[to]!)) {
      digits += superscripts.indexOf(this.text[to]!);
      origin.push(to++);
    }
    if (digits === '') return this.push('odd', '⁻', at, to, math);
    this.push('operator', '^', at, at + 1, math);
    this.push('groupOpen', '{', at, at, math);
    if (negative) this.push('operator', '-', at, at + 1, math);
    this.out.push({ kind: 'number', text: digits, start: at, end: to, math, origin });
    return this.push('groupClose', '}', to, to, math);
  }

  /** Between numbers a colon divides; with the shape of a time of day it is left alone. */
  private colon(at: number, math: boolean): number {
    const { text } = this;
    if (text.startsWith(':=', at)) return this.push(math ? 'odd' : 'break', ':=', at, at + 2, math);
    const timeOfDay =
      /(?<!\d)\d{1,2}$/.test(text.slice(Math.max(0, at - 3), at)) && /^[0-5]\d(?!\d)/.test(text.slice(at + 1, at + 4));
    if (timeOfDay) return this.push('odd', ':', at, at + 1, math);
    // "Step 3: …", and a proof's "h1 : 2x = 8".
    const label = !math && /\p{L}\p{M}*(?:[ \u00a0]\d{1,3}|_?\d{1,3} ?)$/u.test(text.slice(Math.max(0, at - 12), at));
    if (label) return this.push('break', ':', at, at + 1, math);
    // "Pour x = 2 : 3×2 + 2 = 8"
    if (inCase.test(text.slice(Math.max(0, at - 30), at))) return this.push('break', ':', at, at + 1, math);
    const before = /[\d)€£¥₽%²³] ?$/.test(text.slice(Math.max(0, at - 2), at));
    const after = /^ ?[\d(]/.test(text.slice(at + 1, at + 3));
    if (!before || !after || (text[at - 1] !== ' ' && text[at + 1] === ' '))
      return this.push('break', ':', at, at + 1, math);
    return this.push('operator', '/', at, at + 1, math);
  }

  /** An alignment goes on to its relation; behind that, `&` begins another column: `x &= 1 & y &= 2`. */
  private column(at: number, end: number): number {
    const rest = this.text.slice(at + 1, Math.min(end, at + 12)).trimStart();
    const row = this.out.slice(this.out.findLastIndex(({ kind }) => kind === 'row' || kind === 'edge') + 1);
    const aligned = row.some(({ kind }) => kind === 'relation') && row[row.length - 1]!.kind !== 'relation';
    if (!aligned || /^(?:[=<>≤≥≠≈&]|\\(?:[lg]eq?|ne|approx|\\)|$)/.test(rest)) return at + 1;
    // A sign may also belong to terms in columns: `y &= 2x &+ 3`.
    return this.push(/^[-+]/.test(rest) ? 'odd' : 'break', '&', at, at + 1, true);
  }

  /** `5!` is a factorial in mathematics and before an operator; at the end of a sentence it is a shout. */
  private exclamation(at: number, math: boolean): number {
    const last = this.last();
    const operand = last && last.end === at && isOperandEnd(last);
    const unequal = this.text[at + 1] === '=' && !(operand && (math || last.kind !== 'letter'));
    if (unequal) return this.push('relation', '≠', at, at + 2, math);
    const goesOn = /^!*\s*[-+*×·÷/=)^<>≤≥,(\d]/.test(this.text.slice(at + 1, at + 8));
    return operand && (math || goesOn)
      ? this.push('operator', '!', at, at + 1, math)
      : this.push('break', '!', at, at + 1, math);
  }

  /** A star multiplies between operands; elsewhere it is Markdown's emphasis. */
  private star(at: number, end: number, math: boolean): number {
    const { text } = this;
    if (math) return this.push('operator', '*', at, at + 1, math);
    const last = this.last();
    if (text[at + 1] === '*') {
      const power = last?.end === at && isOperandEnd(last) && /[\d(]/.test(text[at + 2] ?? '');
      return power && !hasEmphasis(text, at) ? this.push('operator', '^', at, at + 2, math) : at + 2;
    }
    const next = /^[ \t]*([-+\d.($€£\\√½\p{L}])/u.exec(text.slice(at + 1, Math.min(end, at + 12)));
    const mathFollows = /^[ \t]*$/.test(text.slice(at + 1, end)) && end < text.length;
    const spaceLeft = /[ \t]/.test(text[at - 1] ?? ' ');
    const spaceRight = /[ \t]/.test(text[at + 1] ?? ' ');
    const closes = this.emphasis && !spaceLeft;
    const operand = last && isOperandEnd(last);
    const spoken = last && (last.kind === 'word' || last.kind === 'edge') && spaceLeft === spaceRight;
    if (!closes && (next || mathFollows) && (operand || spoken)) return this.push('operator', '*', at, at + 1, math);
    this.emphasis = !closes && !spaceRight;
    return at + 1;
  }

  private apostrophe(at: number, math: boolean): number {
    const last = this.last();
    if (last && last.end === at && (last.kind === 'letter' || last.text === "'"))
      return this.push('operator', "'", at, at + 1, math);
    // `(f^{-1})'(2)` isn't 2.
    if (math && last?.end === at && last.kind === 'close' && /^(?:\\left)?\(/.test(this.text.slice(at + 1, at + 7)))
      return this.push('odd', "'", at, at + 1, math);
    return this.push('word', "'", at, at + 1, math);
  }

  /** Below a word it is a part of the word: `CaCO_{3}`. */
  private index(at: number): number {
    const last = this.last();
    const below =
      last?.kind === 'word' &&
      last.end === at &&
      /^_(?:\{[^{}$]{0,20}\}|[\p{L}\d])/u.exec(this.text.slice(at, at + 24));
    return below
      ? this.push('word', below[0], at, at + below[0].length, true)
      : this.push('operator', '_', at, at + 1, true);
  }

  private underscore(at: number): number {
    const last = this.last();
    const index = /^_(\d+|\p{L})(?![\p{L}\d])/u.exec(this.text.slice(at, at + 8));
    return last?.kind === 'letter' && last.end === at && index ? this.push('operator', '_', at, at + 1, false) : at + 1;
  }

  /** `v = u + at`, `2as`, `F = mg`: letters that are a word or a unit elsewhere. */
  private isProduct(found: string, at: number, to: number): boolean {
    const before = { at: /[-+=({^\d]\s*$/, as: /[-+=({^\d]\s*$/, mg: /[-+=({^]\s*$/ }[found];
    if (!before?.test(this.text.slice(Math.max(0, at - 4), at))) return false;
    return /^\s*(?:[-+=)}^,$]|\\|$)/.test(this.text.slice(to, to + 4));
  }

  private word(at: number, end: number, math: boolean): number {
    const pattern = math ? mathWord : word;
    pattern.lastIndex = at;
    const hit = pattern.exec(this.text);
    if (!hit) {
      const c = String.fromCodePoint(this.text.codePointAt(at)!);
      return this.push('odd', c, at, at + c.length, math);
    }
    let to = Math.min(end, at + hit[0].length);
    const found = this.text.slice(at, to);
    const lower = found.toLowerCase();
    if (found.length === 1 && (greek.test(found) || /[a-zA-Z]/.test(found))) return this.letter(at, end, found, math);
    if (functionNames.has(lower) && this.callFollows(lower, to)) return this.push('function', lower, at, to, math);
    if (lower === 'sqrt') return this.push('operator', '√', at, to, math);
    if (lower === 'mod' && isDigit(this.text[at - 2])) return this.push('operator', 'mod', at, to, math);
    if (math && /^[a-zA-Z]{2,3}$/.test(found) && (!shortWords.has(lower) || this.isProduct(found, at, to))) {
      for (let i = at; i < to; i++) this.push('letter', this.text[i]!, i, i + 1, math);
      return to;
    }
    const last = this.last();
    if (this.isUnreadFactor(found, at, to, math)) return this.push('odd', found, at, to, math);
    if (conjunctions.has(lower)) return this.push('break', lower, at, to, math);
    if (/\d/.test(this.text[to] ?? '') && /\p{Script=Latin}/u.test(found)) {
      while (to < end && /[\p{L}\d]/u.test(this.text[to]!)) to++;
      return this.push('odd', found, at, to, math);
    }
    if (last?.kind === 'number' && last.end === at && ordinal.test(found)) {
      this.out.pop();
      return this.push('odd', 'ordinal', last.start, to, math);
    }
    return this.push('word', found, at, to, math);
  }

  /** `1.03ⁿ`, and outside mathematics `2xh`, `2xe^x`, `√(2gh)`, `2sinα`: no unit, and nothing that may be dropped. */
  private isUnreadFactor(found: string, at: number, to: number, math: boolean): boolean {
    if (/[ⁿˣʸᵏᵐᵗᵃᵇᵖʳⁱʲ]/.test(found)) return true;
    const last = this.last();
    if (math || last?.end !== at || ordinal.test(found)) return false;
    if (last.kind === 'letter' && greek.test(last.text)) return true;
    if (last.kind !== 'number') return false;
    if (found.length > 1 && greek.test(found)) return true;
    if (!/^[a-zA-Z]{2,3}$/.test(found) || /^(?:oz|yd|px|lx|Hz|kHz|MHz|GHz)$/i.test(found)) return false;
    return (
      /[xyz]/.test(found) ||
      /^[\^²³]/.test(this.text.slice(to, to + 1)) ||
      /(?:√|sqrt)\(\d*$/.test(this.text.slice(Math.max(0, at - 10), at))
    );
  }

  /** Many names of functions are words too: "the minimum of", "5 min", "square root". */
  private callFollows(name: string, at: number): boolean {
    if (!/^(?:sin|cos|tan|log|ln)$/.test(name)) return this.text[at] === '(';
    return /^\s*[\d(^_√πθ]|^\s+[a-z](?![a-z])/.test(this.text.slice(at, at + 4));
  }

  /** A lone letter: a variable, an `x` that multiplies, or a word of one letter. */
  private letter(at: number, end: number, found: string, math: boolean): number {
    const { text } = this;
    const last = this.last();
    const right = text.slice(at + 1, math ? Math.min(end, at + 4) : at + 4);
    if (/[xX]/.test(found) && last && /^\s*\$?(?:\.?\d|[(½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])/.test(right)) {
      const gap = /^\s/.test(right) || last.end < at;
      const counted = last.kind === 'word' && !math && /\d/.test(text.slice(Math.max(0, last.start - 3), last.start));
      const afterNumber =
        last.kind === 'number' || last.kind === 'groupClose' || last.text === '%' || counted || last.kind === 'unit';
      const isLetter = !gap && right.startsWith('(') && (math || this.hasLetterNear(found, at));
      if (!isLetter && (afterNumber || (last.text === ')' && gap))) return this.push('operator', '*', at, at + 1, math);
    }
    if (math || greek.test(found)) return this.push('letter', found, at, at + 1, math);
    const left = text.slice(Math.max(0, at - 3), at);
    const glued = (last?.kind === 'number' || last?.kind === 'close') && last.end === at;
    const sticksLeft = glued || /[-+*/^=(×·÷√<>≤≥]\s?$/.test(left);
    const sticksRight = /^(?:\s?[-+*/^=×·÷<>≤≥⁻⁰¹²³⁴⁵⁶⁷⁸⁹!)]|[([]|'|_[\p{L}\d](?![\p{L}\d]))/u.test(right);
    const article = /[aAI]/.test(found) || conjunctions.has(found.toLowerCase());
    const between = /[=+*/^(]\s?$/.test(left) && /^\s?-/.test(right);
    const isLetter = article
      ? glued || between || (sticksRight && !/^(?:\s?-|')/.test(right))
      : sticksLeft || sticksRight;
    if (isLetter) return this.push('letter', found, at, at + 1, math);
    // "Normal: y - 1/2 = 4(x - 2)" isn't "and minus a half".
    if (/^\s-\s/.test(right) && /(?:^|[:.,;\n])\s*$/.test(left)) return this.push('odd', found, at, at + 1, math);
    if (conjunctions.has(found.toLowerCase())) return this.push('break', found, at, at + 1, math);
    return this.push('word', found, at, at + 1, math);
  }

  /** Whether an x nearby is a variable beyond doubt: `2x(x + 1)`, `3x(1/3) = x`. */
  private hasLetterNear(x: string, at: number): boolean {
    const near = this.text.slice(Math.max(0, at - 60), at) + this.text.slice(at + 1, at + 60);
    return new RegExp(`(?:^|[^\\p{L}])${x}(?!\\s*[\\d(.]|\\p{L})`, 'u').test(near);
  }

  private command(at: number, end: number, math: boolean): number {
    const { text } = this;
    const name = /^\\([a-zA-Z]+\*?|[\s\S])/.exec(text.slice(at, at + 40))?.[1];
    if (name === undefined) return end;
    const to = at + 1 + name.length;
    if (name === '\\') {
      const skip = /^\s*\[[^\]\n]{0,12}\]/.exec(text.slice(to, to + 20));
      return this.push('row', '\\\\', at, to + (skip && math ? skip[0].length : 0), math);
    }
    if (name === '$') return this.push('unit', '$', at, to, math);
    if (name === '(' || name === ')' || name === '[' || name === ']') return this.push('edge', '', at, to, math);
    if (name === '|') return this.push('odd', '‖', at, to, math);
    if (name === 'begin' || name === 'end') return this.environment(at, to, end, name, math);
    if (silentCommands(name)) return this.afterArgument(to, end);
    if (latex.proseCommands.has(name)) return this.proseArgument(to, end, math);
    if (name === 'left' || name === 'right') return this.sized(at, to, math);
    if (latex.looks.has(name)) return to;
    if (name === 'colon') return this.push('break', ':', at, to, math);
    const operator = latex.operators[name];
    if (operator) return this.push('operator', operator, at, to, math);
    const relation = latex.relations[name];
    if (relation) return this.push('relation', relation, at, to, math);
    const letter = latex.letters[name];
    if (letter) return this.push('letter', letter, at, to, math);
    const bracket = latex.brackets[name];
    if (bracket) return this.push(bracket[0], bracket[1], at, to, math);
    if (latex.functions.has(name)) return this.push('function', name === 'lg' ? 'log' : name, at, to, math);
    const construction = latex.constructions[name];
    if (construction) return this.push('command', construction, at, to, math);
    if (name === 'circ' || name === 'degree') return this.push('operator', '°', at, to, math);
    if (name === 'lvert' || name === 'rvert' || name === 'vert') return this.push('bar', '|', at, to, math);
    if (name === 'prime') return this.push('operator', "'", at, to, math);
    if (latex.separators.has(name))
      return this.push('break', /^(?:to|rightarrow|longrightarrow)$/.test(name) ? '→' : '⇒', at, to, math);
    return this.push('odd', name, at, to, math);
  }

  /** `\left(` is a bracket as a whole, and `\left.` is none. */
  private sized(at: number, to: number, math: boolean): number {
    const c = this.text[to] ?? '';
    if (c === '.') return to + 1;
    const sign = singleSigns[c];
    return sign && /^(?:open|close|bar)$/.test(sign[0]) ? this.push(sign[0], sign[1], at, to + 1, math) : to;
  }

  private environment(at: number, to: number, end: number, which: 'begin' | 'end', math: boolean): number {
    const name = /^\s*\{([a-zA-Z]+\*?)\}(?:\{[^{}\n]*\})?/.exec(this.text.slice(to, Math.min(end, to + 60)));
    if (!name) return this.push('odd', which, at, to, math);
    if (latex.rowEnvironments.test(name[1]!)) return this.push('row', which, at, to + name[0].length, math);
    if (which === 'end') return this.push('odd', name[1]!, at, to + name[0].length, math);
    const closing = this.text.indexOf(`\\end{${name[1]}}`, to);
    const after = closing < 0 || closing >= end ? end : closing + `\\end{${name[1]}}`.length;
    return this.push('odd', name[1]!, at, after, math);
  }

  private afterArgument(at: number, end: number): number {
    const hit = /^\s*\{[^{}\n]{0,200}\}/.exec(this.text.slice(at, Math.min(end, at + 220)));
    return hit ? at + hit[0].length : at;
  }

  /** `\text{…}`: prose inside mathematics. */
  private proseArgument(at: number, end: number, math: boolean): number {
    let open = at;
    while (open < end && this.text[open]! <= ' ') open++;
    if (this.text[open] !== '{' || this.nesting >= deepestText) return at;
    const close = groupEnd(this.text, open, end);
    const single = /^\{([a-zA-Z])\}$/.exec(this.text.slice(open, Math.min(close + 1, open + 3)));
    if (single && math) this.push('letter', single[1]!, open + 1, open + 2, math);
    else {
      this.nesting++;
      this.run(open + 1, close, false);
      this.nesting--;
    }
    return close + 1;
  }
}

const marker =
  /[ \t]*(?:>[ \t]*)*(?:(?:[-*•+][ \t]+(?:\[[ xX]\][ \t]+)?)?(?:#{1,6}[ \t]+)?(?:\*\*)?(?:\(?(?:\d{1,2}|[a-z])[.)]\)?[ \t]+(?=[^\s=<>+*/×÷])|(?:Step|Schritt|Étape|Etape|Paso|Krok|Шаг|Passo)[ \t]+\d+[ \t]*[-:.–)]*|第\d+步[:：]?)?)/y;
const odd =
  /[.,]\\(?:overline|bar|dot)\b|[.,]\(\d{1,6}\)|,\d|\.\d|\.\.\.|…|\\ldots|\\dots|\\cdots|\\overline|\\bar|\\dot\b/y;
/** "For x = 2 : …": a colon behind a case. */
const inCase =
  /(?<!\p{L})(?:pour|si|avec|quand|für|wenn|mit|per|se|con|para|com|for|if|при|если|для|dla|gdy)\s+\p{L}\s*=\s*[-−]?\d+(?:[.,]\d+)? $/iu;

const ordinal = /^(?:st|nd|rd|th|s|er|ère|re|e|ème|º|ª|ième|te|ter|tes|ten|er|й|я|е|го|ый|ая)$/;

function silentCommands(name: string): boolean {
  return latex.silentCommands.has(name);
}

function isDigit(c: string | undefined): boolean {
  return c !== undefined && c >= '0' && c <= '9';
}

/** Whether something that can be calculated with ends here. */
export function isOperandEnd(token: Token): boolean {
  return (
    token.kind === 'number' ||
    token.kind === 'letter' ||
    token.kind === 'close' ||
    token.kind === 'groupClose' ||
    token.kind === 'unit' ||
    (token.kind === 'operator' && /^[!%'°]$/.test(token.text))
  );
}

/** Whether the `**` at this place closes or opens an emphasis rather than raising to a power. */
function hasEmphasis(text: string, at: number): boolean {
  const lineStart = text.lastIndexOf('\n', at) + 1;
  return (text.slice(lineStart, at).split('**').length - 1) % 2 === 1;
}

function groupEnd(text: string, open: number, end: number): number {
  let depth = 0;
  for (let i = open; i < end; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return i;
  }
  return end;
}
