import type { LoadOptions } from '../loader/options.ts';
import type { Project } from '../model/project.ts';
import type { Context } from '../operations/context.ts';
import type { UpOptions } from '../operations/up.ts';
import type { Watching } from '../operations/watch.ts';
import { type LoadedProject, loadComparedProject, type ProjectCall } from './project.ts';

export interface CommandWatchOptions {
  readonly services: readonly string[];
  readonly up: UpOptions;
  /** How the project was loaded, and is again when its files change. */
  readonly load: LoadOptions;
  /** Default: true. */
  readonly prune?: boolean;
  /** Called with the project when its files have been read again. */
  readonly adopt?: (project: Project) => void;
  /** Words of the error that there is nothing to watch. Default: those of `watch`. */
  readonly nothingToWatch?: string;
}

/** Watches files for a command that has loaded its project. */
export async function openCommandWatch(
  call: ProjectCall,
  loaded: LoadedProject,
  { load, adopt = () => {}, ...options }: CommandWatchOptions,
  context: Context,
): Promise<Watching> {
  const [{ openWatch }, { renderPlan }] = await Promise.all([
    import('../operations/watch.ts'),
    import('../render/plan.ts'),
  ]);
  const reload = async () => {
    const next = await loadComparedProject(call, load);
    adopt(next.project);
    return next;
  };
  return await openWatch(loaded, { ...options, reload, describe: renderPlan }, context);
}
