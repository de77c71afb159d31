import { hookContainerName } from '../model/resource-names.ts';
import type { Service } from '../model/service.ts';
import { type PlannedContainer, type PlannedContainers, relatedContainers } from './containers.ts';
import type { Planning } from './planning.ts';
import type { Reason } from './reason.ts';

export interface PreStartContext {
  readonly planning: Planning;
  readonly containers: PlannedContainers;
  /** The service's containers that are about to start. */
  readonly starting: readonly PlannedContainer[];
  /** Whether other containers of the service run, and its hooks have been run for them. */
  readonly othersRun: boolean;
  /** Nodes that the service waits for. */
  readonly gates: readonly number[];
}

const preStart: Reason = { type: 'hook', phase: 'pre_start' };

/**
 * Runs a service's `pre_start` hooks one after the other and gives the nodes that its containers wait for: a hook
 * once for the service, when none of its containers runs yet, or with `per_replica` once for each that starts.
 */
export function planPreStart(service: Service, context: PreStartContext): readonly number[] {
  const { starting, othersRun, gates } = context;
  if (starting.length === 0 || !service.pre_start?.length) return gates;
  let before: readonly number[] = [...gates, ...removeLeftovers(service, context.planning)];
  for (const [index, hook] of service.pre_start.entries()) {
    const replicas = hook.per_replica ? starting : othersRun ? [] : [lowestNumbered(starting)];
    const nodes = replicas.map(replica => runHook(service, { ...context, index, replica, before }));
    if (nodes.length > 0) before = nodes;
  }
  return before;
}

/** The last of the nodes that run the hooks of a container which has started. */
export function planPostStart(
  service: Service,
  container: PlannedContainer,
  { planning, started, group }: { planning: Planning; started: number; group: string },
): number {
  let last = started;
  for (const hook of service.post_start ?? []) {
    const reference = { id: container.id, name: container.name };
    last = planning.plan.add({
      resource: `service:${service.name}:${container.number}`,
      operation: { type: 'exec-hook', phase: 'post_start', service, hook, container: reference },
      reason: { type: 'hook', phase: 'post_start' },
      dependsOn: [last],
      group,
    });
  }
  return last;
}

/** Containers of hooks that failed before: they have the names that are needed now. */
function removeLeftovers(service: Service, { observed, plan }: Planning): number[] {
  return (observed.hookContainers ?? [])
    .filter(container => container.service === service.name)
    .map(container =>
      plan.add({
        resource: `hook:${container.name}`,
        operation: { type: 'remove-container', container, volumes: true, force: true },
        reason: preStart,
        dependsOn: [],
      }),
    );
}

function lowestNumbered(containers: readonly PlannedContainer[]): PlannedContainer {
  return containers.reduce((lowest, container) => (container.number < lowest.number ? container : lowest));
}

interface Running extends PreStartContext {
  readonly index: number;
  readonly replica: PlannedContainer;
  readonly before: readonly number[];
}

function runHook(service: Service, { planning, containers, index, replica, before }: Running): number {
  const { plan, project } = planning;
  const hook = service.pre_start![index]!;
  const name = hookContainerName(project, service, {
    index,
    ...(hook.per_replica ? { number: replica.number } : {}),
  });
  return plan.add({
    resource: `hook:${name}`,
    operation: {
      type: 'run-hook',
      service,
      hook,
      index,
      name,
      sharing: { id: replica.id, name: replica.name },
      related: relatedContainers(service, { planned: containers, observed: planning.observed }),
    },
    reason: preStart,
    dependsOn: [...before, ...replica.ready, ...plan.stops()],
  });
}
