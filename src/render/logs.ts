import type { ComposeEvent, ExitEvent, LogEvent, RecreateEvent } from '../events/event.ts';
import type { Renderer, Sinks } from './renderer.ts';

export type Paint = (text: string) => string;

export interface LogsOptions {
  /** `web-1  | ` before each line. */
  readonly prefix: boolean;
  /** Colours of the prefixes, given to services in turn; empty: none. */
  readonly palette: readonly Paint[];
  /** The project's, all of them, so that each has its colour whichever are shown; others come after them. */
  readonly services: readonly string[];
  /** Standard output is a terminal, where what was typed stands in the line: `^C`. */
  readonly terminal: boolean;
  /** Say which containers the session begins with. */
  readonly announce: boolean;
  /** What containers wrote to standard error goes to standard output too, so that a pipe gets all. */
  readonly merge: boolean;
}

interface Shown {
  prefix: Buffer;
  /** That its prefix was made for. */
  width: number;
}

/** What containers write, behind their names. */
export function logsRenderer(sinks: Sinks, options: LogsOptions): Renderer {
  const { palette } = options;
  const known = new Map<string, Shown>();
  const colors = new Map(
    [...options.services].sort().map((service, index) => [service, palette[index % palette.length]]),
  );
  let width = 0;
  let announced = false;

  const register = (container: string): Shown => {
    const found = known.get(container);
    if (found !== undefined) return found;
    const shown: Shown = { prefix: Buffer.alloc(0), width: 0 };
    known.set(container, shown);
    width = Math.max(width, container.length);
    return shown;
  };
  const paintOf = (service: string): Paint => {
    if (!colors.has(service)) colors.set(service, palette[colors.size % palette.length]);
    return colors.get(service) ?? plain;
  };
  const prefixOf = ({ service, container }: LogEvent): Buffer => {
    const shown = register(container);
    if (options.prefix && shown.width !== width) {
      shown.prefix = Buffer.from(paintOf(service)(`${container.padEnd(width)}  | `));
      shown.width = width;
    }
    return shown.prefix;
  };
  const emit = (event: ComposeEvent) => {
    if (event.type === 'log') {
      sinks[options.merge ? 'stdout' : event.stream](prefixed(event.data, prefixOf(event)));
    } else if (event.type === 'exit' || event.type === 'recreate') {
      register(event.container);
      const text = event.type === 'exit' ? exitText(event) : recreateText(event);
      sinks.stdout(paintOf(event.service)(`${options.terminal ? clearLine : ''}${text}\n`));
    } else if (event.type === 'attach') {
      for (const container of event.containers) register(container);
      if (options.announce && !announced) sinks.stdout(`Attaching to ${event.containers.join(', ')}\n`);
      announced = true;
    }
  };
  return { emit, end: () => {} };
}

const clearLine = '\r\x1b[K';
const plain: Paint = text => text;
const lineFeed = 10;

/** Byte by byte: for lines of usual lengths that is quicker than any call for each of them. */
function prefixed(lines: Buffer, prefix: Buffer): Buffer {
  if (prefix.length === 0) return lines;
  const bytes = Buffer.allocUnsafe(lines.length + countOf(lines) * prefix.length);
  let written = 0;
  let isStart = true;
  for (let read = 0; read < lines.length; read += 1) {
    if (isStart) for (let index = 0; index < prefix.length; index += 1) bytes[written++] = prefix[index]!;
    const byte = lines[read]!;
    bytes[written++] = byte;
    isStart = byte === lineFeed;
  }
  return bytes;
}

function countOf(lines: Buffer): number {
  let count = 0;
  for (let index = 0; index < lines.length; index += 1) if (lines[index] === lineFeed) count += 1;
  return count;
}

function exitText({ container, exitCode, restarting }: ExitEvent): string {
  return `${container} exited with code ${exitCode}${restarting ? ' (restarting)' : ''}`;
}

function recreateText({ container }: RecreateEvent): string {
  return `${container} has been recreated`;
}
