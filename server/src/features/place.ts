import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from 'vscode-languageserver-types';
import type { Span } from '../documents/exercise.ts';
import { readable } from '../readable.ts';

export const rangeOf = (document: TextDocument, span: Span): Range => ({
  start: document.positionAt(span.start),
  end: document.positionAt(span.end),
});

export const touches = (a: Span, b: Span) => a.start <= b.end && b.start <= a.end;

/** The end of what is written of a step: before a program that illustrates it, if one comes last. */
export function endOfWriting(document: TextDocument, { start, end }: Span): number {
  let at = start;
  let written: number | undefined;
  let fence: { readonly mark: string; readonly maths: boolean } | undefined;
  for (const line of document.getText().slice(start, end).split('\n')) {
    const [, mark, name] = /^[ \t>]*(`{3,}|~{3,}) *(\w*)/.exec(line) ?? [];
    const closes = fence !== undefined && mark?.startsWith(fence.mark);
    if (fence === undefined && mark !== undefined) fence = { mark, maths: name === 'math' };
    if ((fence === undefined || fence.maths) && line.trim() !== '') written = at + line.trimEnd().length;
    if (closes) fence = undefined;
    at += line.length + 1;
  }
  return written ?? end;
}

/** A text in one short line, for lists, its formulas as one reads them. */
export function excerpt(text: string, length = 80): string {
  // However long the text is, only its beginning is shown.
  const line = readable(text.slice(0, 8 * length));
  return line.length > length ? `${line.slice(0, length - 1).trimEnd()}…` : line;
}
