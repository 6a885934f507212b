import { Position, Range, Selection, TextEditorRevealType, Uri, window } from 'vscode';

/** From a code lens or a view: puts the cursor at the step, in the editor that shows its document if there is one. */
export const goToStep =
  () =>
  async (uri: string, place: { readonly line: number; readonly character: number }): Promise<void> => {
    const shown = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri);
    const editor = await window.showTextDocument(shown?.document.uri ?? Uri.parse(uri), {
      ...(shown?.viewColumn === undefined ? {} : { viewColumn: shown.viewColumn }),
    });
    const position = new Position(place.line, place.character);
    editor.selection = new Selection(position, position);
    editor.revealRange(new Range(position, position), TextEditorRevealType.InCenterIfOutsideViewport);
  };
