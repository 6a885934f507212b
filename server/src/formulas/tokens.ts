/** What a text is made of, as far as formulas care. */
export type TokenKind =
  | 'number'
  | 'letter'
  | 'function'
  /** `+ - * / ^ _ ! % ' ± mod √ °` */
  | 'operator'
  | 'relation'
  /** A bracket of any shape; `text` is `(`, `[`, `⌊`, `⌈` and their partners. */
  | 'open'
  | 'close'
  | 'bar'
  /** LaTeX braces. */
  | 'groupOpen'
  | 'groupClose'
  /** A LaTeX construction that takes arguments: `frac`, `sqrt`, `binom`, `sum`, `prod`, `int`, `lim`, `pmod`, `boxed`. */
  | 'command'
  | 'comma'
  | 'word'
  /** A word or currency sign that only says what is counted. */
  | 'unit'
  /** Ends a statement: punctuation, conjunction, arrow, new line. */
  | 'break'
  /** A border between rows of a display. */
  | 'row'
  /** The border between mathematics and prose. */
  | 'edge'
  /** Something formulas of the grammar don't have: what contains it is no formula here. */
  | 'odd';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly math: boolean;
  /** Where each character of a number's text came from. */
  readonly origin?: readonly number[];
}
