import type { Service } from './service.ts';

/** Id of the container that stands for a service whose namespaces or volumes another shares; undefined: none yet. */
export type ContainerOf = (service: string) => string | undefined;

/** Services whose containers this one cannot be made without: it shares their namespaces or volumes. */
export function sharedServices(service: Service): string[] {
  return [...new Set(sharedParts(service).map(part => part.service))].sort();
}

export interface SharedPart {
  /** What of the other service's container is shared. */
  readonly part: 'volume' | 'network namespace' | 'IPC namespace' | 'PID namespace';
  readonly service: string;
}

/** What it shares with other services, in the order in which Docker Compose looks for their containers. */
export function sharedParts({ volumes_from = [], network_mode, ipc, pid }: Service): SharedPart[] {
  const volumes = volumes_from.filter(isServiceEntry).map(entry => entry.split(':')[0]!);
  const shared = (part: SharedPart['part'], mode: string | undefined): SharedPart[] => {
    const service = serviceOf(mode);
    return service === undefined ? [] : [{ part, service }];
  };
  return [
    ...volumes.map((service): SharedPart => ({ part: 'volume', service })),
    ...shared('network namespace', network_mode),
    ...shared('IPC namespace', ipc),
    ...shared('PID namespace', pid),
  ];
}

/** Services whose network, processes or IPC it shares. */
export function namespaceServices(service: Service): string[] {
  return [service.network_mode, service.ipc, service.pid].flatMap(mode => serviceOf(mode) ?? []);
}

/** Services that it links to. */
export function linkedServices(service: Service): string[] {
  return [...new Set((service.links ?? []).map(link => link.split(':')[0]!))].sort();
}

/**
 * The service as it is hashed and created: `service:x` becomes the container that stands for x, and an image volume
 * of a service becomes the image's name. Undefined while a container that it needs doesn't exist.
 */
export function resolveReferences(
  service: Service,
  containerOf: ContainerOf,
  imageOf: (service: string) => string | undefined,
): Service | undefined {
  if (!hasReferences(service)) return service;
  if (sharedServices(service).some(name => containerOf(name) === undefined)) return undefined;
  const mode = (text: string): string => {
    const target = serviceOf(text);
    return target === undefined ? text : `container:${containerOf(target)}`;
  };
  const { network_mode, ipc, pid, volumes_from, volumes } = service;
  return {
    ...service,
    ...(network_mode === undefined ? {} : { network_mode: mode(network_mode) }),
    ...(ipc === undefined ? {} : { ipc: mode(ipc) }),
    ...(pid === undefined ? {} : { pid: mode(pid) }),
    ...(volumes_from ? { volumes_from: volumes_from.map(entry => volumesFrom(entry, containerOf)) } : {}),
    ...(volumes?.some(volume => volume.type === 'image')
      ? {
          volumes: volumes.map(volume =>
            volume.type === 'image' ? { ...volume, source: imageOf(volume.source ?? '') ?? volume.source } : volume,
          ),
        }
      : {}),
  };
}

function hasReferences({ network_mode, ipc, pid, volumes_from, volumes = [] }: Service): boolean {
  const modes = [network_mode, ipc, pid].some(mode => serviceOf(mode) !== undefined);
  return modes || volumes_from !== undefined || volumes.some(volume => volume.type === 'image');
}

/** `x:ro` becomes the id alone, and `container:name` the name: that is how Docker Compose hashes them. */
function volumesFrom(entry: string, containerOf: ContainerOf): string {
  if (!isServiceEntry(entry)) return entry.split(':')[1]!;
  return containerOf(entry.split(':')[0]!)!;
}

function isServiceEntry(entry: string): boolean {
  return !entry.startsWith('container:');
}

function serviceOf(mode: string | undefined): string | undefined {
  return mode?.startsWith('service:') ? mode.slice('service:'.length) : undefined;
}
