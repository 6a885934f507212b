import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { Exercise, Span } from '../documents/exercise.ts';
import { stepKey } from '../ignored.ts';
import type { IgnorableStep } from '../protocol.ts';
import type { Snapshot } from '../service.ts';
import type { Texts } from '../texts.ts';
import { type DiagnosticData, diagnostics, source } from './diagnostics.ts';
import { ignoreDirective } from './ignoreDirective.ts';
import { excerpt, rangeOf, touches } from './place.ts';

/** Quick fixes on Steplight's own problems. Each is offered for the text it was computed from, and for no other version. */
export function codeActions(
  snapshot: Snapshot,
  range: Range,
  problems: readonly Diagnostic[],
  texts: Texts,
  previews: boolean,
): CodeAction[] {
  const named = problems.filter(problem => problem.source === source && problem.data);
  const ours = named.length > 0 ? named : problemsAround(snapshot, range, texts);
  return [
    ...ours.flatMap(problem => [
      ...corrections(snapshot, problem, texts),
      ...(previews ? onwardCorrections(snapshot, problem, texts) : []),
    ]),
    ...byStep(ours).flatMap(found => [...regenerations(snapshot, found, texts), ...ignores(snapshot, found, texts)]),
  ];
}

/**
 * A step looks wrong as a whole: who stands in it means its problems, even where only a formula further down is underlined.
 */
function problemsAround(snapshot: Snapshot, range: Range, texts: Texts): Diagnostic[] {
  const { document, judged } = snapshot;
  const place = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  return judged.flatMap(one => {
    const { solution } = one.exercise;
    const [first, last] = [solution.start, solution.end].map(offset => document.positionAt(offset).line) as [
      number,
      number,
    ];
    if (range.end.line < first || last < range.start.line) return [];
    return diagnostics({ ...snapshot, judged: [one] }, texts).filter(({ data }) =>
      touches(withItsLines(document, one.exercise, (data as DiagnosticData).step), place),
    );
  });
}

/** A step with what else is on its first and last line and belongs to nothing else: a list's marker, a label, spaces. */
function withItsLines(document: TextDocument, { problem, steps }: Exercise, k: number): Span {
  const { start, end } = steps[k]!.span;
  const lineOf = (offset: number) => document.positionAt(offset).line;
  const before = Math.max(document.offsetAt({ line: lineOf(start), character: 0 }), steps[k - 1]?.span.end ?? 0);
  const after = Math.min(
    document.offsetAt({ line: lineOf(end) + 1, character: 0 }),
    steps[k + 1]?.span.start ?? Number.POSITIVE_INFINITY,
  );
  return {
    start: problem.span.end <= start ? Math.max(before, problem.span.end) : before,
    end: Math.max(end, after - 1),
  };
}

/** The problems that say of a step that it looks wrong, step by step: what is offered for a step is offered once. */
function byStep(problems: readonly Diagnostic[]): Diagnostic[][] {
  const wrong = problems.filter(({ code }) => code === 'suspicious-step' || code === 'false-statement');
  const stepOf = ({ exercise, step }: DiagnosticData) => `${exercise} ${step}`;
  return [...Map.groupBy(wrong, ({ data }) => stepOf(data)).values()];
}

function corrections(snapshot: Snapshot, diagnostic: Diagnostic, texts: Texts): CodeAction[] {
  const { correction } = diagnostic.data as DiagnosticData;
  if (!correction) return [];
  const { span, before, after } = correction;
  if (snapshot.document.getText().slice(span.start, span.end) !== before) return [];
  return [{ ...quickFix(texts.correct(after), diagnostic), isPreferred: true, edit: edit(snapshot, span, after) }];
}

/**
 * The right value also where the rest of the solution goes on with the wrong one. Whether a later number is the same one
 * nobody knows, so the editor shows every place first; a single digit stands for too much else to be offered.
 */
function onwardCorrections({ document, judged }: Snapshot, diagnostic: Diagnostic, texts: Texts): CodeAction[] {
  const { correction, exercise: id } = diagnostic.data as DiagnosticData;
  const exercise = judged.find(one => one.exercise.id === id)?.exercise;
  if (!exercise || !correction || !/^\d[\d.,]+$/.test(correction.before)) return [];
  const { span, before, after } = correction;
  const text = document.getText();
  if (text.slice(span.start, span.end) !== before) return [];
  const number = new RegExp(`(?<![\\d.,\\p{L}])${before.replaceAll('.', '\\.')}(?![\\p{L}\\d]|[.,]\\d)`, 'gu');
  const later = exercise.steps
    .filter(step => step.span.end > span.end)
    .flatMap(step => {
      const from = Math.max(step.span.start, span.end);
      return [...text.slice(from, step.span.end).matchAll(number)].map(({ index }) => ({
        start: from + index,
        end: from + index + before.length,
      }));
    });
  if (later.length === 0) return [];
  const title = texts.correctOnward(after, later.length);
  const edits = [span, ...later].map(place => ({
    range: rangeOf(document, place),
    newText: after,
    annotationId: 'onward',
  }));
  const edit: WorkspaceEdit = {
    documentChanges: [{ textDocument: { uri: document.uri, version: document.version }, edits }],
    changeAnnotations: { onward: { label: title, needsConfirmation: true } },
  };
  return [{ ...quickFix(title, diagnostic), edit }];
}

/** To have the solution written anew from the step on; asks nobody anything before it is chosen. */
function regenerations({ document, judged }: Snapshot, problems: Diagnostic[], texts: Texts): CodeAction[] {
  const { exercise: id, step } = problems[0]!.data as DiagnosticData;
  const found = judged.find(({ exercise }) => exercise.id === id)?.exercise.steps[step];
  if (!found) return [];
  const title = texts.regenerate(step + 1);
  const command = 'steplight.regenerateFromStep';
  const place = document.positionAt(found.span.start);
  return [{ ...quickFix(title, ...problems), command: { title, command, arguments: [document.uri, place] } }];
}

/** To ignore a step, for all who read the text or for oneself; and to say that it is fine. */
function ignores(snapshot: Snapshot, problems: Diagnostic[], texts: Texts): CodeAction[] {
  const { exercise: id, step } = problems[0]!.data as DiagnosticData;
  const exercise = snapshot.judged.find(judged => judged.exercise.id === id)?.exercise;
  if (!exercise?.steps[step]) return [];
  const directive = ignoreDirective(snapshot, exercise, step);
  const at = directive && { start: directive.at, end: directive.at };
  const byComment = at && {
    ...quickFix(texts.ignoreByComment, ...problems),
    edit: edit(snapshot, at, directive.text),
  };
  const position = snapshot.document.positionAt(exercise.steps[step]!.span.start);
  const fine = {
    ...quickFix(texts.stepIsFine, ...problems),
    command: { title: texts.stepIsFine, command: 'steplight.stepIsFine', arguments: [snapshot.document.uri, position] },
  };
  const title = texts.ignoreInMemory;
  const command = {
    title,
    command: 'steplight.ignoreStep',
    arguments: [ignorable(snapshot, exercise, step)],
  };
  return [...(byComment ? [byComment] : []), { ...quickFix(title, ...problems), command }, fine];
}

const ignorable = ({ document }: Snapshot, exercise: Exercise, k: number): IgnorableStep => ({
  key: stepKey(exercise, k),
  text: excerpt(exercise.steps[k]!.reading.text),
  uri: document.uri,
});

const quickFix = (title: string, ...diagnostics: Diagnostic[]): CodeAction => ({
  title,
  kind: CodeActionKind.QuickFix,
  diagnostics,
});

const edit = ({ document }: Snapshot, span: Span, newText: string): WorkspaceEdit => ({
  documentChanges: [
    {
      textDocument: { uri: document.uri, version: document.version },
      edits: [{ range: rangeOf(document, span), newText }],
    },
  ],
});
