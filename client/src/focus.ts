import { Disposable, window } from 'vscode';
import type { FocusParams } from '../../server/src/protocol.ts';
import { languages } from './languages.ts';

export interface FocusFollower extends Disposable {
  /** Says it again: a server that has just started knows nothing. */
  report(): void;
}

/** Tells where the user looks, so that this is scored first. Only a new line is news. */
export function followFocus(tell: (params: FocusParams) => void): FocusFollower {
  let last = '';
  const look = (): FocusParams => {
    const editor = window.activeTextEditor;
    if (!editor || !languages.includes(editor.document.languageId)) return { uri: null };
    return { uri: editor.document.uri.toString(), line: editor.selection.active.line };
  };
  const report = () => {
    const params = look();
    last = JSON.stringify(params);
    tell(params);
  };
  const follow = () => {
    if (JSON.stringify(look()) !== last) report();
  };
  const listening = Disposable.from(
    window.onDidChangeActiveTextEditor(follow),
    window.onDidChangeTextEditorSelection(follow),
  );
  return Object.assign(listening, { report });
}
