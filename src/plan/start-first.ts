import { linkedServices, sharedParts } from '../model/references.ts';
import type { Service } from '../model/service.ts';
import { isTwoWay } from '../model/two-way.ts';
import type { ObservedContainer, ObservedMount } from '../observe/observed-state.ts';
import { isRunning } from './container.ts';
import type { PlannedNetworks } from './networks.ts';
import type { Planning } from './planning.ts';
import type { Reason } from './reason.ts';

export interface Replaced {
  readonly container: ObservedContainer;
  readonly service: Service;
  /** Volumes of the old container that the new one takes over. */
  readonly inherited: readonly ObservedMount[];
}

interface Context {
  readonly planning: Planning;
  readonly networks: PlannedNetworks;
}

/**
 * Whether the new container starts before the old one stops, so that others reach one of the two at all times: where
 * that was asked for and the two can't get in each other's way. Undefined where the question doesn't come up.
 */
export function orderOf(replaced: Replaced, context: Context): Reason | undefined {
  if (!isAsked(replaced, context)) return undefined;
  const because = [ownObstacle, sharingObstacle, portObstacle]
    .map(obstacle => obstacle(replaced, context.planning))
    .find(found => found !== undefined);
  return because === undefined ? { type: 'start-first' } : { type: 'stop-first', because };
}

function isAsked({ container, service }: Replaced, { planning, networks }: Context): boolean {
  const { startFirst = false, start = true, rollbackOnFailure = false } = planning.options;
  if (!startFirst || !start || rollbackOnFailure) return false;
  // An old container that somebody else stops serves nobody.
  if (!isRunning(container) || planning.plan.stopOf(container) !== undefined) return false;
  if (planning.replacements.has(container.id)) return false;
  return !Object.keys(service.networks ?? {}).some(key => networks.made.has(key));
}

/** What there can be only once at a time, and what two must not write to. */
function ownObstacle({ service, inherited }: Replaced): string | undefined {
  const {
    container_name,
    ports = [],
    network_mode,
    volumes = [],
    volumes_from = [],
    devices = [],
    gpus = [],
  } = service;
  const port = ports.find(({ published }) => isFixed(published))?.published;
  const address = fixedAddress(service);
  const written = volumes.find(({ type, source, read_only }) => source && sharesData(type) && !read_only);
  const reserved = service.deploy?.resources?.reservations?.devices ?? [];
  if (container_name !== undefined) return 'its container_name is fixed';
  if (port !== undefined) return `port ${port} is fixed`;
  if (address !== undefined) return `address ${address} is fixed`;
  if (network_mode === 'host') return 'its network is the host’s';
  if (network_mode?.startsWith('service:')) return `its network is ${network_mode.slice('service:'.length)}’s`;
  if (network_mode?.startsWith('container:')) return 'its network is another container’s';
  if (written) return `${written.type === 'volume' ? 'volume ' : ''}${written.source} is written to`;
  if (volumes_from.length > 0) return 'it has volumes of other containers';
  if (devices.length + gpus.length + reserved.length > 0) return 'it uses devices';
  if (inherited.length > 0) return `its anonymous volume ${inherited[0]!.destination} goes on`;
  if (service.deploy?.update_config?.order === 'stop-first') return 'its update_config says so';
  return service.develop?.watch?.some(isTwoWay) ? 'its files are synced both ways' : undefined;
}

function isFixed(published = ''): boolean {
  return published !== '' && published !== '0';
}

function fixedAddress({ mac_address, networks = {} }: Service): string | undefined {
  const addresses = Object.values(networks).flatMap(network => [
    network?.ipv4_address,
    network?.ipv6_address,
    network?.mac_address,
    ...(network?.link_local_ips ?? []),
  ]);
  return [mac_address, ...addresses].find(address => address !== undefined);
}

function sharesData(type: string): boolean {
  return type !== 'tmpfs' && type !== 'image';
}

/** Others that have something of the container itself. Those that aren't selected may run all the same. */
function sharingObstacle({ container, service }: Replaced, { project }: Planning): string | undefined {
  for (const other of Object.values({ ...project.disabledServices, ...project.services })) {
    const shared = sharedParts(other).find(part => part.service === service.name);
    if (shared) return `${other.name} shares its ${shared.part}`;
    if (linkedServices(other).includes(service.name)) return `${other.name} links to it`;
    const parts = namedContainers(other).filter(([, name]) => name === container.name || name === container.id);
    if (parts.length > 0) return `${other.name} shares its ${parts[0]![0]}`;
  }
  return undefined;
}

function namedContainers({ network_mode, ipc, pid, volumes_from = [] }: Service): (readonly [string, string])[] {
  const modes = [
    ['network namespace', network_mode],
    ['IPC namespace', ipc],
    ['PID namespace', pid],
    ...volumes_from.map(entry => ['volume', entry] as const),
  ] as const;
  return modes.flatMap(([part, mode]) =>
    mode?.startsWith('container:') ? [[part, mode.split(':')[1]!] as const] : [],
  );
}

/** A port that the old container has, and another one is to have: it is free only when the old one has stopped. */
function portObstacle({ container, service }: Replaced, { project }: Planning): string | undefined {
  for (const other of Object.values(project.services)) {
    if (other.name === service.name) continue;
    const taken = container.publishedPorts?.find(port =>
      other.ports?.some(({ published }) => isFixed(published) && isWithin(port, published!)),
    );
    if (taken !== undefined) return `${other.name} takes its port ${taken}`;
  }
  return undefined;
}

function isWithin(port: number, published: string): boolean {
  const [first, last = first] = published.split('-').map(Number);
  return port >= first! && port <= last!;
}
