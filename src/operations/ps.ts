import type { ContainerSummary } from '../engine/api.ts';
import type { Context } from './context.ts';
import { isKnown, isUp, listProjectContainers, requireServices, type Scope, serviceOf } from './scope.ts';

export interface PsOptions {
  /** Only these services. Default: all. */
  readonly services?: readonly string[];
  /** Stopped containers and one-offs too. Default: false. */
  readonly all?: boolean;
  /** Only containers in one of these states, running or not, and one-offs too. Default: any that `all` lets through. */
  readonly states?: readonly string[];
  /** Containers of services that the project doesn't have. Default: true. */
  readonly orphans?: boolean;
}

/** The project's containers, by name. */
export async function ps(
  scope: Scope,
  options: PsOptions,
  { engine }: Pick<Context, 'engine'>,
): Promise<ContainerSummary[]> {
  const { services = [], all = false, states = [], orphans = true } = options;
  requireServices(scope, services);
  const containers = await listProjectContainers(engine, scope.name, { oneOffs: all || states.length > 0 });
  return containers.filter(
    container =>
      (services.length === 0 || services.includes(serviceOf(container))) &&
      (orphans || isKnown(scope, serviceOf(container))) &&
      (states.length === 0 ? all || isUp(container) : states.includes(container.State)),
  );
}
