import type { Plan, PlanNode } from './plan.ts';
import { formatReason } from './reason.ts';

/**
 * The plan as text, a line a step: what must be done before, its number, what it is about, the engine call, why, and
 * the action that it is part of. `[1] -> #2 service:web:1, stop-container, replaced by #1 [recreate:web:1]`.
 */
export function formatPlan(plan: Plan): string {
  return plan.nodes.map(formatNode).join('\n');
}

function formatNode({ id, resource, operation, reason, dependsOn, group }: PlanNode): string {
  const action = group === undefined ? '' : ` [${group}]`;
  return `[${dependsOn.join(',')}] -> #${id} ${resource}, ${operation.type}, ${formatReason(reason)}${action}`;
}
