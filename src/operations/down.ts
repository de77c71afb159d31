import { execute } from '../execute/executor.ts';
import type { Project } from '../model/project.ts';
import { observe, resourcesOf } from '../observe/observe.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import { type DownOptions, planDown } from '../plan/down.ts';
import { imagesOf } from '../plan/images.ts';
import { labelledProject } from '../plan/labelled-project.ts';
import { changesAnything, type Plan } from '../plan/plan.ts';
import type { Context } from './context.ts';
import { executionOf } from './execution.ts';
import { leftLock } from './left-lock.ts';
import { withProjectLock } from './project-lock.ts';
import { requireServices } from './scope.ts';

export type { DownOptions } from '../plan/down.ts';

/** A project, or the name of one whose compose file isn't at hand: the labels of what it made tell the rest. */
export type DownTarget = Project | { readonly name: string };

/** Stops and removes the project's containers, then its networks, and volumes and images where asked for. */
export async function down(target: DownTarget, options: DownOptions, context: Context): Promise<void> {
  const { project, plan } = await prepare(target, options, context);
  if (!changesAnything(plan)) {
    await leftLock(target.name, 'down', context)();
    return execute(plan, executionOf(project, {}, context));
  }
  await withProjectLock(target.name, 'down', context, async locked => {
    const { project, plan } = await prepare(target, options, locked);
    await execute(plan, executionOf(project, {}, locked));
  });
}

/** What `down` would do, without doing it. */
export async function planOfDown(target: DownTarget, options: DownOptions, context: Context): Promise<Plan> {
  return (await prepare(target, options, context)).plan;
}

async function prepare(
  target: DownTarget,
  options: DownOptions,
  context: Context,
): Promise<{ project: Project; plan: Plan }> {
  const observed = await observeFor(target, options, context);
  if (!isProject(target)) {
    const project = labelledProject(target.name, observed);
    const services = withDependents(options.services ?? [], project);
    return { project, plan: planDown(project, observed, { ...options, services }) };
  }
  requireServices(target, options.services ?? []);
  return { project: target, plan: planDown(target, observed, options) };
}

function isProject(target: DownTarget): target is Project {
  return 'services' in target;
}

function observeFor(target: DownTarget, { images }: DownOptions, { engine }: Context): Promise<ObservedState> {
  return observe(engine, {
    projectName: target.name,
    ownImages: images !== undefined,
    ...(isProject(target) ? { ...resourcesOf(target), images: images ? imagesOf(target) : [] } : {}),
  });
}

/** Without a file there is no telling whether a dependent could do without them: it goes, too. */
function withDependents(services: readonly string[], project: Project): string[] {
  const names = new Set(services);
  // A set that grows while it is iterated hands out what was added, too.
  for (const name of names) {
    for (const other of Object.values(project.services)) if (other.depends_on?.[name]) names.add(other.name);
  }
  return [...names];
}
