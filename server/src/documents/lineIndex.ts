/** A place as LSP counts it: zero-based line, and UTF-16 code units from the line's start. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Ways between offsets and positions. Lines end with LF, CRLF or CR, as LSP has it. */
export interface LineIndex {
  readonly lineCount: number;
  positionAt(offset: number): Position;
  offsetAt(position: Position): number;
}

/** Indexes the lines of a text once; looking a place up is then logarithmic. */
export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return {
    lineCount: starts.length,
    positionAt(offset) {
      const at = Math.max(0, Math.min(offset, text.length));
      let low = 0;
      let high = starts.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (starts[middle]! <= at) low = middle;
        else high = middle;
      }
      return { line: low, character: at - starts[low]! };
    },
    offsetAt({ line, character }) {
      if (line < 0) return 0;
      const start = starts[line];
      if (start === undefined) return text.length;
      // A position beyond its line means the line's end, before the line break.
      let end = starts[line + 1] ?? text.length;
      if (line + 1 < starts.length) {
        end--;
        if (text.charCodeAt(end) === 10 && end > start && text.charCodeAt(end - 1) === 13) end--;
      }
      return Math.min(start + Math.max(0, character), end);
    },
  };
}
