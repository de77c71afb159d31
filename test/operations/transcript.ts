import type { ComposeEvent, Emit } from '../../src/events/event.ts';
import { logLines } from '../../src/events/log-lines.ts';

/** Keeps what was told as lines: `web-1| text`, `web-1 ended 3`, `Container app-web-1 Stopping`. */
export function transcript(): { readonly lines: string[]; readonly emit: Emit } {
  const lines: string[] = [];
  return { lines, emit: event => lines.push(...linesOf(event)) };
}

function linesOf(event: ComposeEvent): string[] {
  if (event.type !== 'log') return [lineOf(event)];
  const mark = event.stream === 'stderr' ? '!' : '|';
  return logLines(event).map(({ timestamp = '', line }) => `${event.container}${mark} ${timestamp}${line}`);
}

function lineOf(event: ComposeEvent): string {
  switch (event.type) {
    case 'attach':
      return `attach ${event.containers.join(' ')}`;
    case 'exit':
      return `${event.container} ended ${event.exitCode}${event.restarting ? ' restarting' : ''}`;
    case 'progress':
      return [event.kind, event.name, event.text].filter(word => word !== '').join(' ');
    case 'notice':
      return `${event.level}: ${event.message}`;
    default:
      return event.type;
  }
}

/** Lets everything that is ready to go on go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
}
