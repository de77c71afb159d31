import type { Project } from './project.ts';
import { linkedServices, sharedServices } from './references.ts';
import type { Service } from './service.ts';

/** Services of the project that a service depends on: by depends_on, links, or shared namespaces and volumes. */
export function dependenciesOf(service: Service, project: Project): string[] {
  const names = [...Object.keys(service.depends_on ?? {}), ...linkedServices(service), ...sharedServices(service)];
  return [...new Set(names)].filter(name => name in project.services).sort();
}

/** How many containers the service should have. */
export function replicasOf(service: Service): number {
  return service.scale ?? service.deploy?.replicas ?? 1;
}

/** The services named and all that they depend on, by name. */
export function withDependencies(names: readonly string[], project: Project): string[] {
  return closure(names, name => dependenciesOf(project.services[name]!, project)).sort();
}

/** The services named and all that are to be restarted with them, by name. */
export function withRestartedDependents(names: readonly string[], project: Project): string[] {
  const all = Object.values(project.services);
  return closure(names, name =>
    all.filter(({ depends_on }) => depends_on?.[name]?.restart).map(service => service.name),
  ).sort();
}

function closure(names: readonly string[], next: (name: string) => readonly string[]): string[] {
  const found = new Set(names);
  // A set that grows while it is iterated hands out what was added, too.
  for (const name of found) for (const other of next(name)) found.add(other);
  return [...found];
}
