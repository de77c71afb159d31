import type { Plan } from '../plan/plan.ts';
import { planRestart, type RestartOptions } from '../plan/restart.ts';
import type { Context } from './context.ts';
import { requireServices } from './scope.ts';
import { carryOutLocked, type Prepared, prepare, type Target } from './target.ts';

export type { RestartOptions } from '../plan/restart.ts';

/** Restarts the project's containers, and those that want to be restarted with them. */
export async function restart(target: Target, options: RestartOptions, context: Context): Promise<void> {
  await carryOutLocked('restart', context, locked => prepareRestart(target, options, locked));
}

/** What `restart` would do, without doing it. */
export async function planOfRestart(target: Target, options: RestartOptions, context: Context): Promise<Plan> {
  return (await prepareRestart(target, options, context)).plan;
}

function prepareRestart(target: Target, options: RestartOptions, { engine }: Context): Promise<Prepared> {
  return prepare(target, options.services, {
    engine,
    planner: (project, observed) => {
      requireServices(project, options.services ?? []);
      return planRestart(project, observed, options);
    },
  });
}
