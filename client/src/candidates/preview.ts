import {
  commands,
  type DecorationOptions,
  Disposable,
  EventEmitter,
  l10n,
  Position,
  Range,
  TabInputTextDiff,
  type TextDocument,
  type TextEditor,
  TextEditorRevealType,
  ThemeColor,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Position as Place } from 'vscode-languageserver-types';
import type { CandidateEditResult, CandidateView, RunId, StepView } from '../../../server/src/generate/messages.ts';
import { candidateScheme } from '../languages.ts';

/** Shows candidates as differences against what is there, with the candidate's own scores at the ends of its steps. */
export interface Preview extends Disposable {
  show(
    document: TextDocument,
    candidate: CandidateView,
    edit: Extract<CandidateEditResult, { edit: unknown }>['edit'],
  ): Promise<void>;
  close(): Promise<void>;
}

export function createPreview(run: RunId): Preview {
  const contents = new Map<string, string>();
  const scores = new Map<string, readonly StepView[]>();
  const changed = new EventEmitter<Uri>();
  const mark = window.createTextEditorDecorationType({});
  const draw = (editor: TextEditor) => {
    const steps = scores.get(editor.document.uri.toString());
    if (steps)
      editor.setDecorations(
        mark,
        steps.flatMap(step => decorationOf(editor.document, step)),
      );
  };
  const registered = Disposable.from(
    workspace.registerTextDocumentContentProvider(candidateScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: uri => contents.get(uri.toString()),
    }),
    window.onDidChangeVisibleTextEditors(editors => editors.forEach(draw)),
    workspace.onDidCloseTextDocument(({ uri }) => {
      contents.delete(uri.toString());
      scores.delete(uri.toString());
    }),
    changed,
    mark,
  );
  let closed = false;

  return {
    async show(document, candidate, { range, newText }) {
      const { uri } = document;
      const text = document.getText();
      const offset = ({ line, character }: Place) => document.offsetAt(new Position(line, character));
      const shown = Uri.from({ scheme: candidateScheme, path: uri.path, query: `${run}.${candidate.index}` });
      contents.set(shown.toString(), text.slice(0, offset(range.start)) + newText + text.slice(offset(range.end)));
      scores.set(shown.toString(), candidate.steps);
      changed.fire(shown);
      const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
      const title = l10n.t('{0}: candidate {1}', name, candidate.index + 1);
      await commands.executeCommand('vscode.diff', uri, shown, title, { preserveFocus: true, preview: true });
      // Opening takes a while; in the meantime nobody may want to see it any more.
      if (closed) {
        await closeTabs();
        return;
      }
      const editor = window.visibleTextEditors.find(one => one.document.uri.toString() === shown.toString());
      const first = candidate.steps[0];
      if (editor && first) {
        draw(editor);
        const { start, end } = first.range;
        editor.revealRange(new Range(start.line, 0, end.line, 0), TextEditorRevealType.InCenter);
      }
    },
    async close() {
      closed = true;
      await closeTabs();
    },
    dispose: () => registered.dispose(),
  };
}

async function closeTabs(): Promise<void> {
  const tabs = window.tabGroups.all.flatMap(group => group.tabs);
  const ours = tabs.filter(
    ({ input }) => input instanceof TabInputTextDiff && input.modified.scheme === candidateScheme,
  );
  await window.tabGroups.close(ours);
}

function decorationOf(document: TextDocument, { range, kind, mark, evidence }: StepView): DecorationOptions[] {
  if (mark === undefined) return [];
  const { end } = document.lineAt(Math.min(range.end.line, document.lineCount - 1)).range;
  const color = new ThemeColor(kind === 'suspicious' ? 'editorWarning.foreground' : 'editorInlayHint.foreground');
  const backgroundColor = new ThemeColor('editorInlayHint.background');
  const after = { contentText: mark, margin: '0 0 0 1em', color, backgroundColor };
  return [
    {
      range: new Range(end, end),
      renderOptions: { after },
      ...(evidence === undefined ? {} : { hoverMessage: evidence }),
    },
  ];
}
