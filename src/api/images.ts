import type { Emit } from '../events/event.ts';
import type { Project } from '../model/project.ts';
import type { BuildOptions as BuildOperationOptions } from '../operations/build.ts';
import type { PullOptions as PullOperationOptions } from '../operations/pull.ts';
import type { PushOptions as PushOperationOptions } from '../operations/push.ts';
import { type ChangeOptions, type TaskOptions, task } from './call.ts';
import { flavourOf, narrowed } from './origin.ts';
import { rehearse } from './rehearse.ts';
import type { Task } from './task.ts';

export interface BuildOptions extends ChangeOptions, Omit<BuildOperationOptions, 'composeVersion'> {}

/** Builds images, whether they exist or not. Resolves to their names. */
export function build(project: Project, options: BuildOptions = {}): Task<readonly string[]> {
  return task(project, options, async context => {
    const { build, plansOfBuild } = await import('../operations/build.ts');
    const asked = { ...options, composeVersion: flavourOf(project) };
    if (!options.dryRun) return await build(project, asked, context);
    const plans = plansOfBuild(project, asked);
    await rehearse(plans, context.emit);
    const operations = plans.flatMap(({ nodes }) => nodes.map(({ operation }) => operation));
    return operations.flatMap(operation => (operation.type === 'build-image' ? [operation.image] : []));
  });
}

export interface PullOptions extends TaskOptions, Omit<PullOperationOptions, 'policy'> {
  /** Default: all. */
  readonly services?: readonly string[];
  /** Images of what these services depend on, too. Default: false. */
  readonly includeDeps?: boolean;
  /** Replaces the pull policy of every service. Default: each service's own, `always` without one. */
  readonly policy?: 'always' | 'missing';
  /** No events of layers. Default: false. */
  readonly quiet?: boolean;
}

/** Pulls the images of services, there or not. */
export function pull(project: Project, options: PullOptions = {}): Task<void> {
  return task(project, options, async context => {
    const { services = [], includeDeps = false, quiet = false } = options;
    const [{ pull }, wanted] = await Promise.all([
      import('../operations/pull.ts'),
      narrowed(project, { services, noDeps: !includeDeps }),
    ]);
    await pull(wanted, options, { ...context, emit: quiet ? withoutLayers(context.emit) : context.emit });
  });
}

export interface PushOptions extends TaskOptions, PushOperationOptions {
  /** Default: all. */
  readonly services?: readonly string[];
  /** Images of what these services depend on, too. Default: false. */
  readonly includeDeps?: boolean;
  /** No events of layers. Default: false. */
  readonly quiet?: boolean;
}

/** Pushes the images that services build and name. */
export function push(project: Project, options: PushOptions = {}): Task<void> {
  return task(project, options, async context => {
    const { services = [], includeDeps = false, quiet = false } = options;
    const [{ push }, wanted] = await Promise.all([
      import('../operations/push.ts'),
      narrowed(project, { services, noDeps: !includeDeps }),
    ]);
    await push(wanted, options, { ...context, emit: quiet ? withoutLayers(context.emit) : context.emit });
  });
}

function withoutLayers(emit: Emit): Emit {
  return event => {
    if (!(event.type === 'progress' && event.parent !== undefined)) emit(event);
  };
}
