import { Position, Range, Selection, TextEditorRevealType, Uri, window } from 'vscode';

/** From a code lens: puts the cursor at the step. */
export const goToStep =
  () =>
  async (uri: string, place: { readonly line: number; readonly character: number }): Promise<void> => {
    const editor = await window.showTextDocument(Uri.parse(uri));
    const position = new Position(place.line, place.character);
    editor.selection = new Selection(position, position);
    editor.revealRange(new Range(position, position), TextEditorRevealType.InCenterIfOutsideViewport);
  };
