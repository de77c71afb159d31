import { displayWidth } from '../display-width.ts';

/** Blanks between columns; clients split lines where there are three or more. */
const gap = 3;
const minWidth = 10;

/**
 * Puts cells that end in a tab into columns, as Go's tabwriter does with Docker's settings: a column lasts over the
 * lines that have a cell for it, and is as wide as its widest one.
 */
export function alignTabs(text: string): string {
  const lines = text.split('\n').map(line => line.split('\t'));
  const widths: number[][] = lines.map(() => []);
  const measure = (from: number, to: number, column: number): void => {
    for (let start = from; start < to; start++) {
      if (!hasCell(lines[start]!, column)) continue;
      let end = start;
      while (end < to && hasCell(lines[end]!, column)) end += 1;
      const cells = lines.slice(start, end).map(line => displayWidth(line[column]!));
      const width = Math.max(...cells) === 0 ? 0 : Math.max(minWidth, ...cells.map(cell => cell + gap));
      for (let line = start; line < end; line++) widths[line]![column] = width;
      measure(start, end, column + 1);
      start = end;
    }
  };
  measure(0, lines.length, 0);
  return lines.map((cells, line) => cells.map((cell, column) => pad(cell, widths[line]![column])).join('')).join('\n');
}

/** What stands behind the last tab of a line is in no column. */
function hasCell(line: readonly string[], column: number): boolean {
  return column < line.length - 1;
}

function pad(cell: string, width: number | undefined): string {
  return width === undefined ? cell : cell + ' '.repeat(Math.max(0, width - displayWidth(cell)));
}
