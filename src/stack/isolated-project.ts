import type { Project } from '../model/project.ts';
import type { Port, Service, StringMap } from '../model/service.ts';
import type { StackOptions } from './options.ts';

export interface Isolation extends Pick<StackOptions, 'ports' | 'publish'> {
  /** On all that the project makes. */
  readonly labels: StringMap;
  /** Address of the engine's machine for ports that the files don't publish. Default: all. */
  readonly publishAt?: string;
}

/**
 * The project with nothing that two of its kind could have in common on an engine: names of containers, networks and
 * volumes become the project's own, and ports free ones. What is external stays, as do folders of this machine.
 */
export function isolatedProject(project: Project, isolation: Isolation): Project {
  const { labels } = isolation;
  const own = <Resource extends { readonly name: string; readonly external?: boolean; readonly labels?: StringMap }>(
    resources: Readonly<Record<string, Resource>>,
  ): Record<string, Resource> =>
    mapValues(resources, (resource, key) =>
      resource.external
        ? resource
        : { ...resource, name: `${project.name}_${key}`, labels: { ...resource.labels, ...labels } },
    );
  return {
    ...project,
    services: mapValues(project.services, service => isolatedService(service, isolation)),
    networks: own(project.networks),
    volumes: own(project.volumes),
  };
}

function isolatedService(service: Service, isolation: Isolation): Service {
  const { container_name: name, ...rest } = service;
  const ports = [...(service.ports ?? []).map(port => freed(port, isolation)), ...addedPorts(service, isolation)];
  return {
    ...rest,
    labels: { ...service.labels, ...isolation.labels },
    ...(ports.length > 0 ? { ports } : {}),
    ...(name && service.networks ? { networks: withAlias(service.networks, name) } : {}),
  };
}

function freed({ published, ...port }: Port, { ports = 'ephemeral' }: Isolation): Port {
  return ports === 'as-written' && published !== undefined ? { ...port, published } : port;
}

function addedPorts(service: Service, { publish = {}, publishAt }: Isolation): Port[] {
  const known = new Set((service.ports ?? []).map(({ target, protocol = 'tcp' }) => `${target}/${protocol}`));
  const added = (publish[service.name] ?? []).filter(target => !known.has(`${target}/tcp`));
  return added.map(target => ({
    mode: 'ingress',
    target,
    protocol: 'tcp',
    ...(publishAt === undefined ? {} : { host_ip: publishAt }),
  }));
}

/** Others in the network may know the container by the name that it had. */
function withAlias(networks: NonNullable<Service['networks']>, name: string): NonNullable<Service['networks']> {
  return mapValues(networks, network => ({ ...network, aliases: [...(network?.aliases ?? []), name] }));
}

function mapValues<From, To>(
  map: Readonly<Record<string, From>>,
  change: (value: From, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
