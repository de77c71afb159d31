import type { Project } from '../model/project.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import { planBuilder } from './builder.ts';
import { containerResource, isUp } from './container.ts';
import type { Plan } from './plan.ts';
import type { Reason } from './reason.ts';

export interface KillOptions {
  /** Services whose containers get the signal. Default: all of the project. */
  readonly services?: readonly string[];
  /** Name or number. Default: SIGKILL. */
  readonly signal?: string;
  /** Containers of services that the project doesn't have, too. Default: false. */
  readonly removeOrphans?: boolean;
}

const requested: Reason = { type: 'requested', by: 'kill' };

/** Sends a signal to all containers at once, also to those of `run`. Nothing is removed, whatever the flag is called. */
export function planKill(project: Project, observed: ObservedState, options: KillOptions = {}): Plan {
  const { services = [], signal, removeOrphans = false } = options;
  const plan = planBuilder();
  for (const container of observed.containers.filter(isUp)) {
    const isOrphan = !Object.hasOwn(project.services, container.service);
    if (isOrphan && !removeOrphans) continue;
    if (services.length > 0 && !services.includes(container.service)) continue;
    plan.add({
      resource: containerResource(container),
      operation: { type: 'kill-container', container, ...(signal === undefined ? {} : { signal }) },
      reason: isOrphan ? { type: 'orphan' } : requested,
      dependsOn: [],
    });
  }
  return plan.finish();
}
