import type { InlayHint } from 'vscode-languageserver-types';
import type { Span } from '../documents/exercise.ts';
import type { Verdict } from '../reward/verdict.ts';
import type { Snapshot } from '../service.ts';
import type { Texts } from '../texts.ts';
import { explain } from './explanation.ts';
import { markOf } from './marks.ts';
import { endOfWriting, touches } from './place.ts';

/** A short mark at the end of what is written of every judged step in the range. Colour is never the only signal: each kind has its sign. */
export function inlayHints(snapshot: Snapshot, range: Span, texts: Texts, prm?: string): InlayHint[] {
  const { document, settings, judged } = snapshot;
  if (settings.hints === 'off') return [];
  return judged.flatMap(({ exercise, verdicts }) =>
    verdicts.flatMap((verdict, k): InlayHint[] => {
      const step = exercise.steps[k]!;
      const label = touches(step.span, range) ? labelOf(verdict, settings.hints === 'suspicious') : undefined;
      if (label === undefined) return [];
      const tooltip = { kind: 'markdown' as const, value: explain(exercise, verdicts, k, texts, prm) };
      return [{ position: document.positionAt(endOfWriting(document, step.span)), label, paddingLeft: true, tooltip }];
    }),
  );
}

function labelOf(verdict: Verdict, suspiciousOnly: boolean): string | undefined {
  if (suspiciousOnly && verdict.kind !== 'suspicious') return undefined;
  return markOf(verdict);
}
