import type { ObservedContainer } from '../observe/observed-state.ts';
import { type PlannedContainer, stopDependents } from './containers.ts';
import type { Planning } from './planning.ts';
import type { Reason } from './reason.ts';

/** A container that runs until the one that replaces it is good. */
export interface Predecessor {
  readonly container: ObservedContainer;
  /** Of the steps that replace it. */
  readonly group: string;
}

interface Started {
  readonly service: string;
  /** The node after which the new container runs. */
  readonly started: number;
  readonly planning: Planning;
}

/** Waits until a new container runs, or is healthy, then takes the old one away and gives its name to the new one. */
export function planHandover(
  { id, name, number, predecessor }: PlannedContainer & { readonly predecessor: Predecessor },
  { service, started, planning }: Started,
): void {
  const { plan, options } = planning;
  const { container, group } = predecessor;
  const { timeoutSeconds, waitTimeoutSeconds } = options;
  const resource = `service:${service}:${number}`;
  const replaced: Reason = { type: 'replaced', by: Number(id) };
  const good = plan.add({
    resource: `service:${service}`,
    operation: {
      type: 'wait-for',
      service,
      containers: [{ id, name }],
      condition: 'running_or_healthy',
      required: true,
      isHandover: true,
      ...(waitTimeoutSeconds === undefined ? {} : { timeoutSeconds: waitTimeoutSeconds }),
    },
    reason: { type: 'start-first' },
    dependsOn: [started],
  });
  const before = [good, ...stopDependents(service, good, planning)];
  const stopped = plan.stop(container, { reason: replaced, dependsOn: before, timeoutSeconds, group, isLate: true });
  const removed = plan.add({
    resource,
    operation: { type: 'remove-container', container, volumes: false, force: true },
    reason: replaced,
    dependsOn: stopped === undefined ? before : [stopped],
    group,
  });
  plan.add({
    resource,
    operation: { type: 'rename-container', container: { id, name }, name },
    reason: replaced,
    dependsOn: [removed, ...plan.removalsOf(name)],
    group,
  });
}
