import type { ComposeEvent, Emit } from '../../src/events/event.ts';

/** Keeps what was told as lines: `web-1| text`, `web-1 ended 3`, `Container app-web-1 Stopping`. */
export function transcript(): { readonly lines: string[]; readonly emit: Emit } {
  const lines: string[] = [];
  return { lines, emit: event => lines.push(lineOf(event)) };
}

function lineOf(event: ComposeEvent): string {
  switch (event.type) {
    case 'log':
      return `${event.container}${event.stream === 'stderr' ? '!' : '|'} ${event.timestamp ?? ''}${event.line}`;
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
