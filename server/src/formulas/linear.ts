import { less, type Polynomial, variablesIn } from './polynomial.ts';
import type { Rational } from './rational.ts';
import * as q from './rational.ts';

/** Linear equations that hold together, each as a polynomial that is zero, solved as far as they go. */
export class LinearSystem {
  /** By the letter each is solved for; no other row has it. */
  private readonly rows = new Map<string, Polynomial>();
  /** Whether nothing can satisfy them all. */
  contradictory = false;

  add(equation: Polynomial): void {
    const rest = this.reduced(equation);
    const letter = [...variablesIn(rest)].sort()[0];
    if (letter === undefined) {
      this.contradictory ||= rest.size > 0;
      return;
    }
    const row = solvedFor(letter, rest);
    for (const [other, polynomial] of this.rows) this.rows.set(other, without(letter, polynomial, row));
    this.rows.set(letter, row);
  }

  /** What is left of a polynomial when everything known is put in. */
  reduced(polynomial: Polynomial): Polynomial {
    let rest = polynomial;
    for (const [letter, row] of this.rows) rest = without(letter, rest, row);
    return rest;
  }

  /** The value that a letter must have. */
  value(letter: string): Rational | undefined {
    const rest = this.reduced(new Map([[letter, q.one]]));
    return variablesIn(rest).size === 0 ? (rest.get('') ?? q.zero) : undefined;
  }
}

export function isLinear(polynomial: Polynomial): boolean {
  return [...polynomial.keys()].every(monomial => !monomial.includes(' '));
}

function solvedFor(letter: string, row: Polynomial): Polynomial {
  const factor = row.get(letter)!;
  return new Map([...row].map(([monomial, coefficient]) => [monomial, q.divide(coefficient, factor)]));
}

function without(letter: string, polynomial: Polynomial, row: Polynomial): Polynomial {
  const factor = polynomial.get(letter);
  return factor ? less(polynomial, row, factor) : polynomial;
}
