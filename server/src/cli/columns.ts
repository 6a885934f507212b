import { width } from '../readable.ts';

/** Rows of cells as aligned columns: the first to the left, the others, numbers, to the right. The first row is a head. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map(row => width(row[k] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, k) => {
        const space = ' '.repeat(widths[k]! - width(cell));
        return k === 0 ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd();
  const [head, ...body] = rows.map(line);
  return `${[head, '─'.repeat(widths.reduce((sum, one) => sum + one + 2, -2)), ...body].join('\n')}\n`;
}
