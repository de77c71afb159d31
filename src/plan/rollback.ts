import { buildGraph, reverseGraph } from '../graph/graph.ts';
import { topologicalOrder } from '../graph/order.ts';
import { dependenciesOf } from '../model/dependencies.ts';
import type { Project } from '../model/project.ts';
import { isSetAside } from '../model/resource-names.ts';
import type { ObservedContainer, ObservedState } from '../observe/observed-state.ts';
import { type PlanBuilder, planBuilder } from './builder.ts';
import { containerResource, isRunning, isUp } from './container.ts';
import type { PlannedContainer } from './containers.ts';
import { labelledProject } from './labelled-project.ts';
import type { Plan } from './plan.ts';
import type { Planning } from './planning.ts';
import type { Reason } from './reason.ts';
import { planRemoval } from './removal.ts';
import { findReplacements } from './replacements.ts';
import { planStarts } from './starts.ts';

export interface Rollback {
  readonly plan: Plan;
  /** The project with its previous services, as far as the labels of their containers tell. */
  readonly project: Project;
  /** Names of the containers that were there before and run when it is done. */
  readonly running: readonly string[];
}

export interface FailedUpdate {
  readonly project: Project;
  readonly update: Plan;
  /** What was there before it. */
  readonly before: ObservedState;
  /** What it has left. */
  readonly now: ObservedState;
  /** Grace time of containers that are stopped. Default: the container's own. */
  readonly timeoutSeconds?: number;
}

const reason: Reason = { type: 'rolled-back' };

/**
 * Takes an update back: what it has made goes, what it has stopped gets its name back and runs again, each service
 * when what it depends on is as far as it asks.
 */
export function planRollback(failed: FailedUpdate): Rollback {
  const { now, timeoutSeconds } = failed;
  const { previous, isMade } = compare(failed);
  const made = now.containers.filter(isMade);
  const there = now.containers.filter(({ id }) => previous.has(id));
  const project = labelledProject(failed.project.name, { ...now, hookContainers: [], containers: there });
  const plan = planBuilder();
  const options = timeoutSeconds === undefined ? {} : { timeoutSeconds };
  const planning = { project, observed: now, options, plan, decisions: new Map(), replacements: new Map() };
  planRemovals(made, failed.project, planning);
  const restored = there.map(observed => ({
    id: observed.id,
    name: previous.get(observed.id)!.name,
    number: observed.number,
    observed,
    ready: [],
    reason,
  }));
  const running = restored.filter(({ observed, id }) => isUp(observed) || previous.get(id)!.ran);
  // One that is paused or about to be started by the engine is left at that.
  const starting = running.filter(({ observed }) => isRunning(observed) || !isUp(observed));
  const starts = planStarts(planning, byService(starting, project));
  for (const { observed, name } of restored) if (observed.name !== name) giveBackName(observed, { name, starts, plan });
  return { plan: plan.finish(), project, running: running.map(({ name }) => name).sort() };
}

interface Previous {
  readonly name: string;
  readonly ran: boolean;
}

/**
 * Which containers are to be as they were, by id, and which go. Where an earlier update was cut short, its replacement
 * goes, too, and the one before it counts as running: it was, when that update began.
 */
function compare({ project, update, before }: FailedUpdate) {
  const { observed, replacements } = findReplacements(project, before);
  const asides = before.containers.filter(({ id, name }) => isSetAside(id, name)).map(({ id }) => id);
  const pending = new Set([...asides, ...[...replacements.values()].flatMap(({ replaced }) => replaced?.id ?? [])]);
  const kept = observed.containers.filter(({ id, oneOff }) => !oneOff && !replacements.get(id)?.replaced);
  const known = new Set(kept.map(({ id }) => id));
  const creations = new Set(
    update.nodes.flatMap(({ operation }) =>
      operation.type === 'create-container' ? [`${operation.service.name} ${operation.number}`] : [],
    ),
  );
  for (const [id, { replaced }] of replacements) {
    const container = replaced && observed.containers.find(other => other.id === id);
    if (container) creations.add(`${container.service} ${container.number}`);
  }
  return {
    previous: new Map<string, Previous>(
      kept.map(container => [
        container.id,
        { name: container.name, ran: isUp(container) || pending.has(container.id) },
      ]),
    ),
    isMade: ({ id, service, number, oneOff }: ObservedContainer) =>
      !known.has(id) && !oneOff && creations.has(`${service} ${number}`),
  };
}

/** Dependents first. With them go the anonymous volumes that they alone have. */
function planRemovals(made: readonly ObservedContainer[], project: Project, planning: Planning): void {
  const names = Object.keys(project.services).sort();
  const graph = reverseGraph(buildGraph(names, name => dependenciesOf(project.services[name]!, project)));
  const gone = new Map<string, readonly number[]>();
  for (const name of topologicalOrder(graph)) {
    const dependsOn = graph.dependencies.get(name)!.flatMap(dependent => gone.get(dependent) ?? []);
    const removed = made
      .filter(({ service }) => service === name)
      .map(container => planRemoval(container, { planning, reason, dependsOn, volumes: true }));
    gone.set(name, removed.length > 0 ? removed : dependsOn);
  }
}

/** Once all run: a name that tells of the update is all that an interruption leaves of what ran before. */
function giveBackName(
  container: ObservedContainer,
  { name, starts, plan }: { name: string; starts: readonly number[]; plan: PlanBuilder },
): void {
  plan.add({
    resource: containerResource(container),
    operation: { type: 'rename-container', container: { id: container.id, name: container.name }, name },
    reason,
    dependsOn: [...plan.removalsOf(name), ...starts],
  });
}

/** In dependency order, as starts are planned. */
function byService<Container extends PlannedContainer & { readonly observed: ObservedContainer }>(
  containers: readonly Container[],
  project: Project,
): Map<string, Container[]> {
  const names = Object.keys(project.services).sort();
  const order = topologicalOrder(buildGraph(names, name => dependenciesOf(project.services[name]!, project)));
  return new Map(order.map(name => [name, containers.filter(({ observed }) => observed.service === name)]));
}
