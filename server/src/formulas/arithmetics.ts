import { evaluate, isValue } from './evaluate.ts';
import { extract } from './extract.ts';
import type { Formula, Side } from './formula.ts';
import { isNumeral } from './notation.ts';
import type { NumberStyle } from './numbers.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';
import { mentions } from './rewrite.ts';
import { asksWhether, estimate, otherNumerals, remainders, residues } from './words.ts';

/**
 * What a problem says of its numbers, by which something else may be meant than what is written: remainders, numerals of another
 * base, an operation of its own.
 */
export interface Arithmetic {
  /** What numbers are taken modulo of, as far as the problem says; empty where it speaks of no remainders. */
  readonly moduli: readonly bigint[];
  /** Equations are meant modulo of them, too. */
  readonly residues: boolean;
  /** The base that numerals may be written in; Infinity where the problem doesn't say which. */
  readonly base: number | undefined;
  /** It asks whether something holds: what doesn't may be written down all the same. */
  readonly asksWhether: boolean;
  /** It says itself what doesn't hold: a mistake to be found, a riddle, sums of another kind. */
  readonly defiant: boolean;
  /** It asks for an estimate. */
  readonly estimated: boolean;
  /** "Let $a * b = a + b + ab$": the sign of an operation that the problem defines. */
  readonly ownSign: string | undefined;
}

export const ordinary: Arithmetic = {
  moduli: [],
  residues: false,
  base: undefined,
  asksWhether: false,
  defiant: false,
  estimated: false,
  ownSign: undefined,
};

export function arithmeticOf(problem: string, style: NumberStyle): Arithmetic {
  const moduli = moduliOf(problem);
  return {
    moduli,
    residues: moduli.length > 0 && residues.test(problem),
    base: otherNumerals.test(problem)
      ? Number(namedBase.exec(problem)?.[1] ?? (binary.test(problem) ? 2 : Infinity))
      : undefined,
    asksWhether: asksWhether.test(problem),
    defiant: extract(problem, { style }).some(isDefiant),
    estimated: estimate.test(problem),
    ownSign: ownOperation.exec(problem)?.[1],
  };
}

/** `3 + 4·2 = 14`, where nothing may have been rounded or measured. */
function isDefiant({ sides, relations }: Formula): boolean {
  return relations.some(({ sign }, k) => {
    const [left, right] = [sides[k]!, sides[k + 1]!];
    if (sign !== '=' || !isCounted(left) || !isCounted(right) || (isNumeral(left.expr) && isNumeral(right.expr)))
      return false;
    const [a, b] = [evaluate(left.expr), evaluate(right.expr)];
    return isValue(a) && isValue(b) && !q.equal(a, b);
  });
}

const isCounted = ({ expr, units }: Side) =>
  units.length === 0 && !mentions(expr, part => part.kind === 'number' && part.text.includes('.'));

const namedBase = /\b(?:base|basis)[- ](\d{1,2})\b/i;
const binary = /binary|binär|binaire|binari|dual|двоичн|二进制/i;

/** Those it names, or every number there is where it names none: "What is left when 100 is divided by 7?" */
function moduliOf(problem: string): bigint[] {
  if (!remainders.test(problem)) return [];
  const named = [...problem.matchAll(/\\?[bp]?mod(?:ul[oi])?\s*[{(]?\s*(\d{1,6})/gi)].map(([, n]) => n!);
  const all = problem.match(/(?<![\d.,])\d{1,6}(?![\d.,]\d)/g) ?? [];
  return (named.length > 0 ? named : all).map(BigInt).filter(n => n > 1n);
}

/** Whether what is written may be numerals of the problem's base. */
export function mayBeOfBase(written: string, { base }: Arithmetic): boolean {
  if (base === undefined || written.includes('^')) return false;
  return (written.match(/\d/g) ?? []).every(digit => Number(digit) < base);
}

/** Whether they leave the same remainder; 3^(-1) and 2 do modulo 5, too. */
export function isCongruent(a: Rational, b: Rational, { moduli }: Arithmetic): boolean {
  const { n } = q.subtract(a, b);
  return moduli.some(modulus => n % modulus === 0n);
}

const ownOperation = /(?<![\p{L}\d\\}])\p{L}\s*(\*|∗|⋆|∘|⊕|⊗|\\(?:ast|star|circ|oplus|otimes))\s*\p{L}\s*:?=/u;

/** Without those that an operation of the problem's own stands in. */
export function withoutOwnOperations(
  text: string,
  formulas: readonly Formula[],
  { ownSign }: Arithmetic,
): readonly Formula[] {
  return ownSign ? formulas.filter(({ span }) => !text.slice(span.start, span.end).includes(ownSign)) : formulas;
}
