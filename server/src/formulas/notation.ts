import type { Span } from '../documents/exercise.ts';
import type { Shown } from './evidence.ts';
import type { Expr, Side } from './formula.ts';
import type { NumberStyle } from './numbers.ts';
import { decimalsOf, type Rational, toFixed, toNumber } from './rational.ts';
import { plainNumber, writeShown } from './write.ts';

/** A side that is nothing but a number as written, perhaps with a sign, a percent sign or brackets. */
export interface Literal {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly decimals: number;
  readonly percent: boolean;
  readonly negative: boolean;
}

export function literalOf(expr: Expr, percent = false, negative = false): Literal | undefined {
  switch (expr.kind) {
    case 'number': {
      const point = expr.text.indexOf('.');
      const decimals = point < 0 ? 0 : expr.text.length - point - 1;
      return { text: expr.text, start: expr.start, end: expr.end, decimals, percent, negative };
    }
    case 'sum':
      return expr.terms.length === 1 && !negative && expr.terms[0]!.sign !== '±'
        ? literalOf(expr.terms[0]!.expr, percent, expr.terms[0]!.sign === '-')
        : undefined;
    case 'postfix':
      return expr.sign === '%' && !percent ? literalOf(expr.of, true, negative) : undefined;
    case 'degrees':
      return literalOf(expr.of, percent, negative);
    case 'parentheses':
      return expr.items.length === 1 ? literalOf(expr.items[0]!, percent, negative) : undefined;
    default:
      return undefined;
  }
}

/** Whether a side is a number as people leave it, and no calculation: `7`, `-0.5`, `-9/5`. */
export function isNumeral(expr: Expr): boolean {
  if (literalOf(expr)) return true;
  if (expr.kind === 'sum' && expr.terms.length === 1) return isNumeral(expr.terms[0]!.expr);
  const [over, under, ...others] =
    expr.kind === 'fraction'
      ? [expr.over, expr.under]
      : expr.kind === 'product' && expr.factors[1]?.sign === '/'
        ? expr.factors.map(factor => factor.expr)
        : [];
  const isWhole = (part: Expr | undefined) => part !== undefined && literalOf(part)?.decimals === 0;
  return isWhole(over) && isWhole(under) && others.length === 0;
}

/** How the writer groups the digits of this number: `12,000` → `,`. */
function groupingOf(written: string): string | undefined {
  return /\d(\{,\}|\\[,; ]|[.,'’\u00a0\u202f\u2009 ])\d{3}(?!\d)/.exec(written)?.[1];
}

/** A number as the writer would put it where `like` stands now; nothing when it can't be written as a decimal there. */
export function inPlaceOf(value: Rational, like: Literal, written: string, style: NumberStyle): string | undefined {
  const needed = decimalsOf(value);
  // Two decimals are money, or rounded on purpose; fewer may become as many as the value has.
  const exact = needed <= like.decimals || (needed <= 4 && like.decimals !== 2);
  if (!exact && like.decimals === 0) return undefined;
  return decorated(toFixed(value, exact ? Math.max(needed, moneyDecimals(like)) : like.decimals), written, style);
}

/** The decimals that are written even when they are zeros. */
function moneyDecimals(like: Literal | undefined): number {
  return like?.decimals === 2 ? 2 : 0;
}

/** A number for people: whole, decimal as `like` is, or a fraction with its first ones. */
export function displayed(value: Rational, written: string, style: NumberStyle, like?: Literal): Shown {
  const needed = decimalsOf(value);
  const size = Math.abs(toNumber(value));
  const shown = (plain: string) => plainNumber(decorated(plain, written, style));
  if (needed <= 6 && size < 1e15) return { exact: shown(toFixed(value, Math.max(needed, moneyDecimals(like)))) };
  const about = size < 1e15 && size >= 1e-3 ? shown(toFixed(value, 4)) : scientific(value, style);
  return value.d > 1n && value.d < 1000n && size < 1000 ? { exact: `${value.n}/${value.d}`, about } : { about };
}

function scientific(value: Rational, style: NumberStyle): string {
  const [digits = '', exponent = ''] = toNumber(value).toExponential(3).split('e');
  return `${digits.replace('.', style.decimal)}·10^${exponent.replace('+', '')}`;
}

function decorated(plain: string, written: string, style: NumberStyle): string {
  const [whole = '', part] = plain.split('.');
  const group = groupingOf(written);
  const grouped =
    group && whole.length > 4 - (group === ',' ? 1 : 0) ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, group) : whole;
  const mark = /\d\{,\}\d/.test(written) && style.decimal === ',' ? '{,}' : style.decimal;
  return part === undefined ? grouped : grouped + mark + part;
}

const longestQuote = 60;

/** A side in the writer's words, or written anew where those are markup or too long. */
export function quoted(text: string, side: Side): string {
  const written = text.slice(side.span.start, side.span.end).replace(/\s+/g, ' ').trim();
  if (written !== '' && written.length <= longestQuote && !/[\\{}^$&`*_<>]/.test(written)) return written;
  const normal = writeShown(side.expr, text);
  return normal.length <= longestQuote ? normal : `${normal.slice(0, longestQuote - 1)}…`;
}

const reach = 200;

/** The sentence a formula stands in, without the names of LaTeX commands. */
export function sentenceAround(text: string, { start, end }: Span): string {
  let from = start;
  while (from > 0 && start - from < reach && !endsSentence(text, from - 1)) from--;
  let to = end;
  while (to < text.length && to - end < reach && !endsSentence(text, to)) to++;
  return text.slice(from, to + 1).replace(/\\[a-zA-Z]+/g, ' ');
}

function endsSentence(text: string, at: number): boolean {
  const c = text[at]!;
  if (c === '\n' || c === '。' || c === '！' || c === '？') return true;
  return (c === '.' || c === '!' || c === '?') && !/\S/.test(text[at + 1] ?? ' ');
}

/** What a letter is, as the exercise writes its numbers: `x = 3/2`, or `x = 1,5` beside other decimals; `x ≈ 1,7321`. */
export function letterValue(letter: string, x: number, style: NumberStyle, beside = ''): string {
  for (let d = 1; d <= 400; d++) {
    const n = Math.round(x * d);
    if (Math.abs(x * d - n) < 1e-9 * Math.max(1, Math.abs(x * d)))
      return `${letter} = ${fraction({ n: BigInt(n), d: BigInt(d) }, style, beside)}`;
  }
  return `${letter} ≈ ${x.toFixed(4).replace('.', style.decimal)}`;
}

/** An exact number as `shownExactly` has it; a decimal where what it is told of has decimals. */
export function fraction(value: Rational, style: NumberStyle, beside = ''): string {
  const decimals = decimalsOf(value);
  return decimals > 0 && decimals <= 4 && /\d[.,]\d/.test(beside)
    ? toFixed(value, decimals).replace('.', style.decimal)
    : shownExactly(value);
}

/** An exact number: whole, or a fraction. */
export function shownExactly({ n, d }: Rational): string {
  return d === 1n ? `${n}` : `${n}/${d}`;
}
