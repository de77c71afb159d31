import type { Operation } from './operation.ts';
import type { Reason } from './reason.ts';

export interface PlanNode {
  /** Unique in the plan, 1 and up. */
  readonly id: number;
  /** What it is about: `network:default`, `service:web:1`. */
  readonly resource: string;
  readonly operation: Operation;
  readonly reason: Reason;
  /** Nodes that must have succeeded before this one starts. */
  readonly dependsOn: readonly number[];
  /** Nodes of a group are shown to the user as one action: `recreate:web:1`. */
  readonly group?: string;
}

/** A container that the plan leaves as it is, with what the user is told of it (`Running`). */
export interface Unchanged {
  readonly resource: string;
  readonly name: string;
  readonly state: string;
}

/** Everything that will be done, as data: pure planners make it, `formatPlan` prints it, the executor walks it. */
export interface Plan {
  readonly nodes: readonly PlanNode[];
  readonly unchanged: readonly Unchanged[];
  /** What the user should know before it is carried out: orphans, resources of other projects. */
  readonly warnings: readonly string[];
}

/** False for a plan that leaves all as it is, and waits at most: it needs no lock. */
export function changesAnything({ nodes }: Plan): boolean {
  return nodes.some(({ operation }) => operation.type !== 'wait-for');
}
