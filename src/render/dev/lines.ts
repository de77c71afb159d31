import type { LogEvent } from '../../events/event.ts';
import { scrolledLine } from '../one-line.ts';
import { type DevLine, type DevState, everything } from './state.ts';

/** As many as the highest of terminals shows. */
const keptLines = 300;
/** Of what a container writes at once, the end is enough for these. */
const keptBytes = 64 * 1024;

/** The last lines of what a container wrote. */
export function linesOf({ container, data }: LogEvent): DevLine[] {
  const end = data.subarray(Math.max(0, data.length - keptBytes));
  return textLines(end.toString()).map(text => ({ kind: 'log', from: container, text }));
}

/** Adds what a service has to say. */
export function addLines(state: DevState, service: string, lines: readonly DevLine[]): DevState {
  const logs = { ...state.logs };
  for (const key of [everything, service]) logs[key] = [...(logs[key] ?? []), ...lines].slice(-keptLines);
  return { ...state, logs };
}

/** Adds what we say: about one service, or about all. */
export function notes(state: DevState, kind: DevLine['kind'], text: string, service?: string): DevState {
  const lines = textLines(text.endsWith('\n') ? text : `${text}\n`).map(line => ({ kind, from: '', text: line }));
  if (service !== undefined) return addLines(state, service, lines);
  const logs = { ...state.logs };
  for (const key of [everything, ...state.services.map(({ name }) => name)])
    logs[key] = [...(logs[key] ?? []), ...lines].slice(-keptLines);
  return { ...state, logs };
}

function textLines(text: string): string[] {
  return text.split('\n').slice(0, -1).slice(-keptLines).map(cleaned);
}

function cleaned(line: string): string {
  return scrolledLine(line).replaceAll('\t', '    ');
}
