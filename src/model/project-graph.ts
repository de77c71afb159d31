import { dependenciesOf } from './dependencies.ts';
import type { Project } from './project.ts';
import { imageName } from './resource-names.ts';
import type { DependencyCondition, Port, Service } from './service.ts';

/** What a project consists of and what leads to what, for drawings of it. All lists are in order. */
export interface ProjectGraph {
  readonly name: string;
  readonly services: readonly ServiceNode[];
  /** Keys of those that services use. */
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

export interface ServiceNode {
  readonly name: string;
  readonly image: string;
  readonly ports: readonly Port[];
  readonly dependencies: readonly DependencyEdge[];
  /** Keys, the one that counts most first. */
  readonly networks: readonly string[];
  readonly volumes: readonly { readonly key: string; readonly target: string; readonly readOnly: boolean }[];
}

export interface DependencyEdge {
  readonly service: string;
  readonly condition: DependencyCondition;
  /** False: it is done without where it isn't there. */
  readonly required: boolean;
}

export function projectGraph(project: Project): ProjectGraph {
  const services = Object.keys(project.services)
    .sort()
    .map(key => serviceNode(project.services[key]!, project));
  return {
    name: project.name,
    services,
    networks: [...new Set(services.flatMap(service => service.networks))].sort(),
    volumes: [...new Set(services.flatMap(({ volumes }) => volumes.map(({ key }) => key)))].sort(),
  };
}

function serviceNode(service: Service, project: Project): ServiceNode {
  const named = service.depends_on ?? {};
  const networks = service.networks ?? {};
  const priority = (key: string) => networks[key]?.priority ?? 0;
  return {
    name: service.name,
    image: imageName(project, service),
    ports: service.ports ?? [],
    dependencies: dependenciesOf(service, project).map(name => ({
      service: name,
      condition: named[name]?.condition ?? 'service_started',
      required: named[name]?.required ?? true,
    })),
    networks: Object.keys(networks)
      .sort()
      .sort((a, b) => priority(b) - priority(a)),
    volumes: (service.volumes ?? []).flatMap(({ type, source = '', target = '', read_only: readOnly = false }) =>
      type === 'volume' && Object.hasOwn(project.volumes, source) ? [{ key: source, target, readOnly }] : [],
    ),
  };
}
