import type { Paint } from './logs.ts';

/** A line of the list: one resource and how far it is. */
export interface Row {
  /** `waiting`: nothing happens to it at the moment, and something will. */
  readonly state: 'waiting' | 'working' | 'done' | 'warning' | 'error';
  /** `Container app-web-1`. */
  readonly name: string;
  /** `Starting`, `Error is unhealthy`; empty while nothing has happened to it. */
  readonly text: string;
  /** How long something has happened to it; undefined while nothing has. */
  readonly seconds: number | undefined;
}

export interface FrameOptions {
  /** What is being done: `up`. */
  readonly command: string;
  readonly columns: number;
  /** Lines that there is place for, the header included. */
  readonly rows: number;
  readonly symbols: Readonly<Record<Row['state'], string>>;
  readonly paint: Readonly<Record<Row['state'] | 'timer', Paint>>;
}

/** The list as it stands on the terminal: `[+] up 3/5`, then a line a resource, none longer than the terminal is wide. */
export function renderFrame(rows: readonly Row[], options: FrameOptions): string[] {
  if (rows.length === 0) return [];
  const over = rows.filter(({ state }) => state !== 'working' && state !== 'waiting').length;
  const header = shorten(`[+] ${options.command} ${over}/${rows.length}`, options.columns - 1);
  const { shown, left } = chooseRows(rows, options.rows - 1);
  const nameWidth = widthOfNames(shown, options.columns);
  const lines = shown.map(row => renderRow(row, nameWidth, options));
  return [header, ...lines, ...(left > 0 ? [shorten(` … ${left} more`, options.columns - 1)] : [])];
}

/** Too many for the terminal: what fails or works comes first, then the last that are done, then the next to come. */
function chooseRows(rows: readonly Row[], place: number): { shown: readonly Row[]; left: number } {
  if (rows.length <= place) return { shown: rows, left: 0 };
  const of = (...states: Row['state'][]) => rows.filter(({ state }) => states.includes(state));
  const byWeight = [...of('error'), ...of('working', 'warning'), ...of('done').reverse(), ...of('waiting')];
  const kept = new Set(byWeight.slice(0, Math.max(1, place - 1)));
  return { shown: rows.filter(row => kept.has(row)), left: rows.length - kept.size };
}

/** As wide as the longest name, unless that leaves no place for what happens to it: a long reason may be cut, too. */
function widthOfNames(rows: readonly Row[], columns: number): number {
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(text => text.length));
  const status = Math.min(longest(rows.map(({ text }) => text)), Math.floor(columns / 3));
  const place = columns - 7 - status - longest(rows.map(timer));
  return Math.max(8, Math.min(longest(rows.map(({ name }) => name)), place));
}

function timer({ seconds }: Row): string {
  return seconds === undefined ? '' : `${seconds.toFixed(1)}s`;
}

/** ` ✔ name status … time`, one column short of the terminal: a full line would wrap. */
function renderRow(row: Row, nameWidth: number, { columns, symbols, paint }: FrameOptions): string {
  const { state, name, text } = row;
  const statusWidth = Math.max(0, columns - 6 - nameWidth - timer(row).length);
  const status = shorten(text, statusWidth);
  const painted = state === 'working' ? status : paint[state](status);
  const gap = ' '.repeat(statusWidth - status.length + 1);
  const line = ` ${paint[state](symbols[state])} ${shorten(name, nameWidth).padEnd(nameWidth)} ${painted}`;
  return row.seconds === undefined ? line.trimEnd() : `${line}${gap}${paint.timer(timer(row))}`;
}

function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
