import type { Project } from '../model/project.ts';
import type { ObservedContainer } from '../observe/observed-state.ts';
import type { PlanBuilder } from './builder.ts';
import { containerResource } from './container.ts';
import type { Reason } from './reason.ts';

export interface RemovalContext {
  readonly planning: {
    readonly plan: PlanBuilder;
    readonly project: Project;
    readonly options: { readonly timeoutSeconds?: number };
  };
  readonly reason: Reason;
  /** What has to be done before it is stopped. Default: nothing. */
  readonly dependsOn?: readonly number[];
  /** Removes its anonymous volumes with it. Default: false. */
  readonly volumes?: boolean;
}

/** Stops a container if it runs, after its service's `pre_stop` hooks, removes it, and gives the node that removes it. A container goes once per plan. */
export function planRemoval(container: ObservedContainer, context: RemovalContext): number {
  const { plan, project, options } = context.planning;
  const [planned] = plan.removalsOf(container.name);
  if (planned !== undefined) return planned;
  const { reason, dependsOn = [], volumes = false } = context;
  const service = container.oneOff ? undefined : project.services[container.service];
  const stopped = plan.stop(container, { reason, dependsOn, service, timeoutSeconds: options.timeoutSeconds });
  return plan.add({
    resource: containerResource(container),
    operation: {
      type: 'remove-container',
      container,
      volumes,
      force: true,
      ...(stopped === undefined && { ended: true }),
    },
    reason,
    dependsOn: stopped === undefined ? dependsOn : [stopped],
  });
}
