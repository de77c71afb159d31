import type { Plan } from '../plan/plan.ts';
import { planRm, type RmOptions as RmPlanOptions } from '../plan/rm.ts';
import type { Context } from './context.ts';
import { withProjectLock } from './project-lock.ts';
import { planOfStop, stop } from './stop.ts';
import { carryOut, type Prepared, prepare, type Target } from './target.ts';

export interface RmOptions extends Omit<RmPlanOptions, 'only'> {
  /** Is asked before containers are removed, and is told their names. Default: nobody is. */
  readonly agree?: (containers: readonly string[]) => Promise<boolean>;
}

/** Removes stopped containers of the project's services. Gives the names of those that it found, removed or not. */
export async function rm(target: Target, options: RmOptions, context: Context): Promise<string[]> {
  if (options.stop) await stop(target, servicesOf(options), context);
  const stopped = { ...options, stop: false };
  const names = removedBy((await prepareRm(target, stopped, context)).plan);
  if (names.length === 0 || !((await options.agree?.(names)) ?? true)) return names;
  await withProjectLock(target.name, 'rm', context, async locked =>
    carryOut(await prepareRm(target, { ...stopped, only: names }, locked), locked),
  );
  return names;
}

/** What `rm` would do, without doing it: what it stops first, and what it removes then. */
export async function planOfRm(target: Target, options: RmOptions, context: Context): Promise<Plan[]> {
  const stops = options.stop ? [await planOfStop(target, servicesOf(options), context)] : [];
  return [...stops, (await prepareRm(target, options, context)).plan];
}

/** Names of the containers that a plan removes. */
export function removedBy(plan: Plan): string[] {
  return plan.nodes.flatMap(({ operation }) =>
    operation.type === 'remove-container' ? [operation.container.name] : [],
  );
}

function prepareRm(target: Target, options: RmPlanOptions, { engine }: Context): Promise<Prepared> {
  return prepare(target, options.services, {
    engine,
    planner: (project, observed) => planRm(project, observed, options),
  });
}

function servicesOf({ services }: RmOptions): Pick<RmOptions, 'services'> {
  return services === undefined ? {} : { services };
}
