import type { Exercise, Passage } from '../documents/exercise.ts';
import { extract } from './extract.ts';
import { type NumberStyle, numberStyle, numberStyles } from './numbers.ts';

/** What a PRM of the formula view reads: the formulas of the problem and of each step in normal form, joined by `;`. */
export interface FormulaView {
  readonly problem: Passage;
  readonly steps: readonly Passage[];
}

/** The formulas of an exercise. Each passage lies in the document where its part lies; without formulas its text is empty. */
export function formulaView({ problem, steps }: Exercise): FormulaView {
  const styles = numberStyles([problem.text, ...steps.map(step => step.reading.text)]);
  return {
    problem: formulasOf(problem, styles[0]!, true),
    steps: steps.map((step, k) => formulasOf(step.reading, styles[k + 1]!, false)),
  };
}

/** How an exercise writes its numbers, told from all of it. */
export function exerciseStyle(exercise: Exercise): NumberStyle {
  return numberStyle([exercise.problem.text, ...exercise.steps.map(step => step.reading.text)]);
}

function formulasOf(passage: Passage, style: NumberStyle, numbers: boolean): Passage {
  let text = '';
  const origin: number[] = [];
  for (const formula of extract(passage.text, { style, numbers })) {
    if (formula.text === '') continue;
    if (text !== '') {
      text += ';';
      origin.push(origin[origin.length - 1]!);
    }
    text += formula.text;
    for (const at of formula.origin) origin.push(passage.origin?.[at] ?? at);
  }
  return { text, span: passage.span, origin };
}
