import { execute } from '../execute/executor.ts';
import type { Project } from '../model/project.ts';
import { observeOnlyContainers } from '../observe/observe.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import { labelledProject } from '../plan/labelled-project.ts';
import { changesAnything, type Plan } from '../plan/plan.ts';
import type { Context } from './context.ts';
import { executionOf } from './execution.ts';
import { withProjectLock } from './project-lock.ts';
import { requireServices } from './scope.ts';

/** A project, or the name of one whose compose file isn't at hand: the labels of its containers tell the rest. */
export type Target = Project | { readonly name: string };

/** What is planned for the containers that a project has, by a look at them and at nothing else. */
export interface Prepared {
  readonly project: Project;
  readonly plan: Plan;
}

export type ContainerPlanner = (project: Project, observed: ObservedState) => Plan;

/** Services that are named have to be in the file; where there is none, a name without containers is nobody's. */
export async function prepare(
  target: Target,
  services: readonly string[] | undefined,
  { engine, planner }: Pick<Context, 'engine'> & { readonly planner: ContainerPlanner },
): Promise<Prepared> {
  if (isProject(target)) requireServices(target, services ?? []);
  const observed = await observeOnlyContainers(engine, target.name);
  const project = isProject(target) ? target : labelledProject(target.name, observed);
  return { project, plan: planner(project, observed) };
}

/** All at once unless told otherwise: what containers are given to end in is time, and none of it is the engine's. */
export async function carryOut({ project, plan }: Prepared, context: Context): Promise<void> {
  await execute(plan, executionOf(project, {}, { concurrency: Number.POSITIVE_INFINITY, ...context }));
}

/** The same while no other gantry changes the project: what was planned before may be out of date by then. */
export async function carryOutLocked(
  command: string,
  context: Context,
  prepared: (context: Context) => Promise<Prepared>,
): Promise<void> {
  const first = await prepared(context);
  if (!changesAnything(first.plan)) return carryOut(first, context);
  await withProjectLock(first.project.name, command, context, async locked => carryOut(await prepared(locked), locked));
}

export function isProject(target: Target): target is Project {
  return 'services' in target;
}
