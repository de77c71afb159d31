import { orAbsent } from '../../engine/engine-error.ts';
import { failureMessage } from '../../execute/failure.ts';
import type { Project } from '../../model/project.ts';
import { imageName } from '../../model/resource-names.ts';
import { selectServices } from '../../model/select.ts';
import { build } from '../build.ts';
import type { Context } from '../context.ts';
import type { UpOptions } from '../up.ts';

export interface RebuildOptions {
  /** As it is to be built now. */
  readonly project: () => Promise<Project>;
  /** Remove the image that a rebuild took the name from. */
  readonly prune: boolean;
  /** Recreates containers of these services, of the project without others; a newer save gives up waiting for them. */
  readonly recreate: (project: Project, services: readonly string[], giveUp: AbortSignal) => Promise<void>;
}

/** Builds images anew and recreates what runs them, a service's whose files have changed and no other's. */
export interface Rebuilds {
  /** While a build is under way it is begun again, with these as well. */
  request(services: Iterable<string>): void;
  isBusy(): boolean;
  /** Whether the last build of its image has failed. */
  hasFailed(service: string): boolean;
  idle(): Promise<void>;
}

export function rebuilds(options: RebuildOptions, context: Context): Rebuilds {
  const due = new Set<string>();
  const failed = new Set<string>();
  let building: AbortController | undefined;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (due.size > 0 && !context.signal.aborted) {
      const services = [...due].sort();
      building = new AbortController();
      const signal = AbortSignal.any([building.signal, context.signal]);
      try {
        await rebuild(services, { ...context, signal });
      } catch (error) {
        for (const service of services) {
          // What was saved meanwhile may mend it.
          if (signal.aborted) due.add(service);
          else due.delete(service);
        }
        if (signal.aborted) continue;
        context.emit({ type: 'watch', step: 'failed', services, message: failureMessage(error) });
      }
    }
  }

  async function rebuild(names: readonly string[], building: Context): Promise<void> {
    const { engine, emit } = context;
    const wanted = await options.project();
    building.signal.throwIfAborted();
    const services = names.filter(name => Object.hasOwn(wanted.services, name));
    // Some may be no services any more.
    for (const name of names) if (!services.includes(name)) due.delete(name);
    if (services.length === 0) return;
    const project = selectServices(wanted, services, { noDeps: true });
    emit({ type: 'watch', step: 'rebuilding', services });
    const before = await imageIds(project, services);
    for (const service of services) failed.add(service);
    await build(project, { services }, building);
    building.signal.throwIfAborted();
    // What is saved from here on is another build's.
    for (const service of services) {
      due.delete(service);
      failed.delete(service);
    }
    emit({ type: 'watch', step: 'rebuilt', services });
    await options.recreate(project, services, building.signal);
    emit({ type: 'watch', step: 'updated', services });
    if (!options.prune) return;
    const now = new Set(await imageIds(project, services));
    for (const id of before.filter(id => !now.has(id))) await removeDangling(id);

    async function imageIds(project: Project, services: readonly string[]): Promise<string[]> {
      const names = services.map(name => imageName(project, project.services[name]!));
      const images = await Promise.all([...new Set(names)].map(name => orAbsent(engine.inspectImage(name))));
      return images.flatMap(image => (image ? [image.Id] : []));
    }

    /** What has another name, or a container, is somebody's. */
    async function removeDangling(id: string): Promise<void> {
      const image = await orAbsent(engine.inspectImage(id));
      if (image === undefined || (image.RepoTags ?? []).length > 0) return;
      await engine.removeImage(id).catch(() => {});
    }
  }

  return {
    request: services => {
      for (const service of services) due.add(service);
      building?.abort();
      running ??= run().finally(() => {
        running = undefined;
      });
    },
    isBusy: () => running !== undefined,
    hasFailed: service => failed.has(service),
    idle: async () => {
      while (running) await running;
    },
  };
}

/** As the session was begun, but for what was asked of its beginning alone. */
export function recreation({
  build: _,
  noBuild: __,
  forceRecreate: ___,
  noRecreate: ____,
  wait: _____,
  ...options
}: UpOptions): UpOptions {
  return { ...options, startFirst: true, noBuild: true, ignoreOrphans: true, removeOrphans: false };
}
