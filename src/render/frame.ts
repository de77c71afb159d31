import type { Paint } from './logs.ts';

/** A line of the list: one resource and how far it is. */
export interface Row {
  readonly state: 'working' | 'done' | 'warning' | 'error';
  /** `Container app-web-1`. */
  readonly name: string;
  /** `Starting`. */
  readonly text: string;
  readonly details: string;
  readonly seconds: number;
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
  const done = rows.filter(({ state }) => state !== 'working').length;
  const header = `[+] ${options.command} ${done}/${rows.length}`;
  const { shown, left } = chooseRows(rows, options.rows - 1);
  const nameWidth = widthOfNames(shown, options.columns);
  const lines = shown.map(row => renderRow(row, nameWidth, options));
  return [header, ...lines, ...(left > 0 ? [` … ${left} more`] : [])];
}

/** Too many for the terminal: those that something still happens to come first, then the last of the others. */
function chooseRows(rows: readonly Row[], place: number): { shown: readonly Row[]; left: number } {
  if (rows.length <= place) return { shown: rows, left: 0 };
  const count = Math.max(1, place - 1);
  const busy = rows.filter(({ state }) => state !== 'done').slice(0, count);
  const idle = rows.filter(({ state }) => state === 'done');
  const kept = new Set([...busy, ...idle.slice(idle.length - (count - busy.length))]);
  return { shown: rows.filter(row => kept.has(row)), left: rows.length - kept.size };
}

/** As wide as the longest name, unless that leaves no place for what happens to it. */
function widthOfNames(rows: readonly Row[], columns: number): number {
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(text => text.length));
  const place = columns - 7 - longest(rows.map(({ text }) => text)) - longest(rows.map(timer));
  return Math.max(8, Math.min(longest(rows.map(({ name }) => name)), place));
}

function timer({ seconds }: Row): string {
  return `${seconds.toFixed(1)}s`;
}

/** ` ✔ name status … time`, one column short of the terminal: a full line would wrap. */
function renderRow(row: Row, nameWidth: number, { columns, symbols, paint }: FrameOptions): string {
  const { state, name, text, details } = row;
  const statusWidth = Math.max(0, columns - 6 - nameWidth - timer(row).length);
  const status = shorten(details === '' ? text : `${text} ${details}`, statusWidth);
  const painted = state === 'working' ? status : paint[state](status);
  const gap = ' '.repeat(statusWidth - status.length + 1);
  return ` ${paint[state](symbols[state])} ${shorten(name, nameWidth).padEnd(nameWidth)} ${painted}${gap}${paint.timer(timer(row))}`;
}

function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
