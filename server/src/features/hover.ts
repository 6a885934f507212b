import type { Hover } from 'vscode-languageserver-types';
import type { Exercise, Span } from '../documents/exercise.ts';
import { inDocument } from '../documents/location.ts';
import { lookupInDocument } from '../formulas/lookup.ts';
import { numberStyle } from '../formulas/numbers.ts';
import type { Judged, Snapshot } from '../service.ts';
import type { Texts } from '../texts.ts';
import { explain } from './explanation.ts';
import { code } from './marks.ts';
import { rangeOf } from './place.ts';

export function hover({ document, judged }: Snapshot, offset: number, texts: Texts, prm?: string): Hover | null {
  for (const one of judged) {
    const { exercise, verdicts } = one;
    const k = exercise.steps.findIndex(({ span }) => span.start <= offset && offset <= span.end);
    if (k < 0) continue;
    const formula = formulaAt(document.getText(), one, k, offset, texts);
    const value = [...formula, explain(exercise, verdicts, k, texts, prm)].join('\n\n');
    return { contents: { kind: 'markdown', value }, range: rangeOf(document, exercise.steps[k]!.span) };
  }
  return null;
}

/** What the formula under the mouse is worth: its value, and whether its relations hold or why that can't be said. */
function formulaAt(text: string, { exercise, verdicts }: Judged, k: number, offset: number, texts: Texts): string[] {
  const step = exercise.steps[k]!;
  if (step.mark) return [];
  const found = lookupInDocument(step.reading, offset, styleUpTo(exercise, k));
  if (!found) return [];
  const written = (span: Span) => code(text.slice(span.start, span.end));
  // Roots and angles are settled by the witness alone; where it has spoken, its word counts.
  const answers = verdicts[k]!.relations.map(({ span, answer }) => ({ span: inDocument(step.reading, span), answer }));
  const lines = found.relations.flatMap(({ span, answer, why }) => {
    const said = answers.find(one => one.span.start === span.start && one.span.end === span.end)?.answer ?? answer;
    // What doesn't hold is said with its evidence in the step's own words.
    if (said === 'fails') return [];
    return [
      `${written(span)} ${said === 'holds' ? texts.holds : texts.cannotSay(why ? texts.doubts[why] : texts.noWitness)}`,
    ];
  });
  const value = found.value === undefined ? [] : [`${written(found.side)} = ${texts.number(found.value)}`];
  return [...value, ...lines];
}

/** How numbers are written, as far as this step shows. */
const styleUpTo = ({ problem, steps }: Exercise, k: number) =>
  numberStyle([problem.text, ...steps.slice(0, k + 1).map(({ reading }) => reading.text)]);
