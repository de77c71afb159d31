import type { VolumeResource } from '../engine/api.ts';
import { label } from '../model/labels.ts';
import type { Context } from './context.ts';
import { isUp, listProjectContainers, requireServices, type Scope, serviceOf } from './scope.ts';

/** The project's volumes by name; of services, those that their containers have which are up. */
export async function volumes(
  scope: Scope,
  { services = [] }: { readonly services?: readonly string[] },
  { engine }: Pick<Context, 'engine'>,
): Promise<VolumeResource[]> {
  requireServices(scope, services);
  const found = await engine.listVolumes({ labels: [`${label.project}=${scope.name}`] });
  const sorted = found.sort((a, b) => (a.Name < b.Name ? -1 : 1));
  if (services.length === 0) return sorted;
  const containers = await listProjectContainers(engine, scope.name, { oneOffs: true });
  const using = containers.filter(container => isUp(container) && services.includes(serviceOf(container)));
  const mounted = new Set(using.flatMap(({ Mounts }) => Mounts.map(({ Name }) => Name)));
  return sorted.filter(({ Name }) => mounted.has(Name));
}
