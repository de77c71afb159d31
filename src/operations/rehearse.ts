import type { Emit } from '../events/event.ts';
import { announce } from '../execute/announce.ts';
import { warnOfMissingSecrets } from '../execute/missing-secrets.ts';
import { progressOf } from '../execute/progress.ts';
import type { Project } from '../model/project.ts';
import type { Plan } from '../plan/plan.ts';

/**
 * Tells what plans would do, in the words in which it would be told if it were done: as Docker Compose has it, without
 * any mark. `project`: of plans that make containers. Default: none, and nothing is told of what these lack.
 */
export async function rehearse(plans: readonly Plan[], emit: Emit, project?: Pick<Project, 'secrets'>): Promise<void> {
  for (const plan of plans) {
    announce(plan, emit);
    const progress = progressOf(plan, emit);
    for (const node of plan.nodes) {
      progress.started(node);
      const { operation } = node;
      if (project && operation.type === 'create-container') {
        await warnOfMissingSecrets(operation.service, { project, emit });
      }
      progress.done(node);
    }
  }
}

/** Of an `up` that would stay attached Docker Compose tells what comes before the start. */
export function beforeStart(plans: readonly Plan[]): Plan[] {
  return plans.map(plan => ({
    ...plan,
    nodes: plan.nodes.filter(({ operation: { type } }) => type !== 'start-container'),
  }));
}
