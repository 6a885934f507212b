import type { Span } from '../documents/exercise.ts';

export type RelationSign = '=' | '~' | '<' | '>' | '≤' | '≥' | '≠' | '≡';
export type Sign = '+' | '-' | '±';

/** A formula's parts as a tree. Every node knows the offsets of the passage it was read from. */
export type Expr = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'number'; readonly text: string; readonly origin: readonly number[] }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'sum'; readonly terms: readonly Term[] }
  | { readonly kind: 'product'; readonly factors: readonly Factor[] }
  | { readonly kind: 'fraction'; readonly over: Expr; readonly under: Expr }
  | { readonly kind: 'mixed'; readonly whole: Expr; readonly part: Expr }
  | { readonly kind: 'power'; readonly base: Expr; readonly exponent: Expr }
  | { readonly kind: 'postfix'; readonly sign: '!' | '%' | "'"; readonly of: Expr }
  | { readonly kind: 'subscript'; readonly of: Expr; readonly index: Expr }
  | { readonly kind: 'parentheses'; readonly items: readonly Expr[] }
  | { readonly kind: 'degrees'; readonly of: Expr }
  | { readonly kind: 'root'; readonly of: Expr }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] }
);

/** A summand and the sign before it; the first one may have none. */
export interface Term {
  readonly sign: Sign | '';
  readonly at: number;
  readonly expr: Expr;
}

/** A factor and how it is joined to the one before: `` is juxtaposition. */
export interface Factor {
  readonly sign: '*' | '/' | '';
  readonly at: number;
  readonly expr: Expr;
}

/** One side of a relation. */
export interface Side {
  readonly expr: Expr;
  readonly span: Span;
  /** Units and currencies that were dropped from inside, in reading order. */
  readonly units: readonly string[];
}

export interface Relation {
  readonly sign: RelationSign;
  readonly span: Span;
}

/** A quantity and the relation that gives it its value, when that value is the side `at`. */
export interface Name {
  readonly text: string;
  readonly start: number;
  readonly relation: Relation;
  readonly at: 0 | 1;
}

/** A formula of a passage: `sides[0] relations[0] sides[1] …`, with its normal form and the way back to the passage's text. */
export interface Formula {
  readonly sides: readonly Side[];
  readonly relations: readonly Relation[];
  /** A row that begins with a relation continues the formula before it. */
  readonly leading?: Relation;
  /** What the formula says the value of: "Total cost = …", `x = …`. */
  readonly name?: Name;
  /** A final answer: `\boxed{…}`. */
  readonly answer: boolean;
  readonly span: Span;
  /** Normal form; empty when the formula has no place in the view. */
  readonly text: string;
  /** For each character of `text` the offset in the passage's text. */
  readonly origin: readonly number[];
}

/** A problem or a step: its text and the formulas in it. */
export interface Passage {
  readonly text: string;
  readonly formulas: readonly Formula[];
}
