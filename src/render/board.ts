import { Chalk } from 'chalk';
import { figures, ListrTaskState, Spinner } from 'listr2';
import { type FrameOptions, type Row, renderFrame } from './frame.ts';
import type { Board, RowTask } from './list-renderer.ts';
import { createPainter, type Screen } from './screen.ts';

export interface BoardOptions {
  /** What is being done, for the header: `up`. */
  readonly command: string;
  readonly screen: Screen;
}

/** The list on the terminal, and what scrolls by above it. */
export interface TerminalBoard extends Board {
  readonly above: (text: string) => void;
  readonly paint: FrameOptions['paint'];
  /** Leaves the list as it stands; what is added afterwards makes a new one. */
  readonly close: () => void;
}

export function createBoard({ command, screen }: BoardOptions): TerminalBoard {
  const tasks = new Map<string, RowTask>();
  const painter = createPainter(screen);
  const spinner = new Spinner();
  const paint = paints(screen.color);
  let isOpen = false;
  let pending = '';
  let scheduled: NodeJS.Immediate | undefined;

  const repaint = (rows: readonly Row[]) => {
    clearImmediate(scheduled);
    scheduled = undefined;
    const symbols = { ...stillSymbols, working: isOpen ? spinner.fetch() : stillSymbols.waiting };
    const lines = renderFrame(rows, { command, columns: screen.columns(), rows: screen.rows() - 1, symbols, paint });
    painter.paint(pending, lines);
    pending = '';
  };
  const rows = () => [...tasks.values()].map(toRow);
  // All that happens in a turn makes one picture.
  const refresh = () => {
    if (tasks.size > 0 || pending !== '') scheduled ??= setImmediate(() => repaint(rows()));
  };
  return {
    paint,
    refresh,
    add(added) {
      for (const task of added) tasks.set(task.title ?? '', task);
      if (!isOpen) spinner.start(() => repaint(rows()));
      isOpen = true;
      refresh();
    },
    above(text) {
      pending += text;
      refresh();
    },
    close() {
      spinner.stop();
      isOpen = false;
      repaint(rows().filter(hasBegun).map(atRest));
      painter.leave();
      tasks.clear();
    },
  };
}

function toRow(task: RowTask): Row {
  const { title = '', output = '', rendererTaskOptions } = task;
  return { state: rowState(task.state), name: title, text: output, seconds: rendererTaskOptions.seconds() };
}

function rowState(state: ListrTaskState): Row['state'] {
  switch (state) {
    case ListrTaskState.STARTED:
      return 'working';
    case ListrTaskState.COMPLETED:
      return 'done';
    case ListrTaskState.SKIPPED:
      return 'warning';
    case ListrTaskState.FAILED:
      return 'error';
    default:
      return 'waiting';
  }
}

function hasBegun({ text }: Row): boolean {
  return text !== '';
}

/** Nothing more will happen: what waited for its next step has done those before. */
function atRest(row: Row): Row {
  return row.state === 'waiting' ? { ...row, state: 'done' } : row;
}

const stillSymbols = { waiting: '·', done: figures.tick, warning: figures.warning, error: figures.cross };

function paints(color: boolean): FrameOptions['paint'] {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const { yellow, green, red, blue, dim } = chalk;
  return { waiting: dim, working: yellow, done: green, warning: yellow, error: red, timer: blue };
}
