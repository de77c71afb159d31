import { Chalk } from 'chalk';
import { figures, Spinner } from 'listr2';
import type { ComposeEvent, ProgressEvent } from '../events/event.ts';
import { type FrameOptions, type Row, renderFrame } from './frame.ts';
import { renderMessage } from './message.ts';
import { resourceName } from './plain.ts';
import type { Renderer } from './renderer.ts';

export interface TtyOptions {
  /** What is being done, for the header: `up`. */
  readonly command: string;
  readonly now: () => Date;
  readonly screen: TtyScreen;
}

export interface TtyScreen {
  readonly write: (text: string) => void;
  readonly columns: () => number;
  readonly rows: () => number;
  readonly color: boolean;
}

/**
 * A list that stays in its place on the terminal, a line a resource, while all else scrolls by above it. listr2 lends
 * its spinner and symbols; its own renderers know their rows beforehand, write to standard output, and take over
 * whatever else is written.
 */
export function ttyRenderer({ command, now, screen }: TtyOptions): Renderer {
  const rows = new Map<string, TimedRow>();
  const spinner = new Spinner();
  const painter = createPainter(screen);
  const look = frameLook(screen.color);
  const repaint = () =>
    painter.paint(
      renderFrame(
        [...rows.values()].map(row => toRow(row, now())),
        {
          ...look,
          command,
          columns: screen.columns(),
          rows: screen.rows() - 1,
          symbols: { ...symbols, working: spinner.fetch() },
        },
      ),
    );
  const emit = (event: ComposeEvent) => {
    if (event.type === 'progress') {
      if (event.parent !== undefined) return;
      if (event.kind === 'Compose') return painter.above(`${look.paint.error(event.details ?? event.text)}\n`);
      if (!spinner.isRunning()) spinner.start(repaint);
      rows.set(resourceName(event), advance(rows.get(resourceName(event)), event, now()));
      repaint();
    } else if (event.type === 'build') painter.above(`${event.line}\n`);
    else if (event.type === 'notice') painter.above(renderMessage(event.level, event.message, now()));
  };
  const end = () => {
    spinner.stop();
    if (rows.size > 0) repaint();
    painter.leave();
  };
  return { emit, end };
}

interface TimedRow {
  readonly event: ProgressEvent;
  readonly since: Date;
  /** When it was done; undefined while something happens to it. */
  readonly until: Date | undefined;
}

/** A row that was done and works again starts its clock anew. */
function advance(row: TimedRow | undefined, event: ProgressEvent, now: Date): TimedRow {
  const since = row === undefined || row.until !== undefined ? now : row.since;
  return { event, since, until: event.status === 'Working' ? undefined : now };
}

const states = { Working: 'working', Done: 'done', Warning: 'warning', Error: 'error' } as const;

function toRow({ event, since, until }: TimedRow, now: Date): Row {
  const seconds = ((until ?? now).getTime() - since.getTime()) / 1000;
  return {
    state: states[event.status],
    name: resourceName(event),
    text: event.text,
    details: event.details ?? amount(event),
    seconds,
  };
}

function amount({ current, total }: ProgressEvent): string {
  return current === undefined || !total ? '' : `${Math.min(100, Math.floor((current * 100) / total))}%`;
}

const symbols = { done: figures.tick, warning: figures.warning, error: figures.cross };

function frameLook(color: boolean): Pick<FrameOptions, 'paint'> {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  return {
    paint: { working: chalk.yellow, done: chalk.green, warning: chalk.yellow, error: chalk.red, timer: chalk.blue },
  };
}

const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';
const restOfLine = '\x1b[K';
const restOfScreen = '\x1b[J';

interface Painter {
  readonly paint: (lines: readonly string[]) => void;
  readonly above: (text: string) => void;
  readonly leave: () => void;
}

/** Writes each picture over the one before in one go, clearing only what is left of a line, so nothing flickers. */
function createPainter(screen: TtyScreen): Painter {
  let painted: readonly string[] = [];
  const back = () => (painted.length === 0 ? '' : `\x1b[${painted.length}A\r`);
  const picture = (lines: readonly string[]) => lines.map(line => `${line}${restOfLine}\n`).join('');
  return {
    paint(lines) {
      if (lines.length === painted.length && lines.every((line, index) => line === painted[index])) return;
      screen.write(`${painted.length === 0 ? hideCursor : back()}${picture(lines)}${restOfScreen}`);
      painted = lines;
    },
    above(text) {
      screen.write(painted.length === 0 ? text : `${back()}${restOfScreen}${text}${picture(painted)}`);
    },
    leave() {
      if (painted.length > 0) screen.write(showCursor);
      painted = [];
    },
  };
}
