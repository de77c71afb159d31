import type { Project } from '../model/project.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import { planBuilder } from './builder.ts';
import { containerResource } from './container.ts';
import type { Plan } from './plan.ts';
import { planProvider } from './providers.ts';
import type { Reason } from './reason.ts';
import { planDependentsFirst } from './service-order.ts';

export interface StopOptions {
  /** Services to stop. Default: all of the project. */
  readonly services?: readonly string[];
  /** Seconds until a container that doesn't end is killed. Default: each container's own grace time. */
  readonly timeoutSeconds?: number;
}

const reason: Reason = { type: 'requested', by: 'stop' };

/** Stops containers, each service's after those that depend on it, and after its own `pre_stop` hooks. */
export function planStop(project: Project, observed: ObservedState, options: StopOptions = {}): Plan {
  const { services = [], timeoutSeconds } = options;
  const plan = planBuilder();
  planDependentsFirst(project, (name, dependsOn) => {
    if (services.length > 0 && !services.includes(name)) return [];
    const service = project.services[name]!;
    if (service.provider) return [planProvider(plan, service, { action: 'stop', reason, dependsOn })];
    const containers = observed.containers.filter(({ service, oneOff }) => service === name && !oneOff);
    return containers.flatMap(container => {
      const stopped = plan.stop(container, { reason, dependsOn, service, timeoutSeconds });
      if (stopped !== undefined) return stopped;
      plan.leave({ resource: containerResource(container), name: container.name, state: 'Stopped' });
      return [];
    });
  });
  return plan.finish();
}
