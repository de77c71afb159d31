import { type PauseOptions, planPause, planUnpause } from '../plan/pause.ts';
import type { Plan } from '../plan/plan.ts';
import type { Context } from './context.ts';
import { carryOut, type Prepared, prepare, type Target } from './target.ts';

export type { PauseOptions } from '../plan/pause.ts';

/** Freezes the project's containers that are up. */
export async function pause(target: Target, options: PauseOptions, context: Context): Promise<void> {
  await carryOut(await prepareWith(planPause, target, { options, context }), context);
}

/** Lets the project's containers go on. */
export async function unpause(target: Target, options: PauseOptions, context: Context): Promise<void> {
  await carryOut(await prepareWith(planUnpause, target, { options, context }), context);
}

/** What `pause` would do, without doing it. */
export async function planOfPause(target: Target, options: PauseOptions, context: Context): Promise<Plan> {
  return (await prepareWith(planPause, target, { options, context })).plan;
}

/** What `unpause` would do, without doing it. */
export async function planOfUnpause(target: Target, options: PauseOptions, context: Context): Promise<Plan> {
  return (await prepareWith(planUnpause, target, { options, context })).plan;
}

function prepareWith(
  plan: typeof planPause,
  target: Target,
  { options, context }: { options: PauseOptions; context: Context },
): Promise<Prepared> {
  return prepare(target, options.services, {
    engine: context.engine,
    planner: (project, observed) => plan(project, observed, options),
  });
}
