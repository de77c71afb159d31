import type { Emit } from '../events/event.ts';
import { execute } from '../execute/executor.ts';
import type { Project } from '../model/project.ts';
import { type PushCommandOptions, planPush } from '../plan/push.ts';
import type { Context } from './context.ts';
import { executionOf } from './execution.ts';

export type PushOptions = PushCommandOptions;

/** Pushes the images that the project's services build and name. */
export async function push(project: Project, options: PushOptions, context: Context): Promise<void> {
  const { plan, skipped } = planPush(project, options);
  tellSkippedPushes(skipped, context.emit);
  await execute(plan, executionOf(project, {}, context));
}

export { planPush as planOfPush };

export function tellSkippedPushes(services: readonly string[], emit: Emit): void {
  for (const name of services) emit({ type: 'progress', kind: '', name, status: 'Done', text: 'Skipped' });
}
