/** Rows as aligned columns for a terminal. */

/**
 * One line a row. Where `width` is given (columns of the terminal), the last column is folded to fit, with its further lines below
 * its first; without, as for a pipe, each row stays on its line.
 */
export function textTable(rows: readonly (readonly string[])[], width = Number.POSITIVE_INFINITY): string {
  const cells = rows.map((row) => row.map(oneLine));
  const last = (cells[0]?.length ?? 1) - 1;
  const widths = Array.from({ length: last }, (_, column) =>
    Math.max(...cells.map((row) => row[column]!.length)),
  );
  const indent = widths.reduce((sum, one) => sum + one + GAP.length, 0);
  const room = Math.max(LEAST, width - indent);
  return cells
    .flatMap((row) => {
      const [first, ...more] = folded(row[last]!, room);
      const start = widths.map((columns, column) => row[column]!.padEnd(columns) + GAP).join('');
      return [`${start}${first}`, ...more.map((line) => ' '.repeat(indent) + line)];
    })
    .map((line) => line.trimEnd())
    .join('\n');
}

const GAP = '  ';
/** The last column is not made narrower, in characters. */
const LEAST = 20;

function folded(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Names come from people: whatever would move a terminal's cursor is left out. */
export const oneLine = (text: string) => text.replaceAll(/\p{Cc}+/gu, ' ');
