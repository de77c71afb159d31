import stringWidth from 'string-width';

/** A terminal as the list on it needs it. */
export interface Screen {
  readonly write: (text: string) => void;
  readonly columns: () => number;
  readonly rows: () => number;
  readonly color: boolean;
}

export interface Painter {
  /** Puts lines above the list, where they stay, and makes the list these lines. */
  readonly paint: (above: string, lines: readonly string[]) => void;
  /** Leaves the list where it is: the next one begins below. */
  readonly leave: () => void;
}

const restOfLine = '\x1b[K';
const restOfScreen = '\x1b[J';
// Both are undone in the same write, so that the terminal is as it was whenever and however the program ends.
const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';
const cutLines = '\x1b[?7l';
const wrapLines = '\x1b[?7h';

/** Writes each picture over the one before, all at once and only the lines that changed, so nothing flickers. */
export function createPainter(screen: Screen): Painter {
  let painted: readonly string[] = [];
  let paintedColumns = screen.columns();

  return {
    paint(above, lines) {
      const columns = screen.columns();
      const isSame = columns === paintedColumns && lines.length === painted.length;
      if (above === '' && isSame && lines.every((line, index) => line === painted[index])) return;
      const known = above === '' && columns === paintedColumns ? painted : [];
      const picture = lines.map((line, index) => (line === known[index] ? '\n' : `${line}${restOfLine}\n`)).join('');
      const back = up(heightOf(painted, columns));
      const scrolled = overwritten(above, columns);
      screen.write(`${hideCursor}${back}${scrolled}${cutLines}${picture}${wrapLines}${restOfScreen}${showCursor}`);
      painted = lines;
      paintedColumns = columns;
    },
    leave() {
      painted = [];
    },
  };
}

/** Each line over what stood there: nothing is blank meanwhile. After one that ends at the edge, clearing would take its end. */
function overwritten(text: string, columns: number): string {
  return text.replace(/(.*)\n/g, (_, line: string) => {
    const width = stringWidth(line);
    return `${line}${width > 0 && width % columns === 0 ? '' : restOfLine}\n`;
  });
}

function up(lines: number): string {
  return lines === 0 ? '' : `\x1b[${lines}A\r`;
}

/** A terminal that was made narrower has wrapped the lines that were too long for it. */
function heightOf(lines: readonly string[], columns: number): number {
  return lines.reduce((height, line) => height + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
}
