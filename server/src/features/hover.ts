import type { Hover } from 'vscode-languageserver-types';
import type { Snapshot } from '../service.ts';
import type { Texts } from '../texts.ts';
import { explain } from './explanation.ts';
import { rangeOf } from './place.ts';

export function hover({ document, judged }: Snapshot, offset: number, texts: Texts, prm?: string): Hover | null {
  for (const { exercise, verdicts } of judged) {
    const k = exercise.steps.findIndex(({ span }) => span.start <= offset && offset <= span.end);
    if (k < 0) continue;
    const value = explain(exercise, verdicts, k, texts, prm);
    return { contents: { kind: 'markdown', value }, range: rangeOf(document, exercise.steps[k]!.span) };
  }
  return null;
}
