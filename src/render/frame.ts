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
  const nameWidth = Math.max(0, ...shown.map(({ name }) => name.length));
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

function renderRow(row: Row, nameWidth: number, { columns, symbols, paint }: FrameOptions): string {
  const timer = `${row.seconds.toFixed(1)}s`;
  const text = row.details === '' ? row.text : `${row.text} ${row.details}`;
  const place = columns - 1 - ' ✔ '.length - ' '.length - timer.length;
  const name = shorten(row.name, Math.max(8, place - 1 - row.text.length)).padEnd(Math.min(nameWidth, place));
  const status = shorten(text, Math.max(0, place - name.length - 1));
  const gap = ' '.repeat(Math.max(0, place - name.length - 1 - status.length) + 1);
  const painted = row.state === 'working' ? status : paint[row.state](status);
  return ` ${paint[row.state](symbols[row.state])} ${name} ${painted}${gap}${paint.timer(timer)}`;
}

function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
