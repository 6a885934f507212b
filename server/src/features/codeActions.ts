import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { Snapshot } from '../service.ts';
import type { Texts } from '../texts.ts';
import { type DiagnosticData, source } from './diagnostics.ts';
import { rangeOf } from './place.ts';

/** Quick fixes on Steplight's own problems. Each is offered for the text it was computed from, and for no other version. */
export function codeActions(snapshot: Snapshot, problems: readonly Diagnostic[], texts: Texts): CodeAction[] {
  return problems
    .filter(problem => problem.source === source && problem.data)
    .flatMap(problem => corrections(snapshot, problem, texts));
}

function corrections({ document }: Snapshot, diagnostic: Diagnostic, texts: Texts): CodeAction[] {
  const { correction } = diagnostic.data as DiagnosticData;
  if (!correction) return [];
  const { span, before, after } = correction;
  if (document.getText().slice(span.start, span.end) !== before) return [];
  const edit = (range: Range, newText: string): WorkspaceEdit => ({
    documentChanges: [{ textDocument: { uri: document.uri, version: document.version }, edits: [{ range, newText }] }],
  });
  return [
    {
      title: texts.correct(after),
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      isPreferred: true,
      edit: edit(rangeOf(document, span), after),
    },
  ];
}
