import { renderMessage } from './message.ts';
import type { Renderer, Sinks } from './renderer.ts';

/** Nothing but warnings. */
export function quietRenderer(sinks: Sinks, now: () => Date): Renderer {
  return {
    emit: event => {
      if (event.type === 'notice' && event.level === 'warning')
        sinks.stderr(renderMessage(event.level, event.message, now()));
    },
    end: () => {},
  };
}
