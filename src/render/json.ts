import type { ComposeEvent, ProgressEvent } from '../events/event.ts';
import { renderMessageJson } from './message.ts';
import { resourceName } from './plain.ts';
import type { ProgressSinks, Renderer } from './renderer.ts';

/** An object a line, in the fields and words of Docker Compose's `--progress json`. */
export function jsonRenderer(sinks: ProgressSinks, now: () => Date): Renderer {
  const emit = (event: ComposeEvent) => {
    if (event.type === 'notice') return sinks.stderr(renderMessageJson(event.level, event.message, now()));
    const fields = fieldsOf(event);
    if (fields !== undefined) sinks.progress(`${JSON.stringify(fields)}\n`);
  };
  return { emit, end: () => {} };
}

function fieldsOf(event: ComposeEvent): object | undefined {
  switch (event.type) {
    case 'progress':
      return event.live ? undefined : progressFields(event);
    case 'build':
      return { id: `Image ${event.image}`, status: 'Working', text: 'Building', details: event.line };
    default:
      return undefined;
  }
}

function progressFields(event: ProgressEvent): object {
  const { name, status, text, details, current, total, parent } = event;
  return {
    id: parent === undefined ? resourceName(event) : name,
    ...(parent === undefined ? {} : { parent_id: parent }),
    status,
    text,
    ...(details === undefined ? {} : { details }),
    ...(current === undefined ? {} : { current }),
    ...(total === undefined ? {} : { total, percent: percent(current ?? 0, total) }),
  };
}

function percent(current: number, total: number): number {
  return total === 0 ? 0 : Math.min(100, Math.floor((current * 100) / total));
}
