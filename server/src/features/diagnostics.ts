import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import type { Span } from '../documents/exercise.ts';
import { inDocument } from '../documents/location.ts';
import type { Snapshot } from '../service.ts';
import type { Severity } from '../settings.ts';
import type { Texts } from '../texts.ts';
import { pages } from './documentation.ts';
import { remembered } from './eachExercise.ts';
import { costliest, signed } from './marks.ts';
import { excerpt, rangeOf } from './place.ts';

export const source = 'Steplight';

/** What a quick fix needs of the problem it mends. The text is what stood there: an edit is offered for nothing else. */
export interface DiagnosticData {
  readonly exercise: string;
  readonly step: number;
  readonly correction?: { readonly span: Span; readonly before: string; readonly after: string };
}

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/**
 * One warning per solution, on its first suspicious step; what follows is a hint, a gap an information. A false relation is
 * shown on exactly that relation wherever it stands: it is wrong by itself, whatever came before.
 */
export function diagnostics(snapshot: Snapshot, texts: Texts): Diagnostic[] {
  return snapshot.judged.flatMap(judged => ofExercise(snapshot, judged, texts));
}

const ofExercise = remembered(({ document, settings }, { exercise, verdicts }, texts): Diagnostic[] => {
  const first = verdicts.findIndex(verdict => verdict.kind === 'suspicious');
  const text = document.getText();
  return verdicts.flatMap((verdict, k): Diagnostic[] => {
    const step = exercise.steps[k]!;
    const at = (span: Span) => rangeOf(document, span);
    const base = (code: string, href = pages.score) => ({ source, code, codeDescription: { href } });
    const data: DiagnosticData = { exercise: exercise.id, step: k };
    if (step.mark === 'gap') {
      return [
        { ...base('gap'), range: at(step.span), severity: DiagnosticSeverity.Information, message: texts.gap, data },
      ];
    }
    const found: Diagnostic[] = verdict.relations
      .filter(relation => relation.answer === 'fails')
      .map(relation => {
        const span = relation.correction && inDocument(step.reading, relation.correction.span);
        const correction = span && {
          span,
          before: text.slice(span.start, span.end),
          after: relation.correction!.text,
        };
        return {
          ...base('false-statement', pages.exactCheck),
          range: at(inDocument(step.reading, relation.span)),
          severity: severities[settings.severity],
          message: relation.evidence ? texts.evidence(relation.evidence) : texts.doesNotHold(k + 1),
          data: correction ? { ...data, correction } : data,
        };
      });
    if (verdict.kind === 'suspicious' && verdict.by.includes('prm')) {
      const message = texts.suspicious(k + 1, verdict.score) + (verdict.outdated ? ` ${texts.outdated}` : '');
      found.push({
        ...base('suspicious-step'),
        range: at(step.span),
        severity: severities[settings.severity],
        message,
        data,
        relatedInformation: costliest(verdict).map(({ span, reward }) => ({
          location: { uri: document.uri, range: at(inDocument(step.reading, span)) },
          message: texts.cost(excerpt(step.reading.text.slice(span.start, span.end)), signed(reward)),
        })),
      });
    }
    if (verdict.kind === 'follows' && found.length === 0) {
      const message = texts.follows(first + 1);
      found.push({ ...base('follows'), range: at(step.span), severity: DiagnosticSeverity.Hint, message, data });
    }
    return found;
  });
});
