import type { Service } from '../model/service.ts';
import type { ObservedContainer } from '../observe/observed-state.ts';
import type { PlanBuilder } from './builder.ts';
import { containerResource, isRunning } from './container.ts';

export interface PreStopContext {
  readonly add: PlanBuilder['add'];
  readonly dependsOn: readonly number[];
  readonly group?: string;
}

/** Whether anything is to be run in the container before it stops: in one that doesn't run, nothing can be. */
export function hasPreStop(container: ObservedContainer, service: Service | undefined): boolean {
  return isRunning(container) && (service?.pre_stop ?? []).length > 0;
}

/** Runs a container's `pre_stop` hooks one after the other, and gives the nodes that its stop waits for. */
export function planPreStop(
  container: ObservedContainer,
  service: Service,
  { add, dependsOn, group }: PreStopContext,
): readonly number[] {
  let before = dependsOn;
  for (const hook of service.pre_stop ?? []) {
    const id = add({
      resource: containerResource(container),
      operation: { type: 'exec-hook', phase: 'pre_stop', service, hook, container },
      reason: { type: 'hook', phase: 'pre_stop' },
      dependsOn: before,
      ...(group === undefined ? {} : { group }),
    });
    before = [id];
  }
  return before;
}
