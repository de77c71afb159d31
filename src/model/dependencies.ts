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
