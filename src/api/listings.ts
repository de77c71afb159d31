import type { VolumeResource } from '../engine/api.ts';
import type { ContainerImage, ContainerProcesses, ContainerUsage, KnownProject } from '../model/listings.ts';
import type { PublishedAddress } from '../operations/port.ts';
import type { ListProjectsOptions as ProjectsOperationOptions } from '../operations/projects.ts';
import type { StatsOptions as StatsOperationOptions } from '../operations/stats.ts';
import type { WaitOptions as WaitOperationOptions } from '../operations/wait.ts';
import { type CallOptions, follow, look, type Target } from './call.ts';

// What only looks. `ps` has its own file.

export interface ListOptions extends CallOptions {
  /** Default: all. */
  readonly services?: readonly string[];
}

/** Images that the project's containers were made from, by name of container. */
export function images(target: Target, options: ListOptions = {}): Promise<ContainerImage[]> {
  return look(target, options, async context => {
    const { images } = await import('../operations/images.ts');
    return await images(target, options, context);
  });
}

/** The project's volumes by name, in the Engine API's words; of services, those that their containers have which are up. */
export function volumes(target: Target, options: ListOptions = {}): Promise<VolumeResource[]> {
  return look(target, options, async context => {
    const { volumes } = await import('../operations/volumes.ts');
    return await volumes(target, options, context);
  });
}

/** Processes of the project's containers that are up, by name of container. */
export function top(target: Target, options: ListOptions = {}): Promise<ContainerProcesses[]> {
  return look(target, options, async context => {
    const { top } = await import('../operations/top.ts');
    return await top(target, options, context);
  });
}

export interface StatsOptions extends CallOptions, StatsOperationOptions {}

/** What the project's containers use now. It takes the engine two samples, a second apart. */
export function stats(target: Target, options: StatsOptions = {}): Promise<ContainerUsage[]> {
  return look(target, options, async context => {
    const { stats } = await import('../operations/stats.ts');
    return await stats(target, options, context);
  });
}

/** The same twice a second, until the signal or a `break` ends it. */
export async function* followStats(
  target: Target,
  options: StatsOptions = {},
): AsyncGenerator<ContainerUsage[], void, undefined> {
  const { followStats } = await import('../operations/stats.ts');
  yield* follow(target, options, context => followStats(target, options, context));
}

export interface PortOptions extends CallOptions {
  /** Default: tcp. */
  readonly protocol?: 'tcp' | 'udp' | 'sctp';
  /** Number of the replica. Default: the lowest. */
  readonly index?: number;
}

/** The address at which a port of a service's container is published, on the engine's machine. Port 0: it isn't. */
export function port(
  target: Target,
  service: string,
  number: number,
  options: PortOptions = {},
): Promise<PublishedAddress> {
  const { protocol = 'tcp', index } = options;
  return look(target, options, async context => {
    const { port } = await import('../operations/port.ts');
    const choice = { service, port: number, protocol, ...(index === undefined ? {} : { index }) };
    return await port(target, choice, context);
  });
}

export interface WaitOptions extends CallOptions, Omit<WaitOperationOptions, 'services'> {}

/**
 * Waits until all containers of the services that are up have stopped. Resolves to the exit code of the one that
 * stopped last; rejects with `nothing-to-wait-for` where none is up.
 */
export function wait(target: Target, services: readonly string[], options: WaitOptions = {}): Promise<number> {
  const { onStop } = options;
  return look(target, options, async context => {
    const { wait } = await import('../operations/wait.ts');
    return await wait(target, { services, ...(onStop && { onStop }) }, context);
  });
}

export interface ListProjectsOptions extends CallOptions, ProjectsOperationOptions {}

/** The projects that the engine has containers of, by name. */
export function listProjects(options: ListProjectsOptions = {}): Promise<KnownProject[]> {
  return look(undefined, options, async context => {
    const { listProjects } = await import('../operations/projects.ts');
    return await listProjects(options, context);
  });
}
