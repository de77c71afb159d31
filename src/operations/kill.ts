import { type KillOptions, planKill } from '../plan/kill.ts';
import type { Plan } from '../plan/plan.ts';
import type { Context } from './context.ts';
import { carryOut, type Prepared, prepare, type Target } from './target.ts';

export type { KillOptions } from '../plan/kill.ts';

/** Sends a signal to the project's containers that are up. */
export async function kill(target: Target, options: KillOptions, context: Context): Promise<{ killed: number }> {
  const prepared = await prepareKill(target, options, context);
  await carryOut(prepared, context);
  return { killed: prepared.plan.nodes.length };
}

/** What `kill` would do, without doing it. */
export async function planOfKill(target: Target, options: KillOptions, context: Context): Promise<Plan> {
  return (await prepareKill(target, options, context)).plan;
}

function prepareKill(target: Target, options: KillOptions, { engine }: Context): Promise<Prepared> {
  return prepare(target, options.services, {
    engine,
    planner: (project, observed) => planKill(project, observed, options),
  });
}
