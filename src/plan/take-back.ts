import { replacementName } from '../model/resource-names.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import { planBuilder } from './builder.ts';
import { containerResource, isRunning } from './container.ts';
import type { Plan } from './plan.ts';

export interface FailedHandover {
  /** What the plan has left. */
  readonly now: ObservedState;
  /** Nodes of the plan that have been begun. */
  readonly begun: ReadonlySet<number>;
}

/** Removes new containers that were started first, and haven't become good: those that they were to replace run on. */
export function planTakeBack({ nodes }: Plan, { now, begun }: FailedHandover): Plan {
  const plan = planBuilder();
  // What is being stopped may still run, and won't for long.
  const going = new Set(
    nodes.flatMap(({ id, operation }) =>
      operation.type === 'stop-container' && begun.has(id) ? [operation.container.id] : [],
    ),
  );
  for (const { operation } of nodes) {
    if (operation.type !== 'create-container' || !operation.replaces || !operation.startFirst) continue;
    const { replaces, name } = operation;
    const serves = now.containers.some(other => other.id === replaces.id && isRunning(other));
    const made = now.containers.find(other => other.name === replacementName(replaces.id, name));
    if (made === undefined || !serves || going.has(replaces.id)) continue;
    plan.add({
      resource: containerResource(made),
      operation: { type: 'remove-container', container: made, volumes: true, force: true },
      reason: { type: 'rolled-back' },
      dependsOn: [],
    });
  }
  return plan.finish();
}
