import type { ChalkInstance } from 'chalk';
import { logPalette } from '../palette.ts';
import { shorten } from '../shorten.ts';
import { type DevLine, type DevState, everything } from './state.ts';
import { wrap } from './wrap.ts';

interface LogView {
  readonly width: number;
  /** Lines that there are, blank ones included. */
  readonly place: number;
  readonly paint: ChalkInstance;
}

/** The last lines of the logs that are chosen, behind the names of their containers; long ones are wrapped. */
export function logLines(state: DevState, { width, place, paint }: LogView): string[] {
  const lines = state.logs[state.chosen ?? everything] ?? [];
  const last = lines.slice(-place);
  const names = Math.min(
    last.reduce((widest, { from }) => Math.max(widest, from.length), 0),
    Math.floor(width / 3),
  );
  const shown = last.flatMap(line => draw(line, { names, width, paint, state })).slice(-place);
  return [...shown, ...new Array<string>(Math.max(0, place - shown.length)).fill('')];
}

interface LineView {
  readonly names: number;
  readonly width: number;
  readonly paint: ChalkInstance;
  readonly state: DevState;
}

function draw({ kind, from, text }: DevLine, { names, width, paint, state }: LineView): string[] {
  if (kind !== 'log') {
    const color = { note: paint.cyan, warning: paint.yellow, error: paint.red }[kind];
    return wrap(text, width - 2).map((piece, index) => color(`${index === 0 ? '⦿' : ' '} ${piece}`));
  }
  const name = shorten(from, names, 'middle').padEnd(names);
  const prefix = colorOf(from, { paint, state })(`${name} | `);
  return wrap(text, width - names - 3).map(piece => `${prefix}${piece}`);
}

/** The same for all replicas of a service, whatever else is shown. */
function colorOf(from: string, { paint, state }: Pick<LineView, 'paint' | 'state'>): (text: string) => string {
  if (paint.level === 0) return text => text;
  const index = state.services.findIndex(({ name }) => from === name || from.replace(/-\d+$/, '') === name);
  const palette = logPalette();
  return palette[Math.max(0, index) % palette.length]!;
}
