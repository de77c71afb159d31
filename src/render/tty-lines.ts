import { Chalk } from 'chalk';
import type { ProgressEvent } from '../events/event.ts';
import { resourceName } from './plain.ts';

/** A line a step as a terminal gets it where a list has no place, since logs scroll by. */
export function terminalLines({ color }: { readonly color: boolean }): (event: ProgressEvent) => string {
  const { green, yellow, red } = new Chalk({ level: color ? 1 : 0 });
  const paints = { Working: green, Done: green, Warning: yellow, Error: red };
  return event => {
    const { kind, status, text, details = '' } = event;
    // What is said of the whole run needs no name.
    if (kind === 'Compose') return `${red.bold(details === '' ? text : details)}\n`;
    return `${resourceName(event)} ${paints[status](text)} ${details}\n`;
  };
}
