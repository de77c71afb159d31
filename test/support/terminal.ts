import stringWidth from 'string-width';

/** A terminal as far as progress needs one: what is written, and what stands on it then. */
export interface Terminal {
  readonly write: (text: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly columns: () => number;
  readonly rows: () => number;
  /** What was written, write by write. */
  readonly writes: string[];
  /** All lines from the first on, those included that have scrolled out; without blanks at their ends. */
  readonly lines: () => string[];
  /** Those of them that the window shows. */
  readonly screen: () => string[];
  readonly cursorIsShown: () => boolean;
}

interface State {
  /** Lines that wrap into the next one, as a terminal remembers them, are rows of their own here. */
  grid: string[][];
  top: number;
  row: number;
  column: number;
  wraps: boolean;
  cursor: boolean;
}

export function createTerminal(initialColumns: number, initialRows: number): Terminal {
  let columns = initialColumns;
  let rows = initialRows;
  const writes: string[] = [];
  const state: State = { grid: [[]], top: 0, row: 0, column: 0, wraps: true, cursor: true };

  const lineFeed = () => {
    state.row += 1;
    state.column = 0;
    while (state.grid.length <= state.row) state.grid.push([]);
    state.top = Math.max(state.top, state.row - rows + 1);
  };
  const put = (character: string) => {
    const width = stringWidth(character);
    if (state.column + width > columns) {
      if (state.wraps) lineFeed();
      else state.column = columns - width;
    }
    const line = state.grid[state.row]!;
    while (line.length < state.column) line.push(' ');
    if (width === 0) {
      // A mark goes with the character before.
      const at = Math.max(
        0,
        line.findLastIndex(cell => cell !== ''),
      );
      line[at] = `${line[at] ?? ''}${character}`;
      return;
    }
    line[state.column] = character;
    // The second half of a wide character.
    if (width === 2) line[state.column + 1] = '';
    state.column += width;
  };
  const control = (name: string, parameter: string) => {
    if (name === 'A') state.row = Math.max(state.top, state.row - Number(parameter || 1));
    else if (name === 'K') state.grid[state.row]!.length = Math.min(state.grid[state.row]!.length, state.column);
    else if (name === 'J') {
      control('K', '');
      state.grid.length = state.row + 1;
    } else if (parameter === '?7') state.wraps = name === 'h';
    else if (parameter === '?25') state.cursor = name === 'h';
    else if (name !== 'm') throw new Error(`the terminal knows no ${parameter}${name}`);
  };
  const lines = () => state.grid.map(line => line.join('').trimEnd());

  return {
    writes,
    columns: () => columns,
    rows: () => rows,
    cursorIsShown: () => state.cursor,
    lines,
    screen: () => lines().slice(state.top),
    write(text) {
      writes.push(text);
      for (const [piece, parameter, name] of text.matchAll(tokens)) {
        if (name !== undefined) control(name, parameter ?? '');
        else if (piece === '\n') lineFeed();
        else if (piece === '\r') state.column = 0;
        else put(piece);
      }
    },
    // Lines too wide for the new width wrap, as most terminals have it; those that wrapped don't grow together again.
    resize(newColumns, newRows) {
      const above = state.grid.slice(0, state.row).flatMap(line => wrapped(line, newColumns));
      state.grid = [...above, ...state.grid.slice(state.row)];
      columns = newColumns;
      rows = newRows;
      state.row = above.length;
      state.top = Math.max(0, state.grid.length - rows);
    },
  };
}

const tokens = /\x1b\[([?\d;]*)([A-Za-z])|./gsu;

function wrapped(line: string[], columns: number): string[][] {
  const pieces: string[][] = [];
  for (let from = 0; from === 0 || from < line.length; from += columns) pieces.push(line.slice(from, from + columns));
  return pieces;
}
