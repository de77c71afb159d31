import type { ComposeEvent, ExitEvent, LogEvent } from '../events/event.ts';
import type { Renderer, Sinks } from './renderer.ts';

export type Paint = (text: string) => string;

export interface LogsOptions {
  /** `web-1  | ` before each line. */
  readonly prefix: boolean;
  /** Colours of the prefixes, given to containers in turn; empty: none. */
  readonly palette: readonly Paint[];
  /** Standard output is a terminal, where what was typed stands in the line: `^C`. */
  readonly terminal: boolean;
  /** Say which containers the session begins with. */
  readonly announce: boolean;
  /** What containers wrote to standard error goes to standard output too, so that a pipe gets all. */
  readonly merge: boolean;
}

/** What containers write, behind their names. */
export function logsRenderer(sinks: Sinks, options: LogsOptions): Renderer {
  const known = new Map<string, Paint>();
  let width = 0;
  let announced = false;

  const register = (container: string): Paint => {
    const paint = known.get(container) ?? options.palette[known.size % options.palette.length] ?? plain;
    known.set(container, paint);
    width = Math.max(width, container.length);
    return paint;
  };
  const emit = (event: ComposeEvent) => {
    if (event.type === 'log') {
      const paint = register(event.container);
      sinks[options.merge ? 'stdout' : event.stream](
        `${options.prefix ? paint(`${event.container.padEnd(width)}  | `) : ''}${lineOf(event)}\n`,
      );
    } else if (event.type === 'exit') {
      const paint = register(event.container);
      sinks.stdout(`${options.terminal ? clearLine : ''}${paint(exitText(event))}\n`);
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

function lineOf({ timestamp, line }: LogEvent): string {
  return timestamp === undefined ? line : `${timestamp} ${line}`;
}

function exitText({ container, exitCode, restarting }: ExitEvent): string {
  return `${container} exited with code ${exitCode}${restarting ? ' (restarting)' : ''}`;
}
