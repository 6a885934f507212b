import type { InlayHint } from 'vscode-languageserver-types';
import type { Span } from '../documents/exercise.ts';
import type { Verdict } from '../reward/verdict.ts';
import type { Snapshot } from '../service.ts';
import type { Texts } from '../texts.ts';
import { explain } from './explanation.ts';
import { touches } from './place.ts';

/** A short mark at the end of every judged step in the range. Colour is never the only signal: each kind has its sign. */
export function inlayHints(snapshot: Snapshot, range: Span, texts: Texts): InlayHint[] {
  const { document, settings, judged } = snapshot;
  if (settings.hints === 'off') return [];
  return judged.flatMap(({ exercise, verdicts }) =>
    verdicts.flatMap((verdict, k): InlayHint[] => {
      const step = exercise.steps[k]!;
      const label = touches(step.span, range) ? labelOf(verdict, settings.hints === 'suspicious') : undefined;
      if (label === undefined) return [];
      const tooltip = { kind: 'markdown' as const, value: explain(exercise, verdicts, k, texts) };
      return [{ position: document.positionAt(step.span.end), label, paddingLeft: true, tooltip }];
    }),
  );
}

function labelOf(verdict: Verdict, suspiciousOnly: boolean): string | undefined {
  if (suspiciousOnly && verdict.kind !== 'suspicious') return undefined;
  return markOf(verdict);
}

/** A step's mark, in parentheses while it is outdated: a colour alone would not be enough of a sign. */
export function markOf(verdict: Verdict): string | undefined {
  const sign = signOf(verdict);
  return sign !== undefined && verdict.outdated ? `(${sign})` : sign;
}

/** `0.92` on track; `▼0.21` suspicious; rewards with their sign where the PRM isn't calibrated; `✓` worked out exactly. */
function signOf({ kind, score, by }: Verdict): string | undefined {
  if (kind === 'unjudged' || kind === 'follows') return undefined;
  const sign = kind === 'suspicious' ? '▼' : '';
  if (by.includes('exact')) return kind === 'suspicious' ? '▼ ≠' : '✓';
  if (!score) return undefined;
  if (score.onTrack !== undefined) return sign + score.onTrack.toFixed(2);
  return `${sign}${score.reward < 0 ? '−' : '+'}${Math.abs(score.reward).toFixed(2)}`;
}
