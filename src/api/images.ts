import type { Emit } from '../events/event.ts';
import type { Project } from '../model/project.ts';
import type { BuildOptions as BuildOperationOptions } from '../operations/build.ts';
import type { PullOptions as PullOperationOptions } from '../operations/pull.ts';
import { type TaskOptions, task } from './call.ts';
import { flavourOf, narrowed } from './origin.ts';
import type { Task } from './task.ts';

export interface BuildOptions extends TaskOptions, Omit<BuildOperationOptions, 'composeVersion'> {}

/** Builds images, whether they exist or not. Resolves to their names. */
export function build(project: Project, options: BuildOptions = {}): Task<readonly string[]> {
  return task(project, options, async context => {
    const { build } = await import('../operations/build.ts');
    return await build(project, { ...options, composeVersion: flavourOf(project) }, context);
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
    const emit: Emit = event => {
      if (!(quiet && event.type === 'progress' && event.parent !== undefined)) context.emit(event);
    };
    await pull(wanted, options, { ...context, emit });
  });
}
