import type { Operation } from '../plan/operation.ts';
import type { PlanNode } from '../plan/plan.ts';
import type { Run } from './context.ts';
import type { StepFailure } from './failure.ts';

/** What is known of a failed step when the walk is over: `after` are all steps that would have come after it. */
export function stepFailure(
  { operation }: PlanNode,
  error: unknown,
  { run, after }: { run: Run; after: readonly PlanNode[] },
): StepFailure {
  const ids = containersOf(operation).flatMap(id => (typeof id === 'string' ? id : (run.created.get(id) ?? [])));
  const containers = ids.map(id => ({ id, attempts: run.readiness.attemptsOf(id) }));
  return { operation, error, containers, notStarted: startedBy(after) };
}

function containersOf(operation: Operation): (string | number)[] {
  if ('containers' in operation) return operation.containers.map(({ id }) => id);
  return 'container' in operation ? [operation.container.id] : [];
}

function startedBy(nodes: readonly PlanNode[]): string[] {
  const services = nodes.flatMap(({ operation }) => (operation.type === 'start-container' ? operation.service : []));
  return [...new Set(services)].sort();
}
