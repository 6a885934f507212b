import { less, type Polynomial } from './polynomial.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';

/** Divisions longer than this aren't tried. */
const mostSteps = 60;

/** Whether a polynomial of any letters is a multiple of another one. */
export function divides(divisor: Polynomial, dividend: Polynomial): boolean {
  const [lead, coefficient] = leading(divisor) ?? [];
  if (lead === undefined) return false;
  let rest = dividend;
  for (let step = 0; step < mostSteps && rest.size > 0; step++) {
    const [first, size] = leading(rest)!;
    const factor = quotient(first, lead);
    if (factor === undefined) return false;
    rest = less(rest, times(divisor, factor), q.divide(size, coefficient!));
  }
  return rest.size === 0;
}

/** Whether two equations say the same of all numbers but zeros of a common factor: one was multiplied, or a factor was dropped. */
export const areMultiples = (a: Polynomial, b: Polynomial) => divides(a, b) || divides(b, a);

function leading(polynomial: Polynomial): readonly [string, Rational] | undefined {
  return [...polynomial].reduce<readonly [string, Rational] | undefined>(
    (best, one) => (best && isBefore(best[0], one[0]) ? best : one),
    undefined,
  );
}

const lettersIn = (monomial: string) => (monomial === '' ? [] : monomial.split(' '));

/** Whether a monomial leads another one: by the power of the first letter, then of the next, … */
function isBefore(a: string, b: string): boolean {
  const [x, y] = [lettersIn(a), lettersIn(b)];
  const at = x.findIndex((letter, k) => letter !== y[k]);
  return at >= 0 && (y[at] === undefined || x[at]! < y[at]!);
}

/** A monomial without the letters of another one. */
function quotient(monomial: string, by: string): string | undefined {
  const rest = lettersIn(monomial);
  for (const letter of lettersIn(by)) {
    const at = rest.indexOf(letter);
    if (at < 0) return undefined;
    rest.splice(at, 1);
  }
  return rest.join(' ');
}

function times(polynomial: Polynomial, monomial: string): Polynomial {
  return new Map(
    [...polynomial].map(([letters, size]) => [[...lettersIn(letters), ...lettersIn(monomial)].sort().join(' '), size]),
  );
}
