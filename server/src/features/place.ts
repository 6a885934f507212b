import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from 'vscode-languageserver-types';
import type { Span } from '../documents/exercise.ts';
import { readable } from '../readable.ts';

export const rangeOf = (document: TextDocument, span: Span): Range => ({
  start: document.positionAt(span.start),
  end: document.positionAt(span.end),
});

export const touches = (a: Span, b: Span) => a.start <= b.end && b.start <= a.end;

/** A text in one short line, for lists, its formulas as one reads them. */
export function excerpt(text: string, length = 80): string {
  // However long the text is, only its beginning is shown.
  const line = readable(text.slice(0, 8 * length));
  return line.length > length ? `${line.slice(0, length - 1).trimEnd()}…` : line;
}
