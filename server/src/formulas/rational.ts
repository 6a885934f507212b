/** An exact fraction in lowest terms; the denominator is positive. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

/** Larger numbers aren't calculated with: nobody compares them by eye. */
const largestBits = 4_096;
const largest = 1n << BigInt(largestBits);

export const zero: Rational = { n: 0n, d: 1n };
export const one: Rational = { n: 1n, d: 1n };

/** Thrown by arithmetic that would leave the bounds. */
export class TooLarge extends Error {}

export function rational(n: bigint, d: bigint): Rational {
  if (d < 0n) return rational(-n, -d);
  if (d === 1n) return bounded(n, d);
  const divisor = gcd(n < 0n ? -n : n, d);
  return bounded(n / divisor, d / divisor);
}

export function integer(n: number | bigint): Rational {
  return { n: BigInt(n), d: 1n };
}

function bounded(n: bigint, d: bigint): Rational {
  if (n > largest || n < -largest || d > largest) throw new TooLarge();
  return { n, d };
}

export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

export function add(a: Rational, b: Rational): Rational {
  return a.d === b.d ? rational(a.n + b.n, a.d) : rational(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function negate(a: Rational): Rational {
  return { n: -a.n, d: a.d };
}

export function subtract(a: Rational, b: Rational): Rational {
  return add(a, negate(b));
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.n * b.n, a.d * b.d);
}

/** The caller has made sure that `b` isn't zero. */
export function divide(a: Rational, b: Rational): Rational {
  return rational(a.n * b.d, a.d * b.n);
}

export function compare(a: Rational, b: Rational): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function equal(a: Rational, b: Rational): boolean {
  return a.n === b.n && a.d === b.d;
}

export function abs(a: Rational): Rational {
  return a.n < 0n ? negate(a) : a;
}

export function floor(a: Rational): Rational {
  const quotient = a.n / a.d;
  return { n: a.n < 0n && quotient * a.d !== a.n ? quotient - 1n : quotient, d: 1n };
}

/** A whole power; the caller has made sure that zero isn't raised to a negative one. */
export function power(a: Rational, exponent: bigint): Rational {
  const times = exponent < 0n ? -exponent : exponent;
  const bits = BigInt(Math.max(bitLength(a.n), bitLength(a.d)));
  if (bits > 1n && times * (bits - 1n) > BigInt(largestBits)) throw new TooLarge();
  if (bits <= 1n) return a.n < 0n && times % 2n === 0n ? one : a;
  return exponent < 0n ? rational(a.d ** times, a.n ** times) : rational(a.n ** times, a.d ** times);
}

function bitLength(n: bigint): number {
  return n === 0n ? 0 : (n < 0n ? -n : n).toString(2).length;
}

/** The whole `degree`-th root, or nothing when there is none. */
export function wholeRoot(n: bigint, degree: bigint): bigint | undefined {
  if (n < 0n) return undefined;
  let low = 0n;
  let high = 1n << BigInt(Math.ceil(bitLength(n) / Number(degree)) + 1);
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** degree <= n) low = middle;
    else high = middle - 1n;
  }
  return low ** degree === n ? low : undefined;
}

export function toNumber({ n, d }: Rational): number {
  const shift = Math.max(bitLength(n), bitLength(d)) - 1000;
  return shift > 0 ? Number(n >> BigInt(shift)) / Number(d >> BigInt(shift)) : Number(n) / Number(d);
}

/** A decimal in normal form as a fraction. */
export function parseDecimal(text: string): Rational {
  if (text.length > 4000) throw new TooLarge();
  const point = text.indexOf('.');
  if (point < 0) return { n: BigInt(text), d: 1n };
  return rational(BigInt(text.slice(0, point) + text.slice(point + 1)), 10n ** BigInt(text.length - point - 1));
}

/** The same with a sign in front, as JavaScript writes numbers. */
export function parseSigned(text: string): Rational {
  return text.startsWith('-') ? negate(parseDecimal(text.slice(1))) : parseDecimal(text);
}

/** How many decimals the number needs, or `Infinity` when no number of them is enough. */
export function decimalsOf({ d }: Rational): number {
  let rest = d;
  let twos = 0;
  let fives = 0;
  while (rest % 2n === 0n && twos < 64) {
    rest /= 2n;
    twos++;
  }
  while (rest % 5n === 0n && fives < 64) {
    rest /= 5n;
    fives++;
  }
  return rest === 1n ? Math.max(twos, fives) : Number.POSITIVE_INFINITY;
}

/** The number with this many decimals, the last one rounded. */
export function toFixed(a: Rational, decimals: number): string {
  const scale = 10n ** BigInt(decimals);
  const scaled = (abs(a).n * scale * 2n + a.d) / (a.d * 2n);
  const digits = scaled.toString().padStart(decimals + 1, '0');
  const sign = a.n < 0n && scaled !== 0n ? '-' : '';
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
