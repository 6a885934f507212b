import { followed } from '../../server/src/formulas/algebra.ts';
import { check } from '../../server/src/formulas/check.ts';
import { extract } from '../../server/src/formulas/extract.ts';
import type { Passage } from '../../server/src/formulas/formula.ts';
import { numberStyle } from '../../server/src/formulas/numbers.ts';
import { evidenceOr } from './inWords.ts';

/** What is said of the last passage's relations where letters are followed; the first passage is the problem. */
export function answers(...texts: string[]): string[] {
  const style = numberStyle(texts);
  const passages = texts.map((text): Passage => ({ text, formulas: extract(text, { style }) }));
  const { text, formulas } = passages.pop()!;
  return followed({ text, formulas }, passages, check(text, formulas, style)).map(evidenceOr);
}

/** Whether nothing is called wrong in any step of a solution. */
export function isSilent(problem: string, ...steps: string[]): boolean {
  return steps.every((_, k) =>
    answers(problem, ...steps.slice(0, k + 1)).every(answer => answer === 'holds' || answer === 'unknown'),
  );
}
