import { ComposeError } from '../diagnostics/errors.ts';
import type { Project } from '../model/project.ts';
import { selectServices } from '../model/select.ts';
import type { Plan } from '../plan/plan.ts';
import { planStart, type StartOptions } from '../plan/start.ts';
import type { Context } from './context.ts';
import { carryOutLocked, isProject, type Prepared, prepare, type Target } from './target.ts';

export type { StartOptions } from '../plan/start.ts';

/** Starts the project's containers, in the order of their dependencies. */
export async function start(target: Target, options: StartOptions, context: Context): Promise<void> {
  await carryOutLocked('start', context, locked => prepareStart(target, options, locked));
}

/** What `start` would do, without doing it. */
export async function planOfStart(target: Target, options: StartOptions, context: Context): Promise<Plan> {
  return (await prepareStart(target, options, context)).plan;
}

function prepareStart(target: Target, options: StartOptions, { engine }: Context): Promise<Prepared> {
  return prepare(target, options.services, {
    engine,
    planner: (project, observed) => {
      if (!isProject(target)) requireContainers(project, options.services ?? []);
      return planStart(project, observed, options);
    },
  });
}

/** Without a file, the project and its services are what has containers. */
function requireContainers(project: Project, wanted: readonly string[]): void {
  const { name, services } = project;
  if (Object.keys(services).length === 0)
    throw new ComposeError('no-container', `no container found for project "${name}": not found`);
  const unknown = wanted.find(service => !Object.hasOwn(services, service));
  if (unknown !== undefined) throw new ComposeError('no-such-service', `no such service: "${unknown}": not found`);
  // Refuses those that depend on a service without containers.
  selectServices(project, wanted);
}
