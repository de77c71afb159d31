import { renderMessage } from './message.ts';
import type { ProgressSinks, Renderer } from './renderer.ts';

/** Nothing but warnings. */
export function quietRenderer(sinks: Pick<ProgressSinks, 'stderr'>, now: () => Date): Renderer {
  return {
    emit: event => {
      if (event.type === 'notice' && event.level === 'warning')
        sinks.stderr(renderMessage(event.level, event.message, now()));
    },
    end: () => {},
  };
}
