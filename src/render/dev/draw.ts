import { Chalk, type ChalkInstance } from 'chalk';
import { type MenuItem, menuLine } from '../menu.ts';
import { shorten } from '../shorten.ts';
import { logLines } from './draw-logs.ts';
import { tableLines } from './draw-table.ts';
import { troubleLines } from './draw-troubles.ts';
import type { DevState } from './state.ts';

export interface DevView {
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
  /** Files below this folder are named from here. */
  readonly cwd: string;
  /** In milliseconds since 1970. */
  readonly now: number;
  /** The keys of the last line; none: it isn't there. */
  readonly keys: readonly MenuItem[];
}

/**
 * The screen of a session of development: a line a service, what has failed, the last lines of logs, and the keys. As
 * many lines as the terminal has but one, where the cursor stands; none wider than the terminal less a column.
 */
export function drawDev(state: DevState, view: DevView): string[] {
  const paint = new Chalk({ level: view.color ? 1 : 0 });
  const width = view.columns - 1;
  const place = view.rows - 1;
  if (place < smallest) return [shorten(headerOf(state), width)].slice(0, Math.max(0, place));
  const footer = view.keys.length > 0 ? [menuLine(view.keys, view)] : [];
  const free = place - 2 - footer.length;
  const table = tableLines(state, { ...view, width, paint, place: Math.max(1, Math.floor(free * 0.5)) });
  const troubles = troubleLines(state, { ...view, width, paint, place: Math.floor((free - table.length) * 0.6) });
  const logs = logLines(state, { width, paint, place: free - table.length - troubles.length });
  const header = paint.bold(shorten(headerOf(state), width));
  return [header, ...table, ...troubles, ruler(state, width, paint), ...logs, ...footer];
}

/** Lines below which there is place for the first only. */
const smallest = 6;

function headerOf({ project, isWatching, services }: DevState): string {
  const up = services.filter(({ containers }) => containers.some(({ state }) => state === 'running')).length;
  return `${project} · ${isWatching ? 'watching' : 'not watching'} · ${up}/${services.length} services run`;
}

function ruler({ chosen }: DevState, width: number, paint: ChalkInstance): string {
  return paint.dim(shorten(`── logs of ${chosen ?? 'all services'} ${'─'.repeat(width)}`, width).replace(/…$/, '─'));
}
