import type { Emit } from '../events/event.ts';
import { announce } from '../execute/announce.ts';
import { warnOfMissingSecrets } from '../execute/missing-secrets.ts';
import { progressOf } from '../execute/progress.ts';
import type { Project } from '../model/project.ts';
import type { Plan } from '../plan/plan.ts';
import { formatReason, type Reason } from '../plan/reason.ts';

/**
 * Tells what plans would do, in the words in which it would be told if it were done, and why. `project`: of plans that
 * make containers. Default: none, and nothing is told of what these lack.
 */
export async function rehearse(plans: readonly Plan[], emit: Emit, project?: Pick<Project, 'secrets'>): Promise<void> {
  for (const plan of plans) {
    announce(plan, emit);
    let why = '';
    const begun = new Set<string>();
    const progress = progressOf(plan, event => {
      // A step is explained when it begins, or at its end, if nobody is told that it begins.
      if (event.type !== 'progress' || (event.status !== 'Working' && begun.delete(event.name))) return emit(event);
      if (event.status === 'Working') begun.add(event.name);
      emit({ ...event, details: why });
    });
    const reasons = reasonsOfGroups(plan);
    for (const node of plan.nodes) {
      why = formatReason(reasons.get(node.group) ?? node.reason);
      progress.started(node);
      const { operation } = node;
      if (project && operation.type === 'create-container') {
        await warnOfMissingSecrets(operation.service, { project, emit });
      }
      progress.done(node);
    }
  }
}

/** A group is told as one step, and done for the sake of what is no hook. */
function reasonsOfGroups({ nodes }: Plan): Map<string | undefined, Reason> {
  const reasons = new Map<string | undefined, Reason>();
  for (const { group, operation, reason } of nodes) {
    if (group !== undefined && operation.type !== 'exec-hook' && !reasons.has(group)) reasons.set(group, reason);
  }
  return reasons;
}
