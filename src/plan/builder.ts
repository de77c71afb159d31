import { reduceDependencies } from '../graph/reduce.ts';
import type { Service } from '../model/service.ts';
import type { ObservedContainer } from '../observe/observed-state.ts';
import { containerResource, isUp } from './container.ts';
import type { Plan, PlanNode, Unchanged } from './plan.ts';
import { hasPreStop, planPreStop } from './pre-stop.ts';
import type { Reason } from './reason.ts';

export type NewNode = Omit<PlanNode, 'id'>;

/** A plan in the making. Nodes get their ids in the order in which they are added. */
export interface PlanBuilder {
  add(node: NewNode): number;
  /** Stops a container that runs, once per plan: later calls give the same node. Undefined when it isn't running. */
  stop(container: ObservedContainer, node: StopNode): number | undefined;
  /** The node that stops the container, if there is one. */
  stopOf(container: ObservedContainer): number | undefined;
  /** Makes the stop of a container wait for those of others, unless one of them waits for it. */
  stopAfter(container: ObservedContainer, others: readonly ObservedContainer[]): void;
  /** Nodes that stop containers before others are started: they free ports. */
  stops(): readonly number[];
  /** Nodes that remove a container of this name: they free the name. */
  removalsOf(name: string): readonly number[];
  leave(unchanged: Unchanged): void;
  warn(message: string): void;
  finish(): Plan;
}

export interface StopNode {
  readonly reason: Reason;
  readonly dependsOn: readonly number[];
  readonly timeoutSeconds?: number | undefined;
  readonly group?: string;
  /** Nothing that is started waits for it. Default: all does. */
  readonly isLate?: boolean;
  /** Whose `pre_stop` hooks are run first. Default: none are. */
  readonly service?: Service | undefined;
}

export function planBuilder(): PlanBuilder {
  const nodes: PlanNode[] = [];
  const unchanged: Unchanged[] = [];
  const warnings: string[] = [];
  const stops = new Map<string, number>();
  const late = new Set<number>();
  const removals: { name: string; node: number }[] = [];

  const add = (node: NewNode): number => {
    const id = nodes.length + 1;
    nodes.push({ id, ...node });
    if (node.operation.type === 'remove-container') removals.push({ name: node.operation.container.name, node: id });
    return id;
  };

  return {
    add,
    stop(container, { timeoutSeconds, service, isLate, ...node }) {
      if (!isUp(container)) return undefined;
      const planned = stops.get(container.id);
      if (planned !== undefined) return planned;
      const resource = containerResource(container);
      const hooked = hasPreStop(container, service);
      const step = hooked ? { group: `stop:${resource}`, ...node } : node;
      const dependsOn = hooked ? planPreStop(container, service!, { add, ...step }) : step.dependsOn;
      const timeout = timeoutSeconds === undefined ? {} : { timeoutSeconds };
      const id = add({ ...step, resource, operation: { type: 'stop-container', container, ...timeout }, dependsOn });
      stops.set(container.id, id);
      if (isLate) late.add(id);
      return id;
    },
    stopOf: container => stops.get(container.id),
    stopAfter(container, others) {
      const id = stops.get(container.id)!;
      const earlier = others.map(other => stops.get(other.id)!).filter(other => !waitsFor(other, id, nodes));
      const node = nodes[id - 1]!;
      nodes[id - 1] = { ...node, dependsOn: [...node.dependsOn, ...earlier] };
    },
    stops: () => [...stops.values()].filter(id => !late.has(id)),
    removalsOf: name => removals.filter(removal => removal.name === name).map(removal => removal.node),
    leave: entry => unchanged.push(entry),
    warn: message => warnings.push(message),
    finish: () => ({ nodes: withReducedDependencies(nodes), unchanged, warnings }),
  };
}

function waitsFor(id: number, awaited: number, nodes: readonly PlanNode[]): boolean {
  const seen = new Set([id]);
  // A set that grows while it is iterated hands out what was added, too.
  for (const current of seen) for (const before of nodes[current - 1]!.dependsOn) seen.add(before);
  return seen.has(awaited);
}

function withReducedDependencies(nodes: readonly PlanNode[]): PlanNode[] {
  const reduced = reduceDependencies(new Map(nodes.map(node => [node.id, node.dependsOn])));
  return nodes.map(node => ({ ...node, dependsOn: reduced.get(node.id)!.sort((a, b) => a - b) }));
}
