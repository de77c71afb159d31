import { displayWidth } from './display-width.ts';

export interface TableOptions {
  /** Least width of a column, its gap included. */
  readonly minWidth: number;
  /** Blanks between columns. Clients split lines where there are three or more. */
  readonly gap: number;
}

/** Rows under a header, each column as wide as its widest cell; the last column isn't padded. */
export function renderTable(
  rows: readonly (readonly string[])[],
  { minWidth, gap }: TableOptions = { minWidth: 10, gap: 3 },
): string {
  const count = rows[0]?.length ?? 0;
  const widths = Array.from({ length: count - 1 }, (_, column) =>
    Math.max(minWidth, ...rows.map(row => displayWidth(row[column]!) + gap)),
  );
  return rows.map(row => `${row.map((cell, column) => pad(cell, widths[column])).join('')}\n`).join('');
}

function pad(cell: string, width: number | undefined): string {
  return width === undefined ? cell : cell + ' '.repeat(width - displayWidth(cell));
}
