import type { RelationSign } from './formula.ts';

/**
 * What speaks against a relation, with quotes and numbers as the writer would put them; words are added where the reader's
 * language is known.
 */
export type Evidence =
  /** "12·13 is 156, not 146" */
  | { readonly kind: 'other'; readonly side: string; readonly value: Shown; readonly claimed: string }
  /** "2+2 is 4, but 3+3 is 6" */
  | { readonly kind: 'apart'; readonly left: Valued; readonly right: Valued }
  /** "2+2 < 3 would mean 4 < 3" */
  | { readonly kind: 'order'; readonly left: Valued; readonly sign: RelationSign; readonly right: Valued }
  /** "12 leaves 2 modulo 5, 8 leaves 3" */
  | { readonly kind: 'residues'; readonly left: Valued; readonly right: Valued; readonly modulus: string }
  /** "for x = 2, x+x is 4, but 3x is 6" */
  | { readonly kind: 'function'; readonly where: string; readonly left: Valued; readonly right: Valued }
  /** "for x = 4, 2x + 3 = 11 holds, but 2x = 14 doesn't" */
  | {
      readonly kind: 'contradiction';
      readonly where: string;
      readonly holding: readonly string[];
      readonly failing: string;
    }
  /** "2x = 8 gives x = 4, not 3" */
  | { readonly kind: 'root'; readonly equation: string; readonly root: string; readonly claimed: string }
  /** "the derivative of x^3 + x is 3x^2 + 1, not 3x^2" */
  | { readonly kind: 'derivative'; readonly of: string; readonly is: string; readonly claimed: string }
  /** "x = 3 doesn't solve x^2 = 8" */
  | { readonly kind: 'no-root'; readonly equation: string; readonly claimed: string }
  /** "x = -10 solves (x+8)^2 = 4, but the answer leaves it out" */
  | { readonly kind: 'left-out'; readonly equation: string; readonly root: string };

/** One side of a relation as it is quoted, and its value. */
export interface Valued {
  readonly side: string;
  readonly value: Shown;
}

/** A number for people: written out, or about how large it is, or both of a fraction. */
export interface Shown {
  readonly exact?: string;
  readonly about?: string;
}
