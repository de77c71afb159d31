import { label } from '../model/labels.ts';
import type { ContainerProcesses } from '../model/listings.ts';
import type { Context } from './context.ts';
import { isUp, listProjectContainers, serviceOf } from './scope.ts';

/** The processes of the project's containers that are up, by name of container. */
export async function top(
  { name }: { readonly name: string },
  { services = [] }: { readonly services?: readonly string[] },
  { engine }: Pick<Context, 'engine'>,
): Promise<ContainerProcesses[]> {
  const all = await listProjectContainers(engine, name, { oneOffs: true });
  const containers = all.filter(
    container => isUp(container) && (services.length === 0 || services.includes(serviceOf(container))),
  );
  return await Promise.all(
    containers.map(async container => {
      const { Titles: titles, Processes: processes } = await engine.topContainer(container.Id);
      const replica = container.Labels[label.containerNumber] ?? '';
      return { service: serviceOf(container), replica, titles, processes };
    }),
  );
}
