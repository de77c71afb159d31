import type { Project } from '../model/project.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import { planBuilder } from './builder.ts';
import { containerResource, isUp } from './container.ts';
import type { Plan } from './plan.ts';

export interface PauseOptions {
  /** Services to pause, or to go on with. Default: all of the project. */
  readonly services?: readonly string[];
}

/** Freezes the processes of all containers that are up. The engine refuses one that is paused already. */
export function planPause(project: Project, observed: ObservedState, options: PauseOptions = {}): Plan {
  return planForAll('pause', project, { observed, options });
}

/** Lets the processes of all containers that are up go on. The engine refuses one that isn't paused. */
export function planUnpause(project: Project, observed: ObservedState, options: PauseOptions = {}): Plan {
  return planForAll('unpause', project, { observed, options });
}

function planForAll(
  action: 'pause' | 'unpause',
  project: Project,
  { observed, options: { services = [] } }: { observed: ObservedState; options: PauseOptions },
): Plan {
  const plan = planBuilder();
  const chosen = services.length > 0 ? services : Object.keys(project.services);
  for (const container of observed.containers) {
    if (!isUp(container) || container.oneOff || !chosen.includes(container.service)) continue;
    plan.add({
      resource: containerResource(container),
      operation: { type: `${action}-container`, container },
      reason: { type: 'requested', by: action },
      dependsOn: [],
    });
  }
  return plan.finish();
}
