import type { Emit } from '../events/event.ts';
import type { Project } from '../model/project.ts';
import type { Plan } from '../plan/plan.ts';

/** Tells what plans would do, for `dryRun`. `project`: of plans that make containers. */
export async function rehearse(plans: readonly Plan[], emit: Emit, project?: Project): Promise<void> {
  const operations = await import('../operations/rehearse.ts');
  await operations.rehearse(plans, emit, project);
}
