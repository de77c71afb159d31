import { ComposeError } from '../diagnostics/errors.ts';
import { buildGraph } from '../graph/graph.ts';
import { topologicalOrder } from '../graph/order.ts';
import { reduceDependencies } from '../graph/reduce.ts';
import type { Project } from '../model/project.ts';
import { setAsideName } from '../model/resource-names.ts';
import type { ObservedContainer, ObservedState } from '../observe/observed-state.ts';
import { containerResource } from './container.ts';
import type { Operation } from './operation.ts';
import type { Plan, PlanNode } from './plan.ts';
import { findReplacements } from './replacements.ts';

/** A plan in two parts, of which the first can be taken back. */
export interface Update {
  /** Makes and starts what is new and waits for it. What was before is stopped and set aside, and not removed. */
  readonly update: Plan;
  /** Removes what was before. */
  readonly cleanup: Plan;
}

/**
 * Splits the plan of an `up` so that the containers which it removes are kept until all that it starts was found good.
 * None is stopped before all new ones exist. Throws a ComposeError where the plan does what can't be taken back.
 */
export function splitUpdate(plan: Plan, project: Project, found: ObservedState): Update {
  checkReversible(plan);
  const { replacements } = findReplacements(project, found);
  const previous = new Map(
    found.containers.filter(({ id }) => !replacements.get(id)?.replaced).map(container => [container.id, container]),
  );
  const taken = new Set(plan.nodes.flatMap(({ operation }) => nameTaken(operation)));
  const removed: ObservedContainer[] = [];
  const nodes = plan.nodes.flatMap(node => {
    const { operation } = node;
    const container = operation.type === 'remove-container' ? previous.get(operation.container.id) : undefined;
    if (!container || operation.type !== 'remove-container') return [node];
    const { id, name } = container;
    const aside = setAsideName(id, operation.container.name);
    const mustMove = taken.has(name) && name !== aside;
    removed.push(mustMove ? { ...container, name: aside } : container);
    const rename: Operation = { type: 'rename-container', container: { id, name }, name: aside };
    return mustMove ? [{ ...node, operation: rename }] : [];
  });
  return {
    update: { ...plan, nodes: withStopsAfterCreations(bridged(nodes, plan)) },
    cleanup: { nodes: removed.map(removal), unchanged: [], warnings: [] },
  };
}

function checkReversible(plan: Plan): void {
  const lost = plan.nodes.flatMap(({ operation }) => {
    if (operation.type === 'remove-network') return [`network ${operation.name}`];
    return operation.type === 'remove-volume' ? [`volume ${operation.name}`] : [];
  });
  if (lost.length === 0) return;
  throw new ComposeError(
    'irreversible',
    `--rollback-on-failure cannot take back that ${lost.join(' and ')} would be made anew`,
    { hint: 'run `up` without --rollback-on-failure, or undo the change of the network or volume' },
  );
}

/** The name that a step gives to a container. */
function nameTaken(operation: Operation): string[] {
  if (operation.type === 'rename-container') return [operation.name];
  return operation.type === 'create-container' && !operation.replaces ? [operation.name] : [];
}

/** Steps that came after one which is left out come after what that one came after. */
function bridged(nodes: readonly PlanNode[], { nodes: all }: Plan): PlanNode[] {
  const kept = new Set(nodes.map(({ id }) => id));
  const before = new Map(all.map(({ id, dependsOn }) => [id, dependsOn]));
  const present = (ids: readonly number[]): number[] =>
    ids.flatMap(id => (kept.has(id) ? [id] : present(before.get(id) ?? [])));
  return nodes.map(node => ({ ...node, dependsOn: present(node.dependsOn) }));
}

/** A creation that fails then costs nobody anything. Those that themselves come after a stop can't be waited for. */
function withStopsAfterCreations(nodes: readonly PlanNode[]): PlanNode[] {
  const stopping = new Set<number>();
  for (const { id, operation, dependsOn } of nodes) {
    if (isStop(operation) || dependsOn.some(before => stopping.has(before))) stopping.add(id);
  }
  const creations = nodes.filter(({ id, operation }) => isCreation(operation) && !stopping.has(id)).map(({ id }) => id);
  const ordered = nodes.map(node =>
    isStop(node.operation) ? { ...node, dependsOn: [...node.dependsOn, ...creations] } : node,
  );
  const dependencies = new Map(ordered.map(({ id, dependsOn }) => [id, dependsOn]));
  const order = topologicalOrder(buildGraph(dependencies.keys(), id => dependencies.get(id)!));
  const reduced = reduceDependencies(new Map(order.map(id => [id, dependencies.get(id)!])));
  return ordered.map(node => ({ ...node, dependsOn: reduced.get(node.id)!.sort((a, b) => a - b) }));
}

function isCreation({ type }: Operation): boolean {
  return type === 'create-container' || type === 'create-network' || type === 'create-volume';
}

function isStop(operation: Operation): boolean {
  return operation.type === 'stop-container' || (operation.type === 'exec-hook' && operation.phase === 'pre_stop');
}

function removal(container: ObservedContainer, index: number): PlanNode {
  return {
    id: index + 1,
    resource: containerResource(container),
    operation: { type: 'remove-container', container, volumes: false, force: true },
    reason: { type: 'superseded' },
    dependsOn: [],
  };
}
