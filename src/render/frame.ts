import stringWidth from 'string-width';
import type { Paint } from './logs.ts';
import { padded, shorten } from './shorten.ts';

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
  const names = namesOf(rows, shown, options.columns);
  const lines = shown.map(row => renderRow(row, names, options));
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

interface Names {
  readonly width: number;
  readonly of: (row: Row) => string;
}

/**
 * As wide as the longest name of all rows, those included that aren't shown, so that columns stay where they are. Where
 * a reason needs the place, first the word `Container` goes, then the middle of names: half of the line is the reason's.
 */
function namesOf(rows: readonly Row[], shown: readonly Row[], columns: number): Names {
  const place = columns - 7 - Math.max(5, widest(shown.map(timer)));
  const full = widest(rows.map(({ name }) => name));
  const status = widest(shown.map(({ text }) => text));
  const reserved = Math.min(status <= longestWord ? longestWord : columns, Math.floor(columns / 2));
  if (full <= place - Math.min(status, reserved)) return { width: full, of: ({ name }) => name };
  const bare = ({ name }: Row) => name.replace(/^Container /, '');
  const least = Math.max(8, Math.floor(columns * 0.3));
  const width = Math.min(widest(rows.map(bare)), Math.max(least, place - reserved));
  return { width, of: row => shorten(bare(row), width, 'middle') };
}

/** `Restarting`, and a little more. */
const longestWord = 12;

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, stringWidth(text)), 0);
}

function timer({ seconds }: Row): string {
  return seconds === undefined ? '' : `${seconds.toFixed(1)}s`;
}

/** ` ✔ name status … time`, one column short of the terminal: a full line would wrap. */
function renderRow(row: Row, names: Names, { columns, symbols, paint }: FrameOptions): string {
  const { state, text } = row;
  const place = columns - 1;
  const time = timer(row);
  const name = names.of(row);
  const statusWidth = place - 5 - names.width - time.length;
  // A terminal as narrow as this has place for names alone.
  if (statusWidth < 1) return ` ${paint[state](symbols[state])} ${shorten(name, Math.max(0, place - 3), 'middle')}`;
  const status = shorten(text, statusWidth);
  const painted = state === 'working' ? status : paint[state](status);
  const line = ` ${paint[state](symbols[state])} ${padded(name, names.width)} ${painted}`;
  if (row.seconds === undefined) return line.trimEnd();
  return `${line}${' '.repeat(statusWidth - stringWidth(status) + 1)}${paint.timer(time)}`;
}
