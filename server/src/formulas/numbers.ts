/** How a text writes its numbers: which sign is the decimal one, and whether plain spaces group digits. */
export interface NumberStyle {
  readonly decimal: '.' | ',';
  readonly spaced: boolean;
  /** Nothing in the text says whether `1.234` is a thousand or a bit more than one. */
  readonly undecided: boolean;
}

/**
 * English, German, French and Swiss numbers, told apart by what only one of them writes: `3,5` or `1.234,56` need a
 * decimal comma, `0.5` or `1,234.56` a decimal point. With both or neither the point is decimal.
 */
export function numberStyle(texts: readonly string[]): NumberStyle {
  return numberStyles(texts).at(-1) ?? told(nothingSeen);
}

/**
 * The style after each of the texts, told from those up to there: what is read of a step must not depend on what is
 * written after it.
 */
export function numberStyles(texts: readonly string[]): NumberStyle[] {
  let seen = nothingSeen;
  return texts.map(text => {
    seen = seenAlso(seen, text);
    return told(seen);
  });
}

/** How often a text showed a decimal comma, a decimal point, three digits after a point, groups after spaces. */
interface Seen {
  readonly comma: number;
  readonly point: number;
  readonly thousandPoints: number;
  readonly grouped: number;
}

const nothingSeen: Seen = { comma: 0, point: 0, thousandPoints: 0, grouped: 0 };

function seenAlso({ comma, point, thousandPoints, grouped }: Seen, text: string): Seen {
  return {
    comma: comma + decimalCommas(text) + count(text, /(?<![\d.,])\d{1,3}(?:\.\d{3}){2,}(?![\d.])/g),
    point:
      point +
      count(text, /(?<![\d.,])\d+\.(?!\d{3}(?!\d))\d+(?![\d.])/g) +
      count(text, /(?<![\d.,])(?:0\.\d+|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|[1-9]\d{0,2},000)(?![\d.,]\d)/g),
    thousandPoints: thousandPoints + count(text, /(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,]\d)/g),
    grouped: grouped + count(text, /(?<![\d.,] ?)[1-9]\d{0,2}(?: \d{3})+(?![\d.]| \d)/g),
  };
}

function told({ comma, point, thousandPoints, grouped }: Seen): NumberStyle {
  const decimal = comma > 0 && point === 0 ? ',' : '.';
  return {
    decimal,
    spaced: grouped > 0 && (decimal === ',' || grouped > 1),
    undecided: decimal === '.' && point === 0 && thousandPoints > 0,
  };
}

/** Commas that can only be decimal ones; in brackets and lists they separate. */
function decimalCommas(text: string): number {
  const open = text.replace(/[([][^()[\]\n]{0,80}[)\]]/g, ' ');
  let found = 0;
  for (const hit of open.matchAll(
    /(?<![\d.,]|, ?)(0|[1-9]\d*(?:[. \u00a0\u202f]\d{3})*)(?:,|\{,\})(\d+)(?![\d,]|\.\d|\\?\})/g,
  )) {
    const [all, whole, decimals] = hit;
    const alone = open.trim() === all;
    const before = open.slice(Math.max(0, hit.index - 3), hit.index);
    const after = open.slice(hit.index + all.length, hit.index + all.length + 8);
    const calculated =
      /[-+*/×·÷−:]\s?$/.test(before) || /^\s?(?:[-+*/×·÷−=:%€£$²]|\\(?:cdot|times|%|,|text))/.test(after);
    if (decimals!.length !== 3 && (whole === '0' || decimals!.length === 2 || calculated || alone || all.includes('{')))
      found++;
    else if (whole === '0' || /[. \u00a0\u202f]/.test(whole!)) found++;
  }
  return found;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** A number read from a text: its normal form, where it ends and where each character came from. */
export interface ReadNumber {
  readonly text: string;
  readonly end: number;
  readonly origin: readonly number[];
}

const narrow = "(?:['’\\u00a0\\u202f\\u2009]|\\\\[,; ]|,\\\\!|\\{[,;]?\\}|\\{\\\\,\\})";
const patterns = {
  '.': patternsFor('\\.', `(?:,|\\{,\\})`),
  ',': patternsFor('(?:,|\\{,\\})', '\\.'),
};

function patternsFor(decimal: string, group: string) {
  const tail = `(?:${decimal}\\d+)?`;
  return {
    grouped: new RegExp(
      `[1-9]\\d{0,2}(?:(?:${group}\\d{3})+|(?:,\\d{2})+,\\d{3}|(?:${narrow}\\d{3})+)(?!\\d)${tail}`,
      'y',
    ),
    spaced: new RegExp(`[1-9]\\d{0,2}(?: \\d{3})+(?!\\d)${tail}`, 'y'),
    plain: new RegExp(`\\d*${decimal}\\d+|\\d+\\.\\d+|\\d+`, 'y'),
  };
}

/** Reads the number that starts at `at`, or nothing when none does. */
export function readNumber(text: string, at: number, style: NumberStyle): ReadNumber | undefined {
  const { grouped, spaced, plain } = patterns[style.decimal];
  const raw =
    match(grouped, text, at) ?? (style.spaced ? match(spaced, text, at) : undefined) ?? match(plain, text, at);
  if (raw === undefined) return undefined;
  const isPlain = match(grouped, text, at) === undefined;
  const lastPoint = Math.max(raw.lastIndexOf('.'), raw.lastIndexOf(','));
  const decimalAt =
    lastPoint >= 0 && (raw[lastPoint] === style.decimal || (isPlain && /^\d*[.,]\d+$/.test(raw))) ? lastPoint : -1;
  let out = '';
  const origin: number[] = [];
  for (let i = 0; i < raw.length; i++) {
    const c = raw[i]!;
    const isDecimal = i === decimalAt;
    if (!isDecimal && !(c >= '0' && c <= '9')) continue;
    if (isDecimal && out === '') {
      out = '0';
      origin.push(at + i);
    }
    out += isDecimal ? '.' : c;
    origin.push(at + i);
  }
  return { text: out, end: at + raw.length, origin };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
