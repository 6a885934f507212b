import type { Formula } from './formula.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';
import { asksWhether, otherNumerals, remainders, residues } from './words.ts';

/**
 * What a problem says of its numbers, by which something else may be meant than what is written: remainders, numerals of another
 * base, an operation of its own.
 */
export interface Arithmetic {
  /** What numbers are taken modulo of, as far as the problem says; empty where it speaks of no remainders. */
  readonly moduli: readonly bigint[];
  /** Equations are meant modulo of them, too. */
  readonly residues: boolean;
  readonly otherNumerals: boolean;
  /** It asks whether something holds: what doesn't may be written down all the same. */
  readonly asksWhether: boolean;
}

export const ordinary: Arithmetic = { moduli: [], residues: false, otherNumerals: false, asksWhether: false };

export function arithmeticOf(problem: string): Arithmetic {
  const numbers = remainders.test(problem) ? (problem.match(/(?<![\d.,])\d{1,6}(?![\d.,]\d)/g) ?? []) : [];
  return {
    moduli: numbers.map(BigInt).filter(n => n > 1n),
    residues: numbers.length > 0 && residues.test(problem),
    otherNumerals: otherNumerals.test(problem),
    asksWhether: asksWhether.test(problem),
  };
}

export function isCongruent(a: Rational, b: Rational, { moduli }: Arithmetic): boolean {
  // Also 3^(-1) = 2 modulo 5: the inverse of what has no common factor with the modulus.
  const { n, d } = q.subtract(a, b);
  return moduli.some(modulus => n % modulus === 0n && q.gcd(d, modulus) === 1n);
}

/** "Let $a * b = a + b + ab$": what stands between the letters is the problem's own operation. */
const ownOperation = /(?<![\p{L}\d\\}])\p{L}\s*(\*|∗|⋆|∘|⊕|⊗|\\(?:ast|star|circ|oplus|otimes))\s*\p{L}\s*:?=/u;

/** Without those that an operation of the problem's own stands in. */
export function withoutOwnOperations(text: string, formulas: readonly Formula[], problem: string): readonly Formula[] {
  const sign = ownOperation.exec(problem)?.[1];
  return sign ? formulas.filter(({ span }) => !text.slice(span.start, span.end).includes(sign)) : formulas;
}
