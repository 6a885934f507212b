import type { Judgement } from './check.ts';
import type { Formula } from './formula.ts';

/** Judges what has variables. */
export function followed(
  _text: string,
  _before: readonly Formula[],
  _formulas: readonly Formula[],
  judgements: readonly Judgement[],
): readonly Judgement[] {
  return judgements;
}
