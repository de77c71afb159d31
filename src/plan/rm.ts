import type { Project } from '../model/project.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import { planBuilder } from './builder.ts';
import { containerResource, isUp } from './container.ts';
import type { Plan } from './plan.ts';
import type { Reason } from './reason.ts';

export interface RmOptions {
  /** Services whose containers to remove. Default: all enabled ones. */
  readonly services?: readonly string[];
  /** Those that run go, too: they are to be stopped first. Default: false. */
  readonly stop?: boolean;
  /** Remove anonymous volumes with their containers. Default: false. */
  readonly volumes?: boolean;
  /** Remove a container even if it has been started meanwhile. Default: false. */
  readonly force?: boolean;
  /** Names of the containers that may go. Default: all. */
  readonly only?: readonly string[];
}

const reason: Reason = { type: 'requested', by: 'rm' };

/** Removes containers of services that are stopped. One-off containers stay. */
export function planRm(project: Project, observed: ObservedState, options: RmOptions = {}): Plan {
  const { services = [], only, stop = false, volumes = false, force = false } = options;
  const chosen = services.length > 0 ? services : Object.keys(project.services);
  const plan = planBuilder();
  for (const container of observed.containers) {
    const { oneOff, service, name } = container;
    if (oneOff || !chosen.includes(service) || only?.includes(name) === false) continue;
    if (isUp(container) && !stop) continue;
    const operation = { type: 'remove-container', container, volumes, force } as const;
    plan.add({ resource: containerResource(container), operation, reason, dependsOn: [] });
  }
  return plan.finish();
}
