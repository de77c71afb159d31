import { buildGraph, type Graph, reverseGraph } from '../graph/graph.ts';
import { topologicalOrder } from '../graph/order.ts';
import { dependenciesOf } from '../model/dependencies.ts';
import type { Project } from '../model/project.ts';

/** Plans one service after the nodes given, and gives the nodes that those after it wait for. */
export type PlanService = (name: string, before: readonly number[]) => readonly number[];

/** Plans the services of the project, each after those that depend on it, and gives all nodes. */
export function planDependentsFirst(project: Project, planService: PlanService): number[] {
  const graph = reverseGraph(dependencyGraph(project));
  const done = new Map<string, readonly number[]>();
  const all: number[] = [];
  for (const name of topologicalOrder(graph)) {
    const before = graph.dependencies.get(name)!.flatMap(dependent => done.get(dependent) ?? []);
    const nodes = planService(name, before);
    all.push(...nodes);
    // What comes after a service without nodes waits for those before it.
    done.set(name, nodes.length > 0 ? nodes : before);
  }
  return all;
}

/** Names of the project's services, each after those that it depends on. */
export function dependencyOrder(project: Project): string[] {
  return topologicalOrder(dependencyGraph(project));
}

function dependencyGraph(project: Project): Graph<string> {
  const names = Object.keys(project.services).sort();
  return buildGraph(names, name => dependenciesOf(project.services[name]!, project));
}
