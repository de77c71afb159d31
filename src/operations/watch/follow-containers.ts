import type { Engine } from '../../engine/engine.ts';
import type { Clock } from '../../execute/clock.ts';
import { label } from '../../model/labels.ts';
import { isSetAside } from '../../model/resource-names.ts';
import { loggedContainer } from '../container-log.ts';
import { containerOf, isOneOff, projectEvents } from '../project-events.ts';
import { isUp, listProjectContainers } from '../scope.ts';
import type { Replica } from './member.ts';

export interface ContainerNews {
  /** A service's container runs, and may have anything. */
  readonly started: (service: string, replica: Replica) => void;
  readonly ended: (service: string, id: string) => void;
  /** A command that was run in it has ended. */
  readonly worked?: (service: string, id: string) => void;
}

/** Tells which containers of a project run, from now on, whoever starts them; again of all when the engine was away. */
export async function followContainers(
  engine: Engine,
  projectName: string,
  { started, ended, worked, clock, signal }: ContainerNews & { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  for (let pause = 0; !signal.aborted; pause = Math.min(pause + 500, 5_000)) {
    await clock.sleep(pause, signal);
    try {
      const events = projectEvents(engine, projectName, signal);
      for (const container of await listProjectContainers(engine, projectName, { oneOffs: false })) {
        const { id, service, name, displayName } = loggedContainer(container);
        if (isUp(container) && container.Labels[label.hook] === undefined && !isSetAside(id, name))
          started(service, { id, name: displayName });
      }
      pause = 0;
      for await (const event of events) {
        if (isOneOff(event)) continue;
        const { id, service, displayName } = containerOf(event);
        if (event.Action === 'start') started(service, { id, name: displayName });
        else if (event.Action === 'die' || event.Action === 'destroy') ended(service, id);
        else if (event.Action === 'exec_die') worked?.(service, id);
      }
    } catch {
      // The engine is away; when it is back, all its containers may have been through anything.
    }
  }
}
