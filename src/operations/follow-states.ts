import type { ContainerSummary } from '../engine/api.ts';
import { systemClock } from '../execute/clock.ts';
import { label } from '../model/labels.ts';
import { isSetAside } from '../model/resource-names.ts';
import type { Context } from './context.ts';
import { projectEvents } from './project-events.ts';
import { listProjectContainers, nameOf } from './scope.ts';

/** Between two looks at containers of which many change at once. */
const pauseMilliseconds = 200;

/**
 * Tells of all containers of a project's services as they are, at once and each time that one of them has changed, until
 * the signal. While the engine is away nothing is told.
 */
export async function followStates(
  projectName: string,
  tell: (containers: readonly ContainerSummary[]) => void,
  { engine, signal, clock = systemClock }: Pick<Context, 'engine' | 'clock'> & { readonly signal: AbortSignal },
): Promise<void> {
  let isLooking = false;
  let isDue = false;

  async function lookSoon(): Promise<void> {
    isDue = true;
    if (isLooking) return;
    isLooking = true;
    while (isDue && !signal.aborted) {
      isDue = false;
      try {
        const containers = await listProjectContainers(engine, projectName, { oneOffs: false });
        if (!signal.aborted) tell(containers.filter(isOwn));
      } catch {
        // Its next event is another occasion.
      }
      await clock.sleep(pauseMilliseconds, signal);
    }
    isLooking = false;
  }
  while (!signal.aborted) {
    try {
      const events = projectEvents(engine, projectName, signal, { clock, onResume: () => void lookSoon() });
      void lookSoon();
      for await (const { Action } of events) if (changesState(Action)) void lookSoon();
    } catch {
      // It is asked again.
    }
    await clock.sleep(1_000, signal);
  }
}

/** There are others by the second: of probes, and of files that are put into a container. */
function changesState(action: string): boolean {
  return actions.has(action) || action.startsWith('health_status');
}

const actions = new Set(['create', 'start', 'die', 'destroy', 'pause', 'unpause', 'rename']);

function isOwn(container: ContainerSummary): boolean {
  return container.Labels[label.hook] === undefined && !isSetAside(container.Id, nameOf(container));
}
