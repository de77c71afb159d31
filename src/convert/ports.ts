import type { ContainerConfig, HostConfig } from '../engine/api.ts';
import { type ComposeFlavour, flavours } from '../model/flavour.ts';
import type { Port, Service } from '../model/service.ts';

type PortBindings = NonNullable<HostConfig['PortBindings']>;
type ExposedPorts = NonNullable<ContainerConfig['ExposedPorts']>;

/** Published ports by container port, in the order of the file. */
export function toPortBindings(ports: readonly Port[]): PortBindings {
  const bindings: Record<string, { HostIp?: string; HostPort?: string }[]> = {};
  for (const port of ports) {
    const key = portKey(port);
    bindings[key] ??= [];
    bindings[key].push({ HostIp: port.host_ip ?? '', HostPort: port.published ?? '' });
  }
  return bindings;
}

/** What the container listens on: `expose` and the target of every published port. */
export function toExposedPorts(service: Service, composeVersion: ComposeFlavour): ExposedPorts {
  const exposed = (service.expose ?? []).flatMap(entry => exposedKeys(entry, composeVersion));
  const published = (service.ports ?? []).map(portKey);
  return Object.fromEntries([...exposed, ...published].map(key => [key, {}]));
}

function portKey(port: Port): string {
  return `${port.target}/${port.protocol ?? 'tcp'}`;
}

/** Named with the protocol, each port of a range by itself. */
function exposedKeys(entry: string, composeVersion: ComposeFlavour): string[] {
  if (!flavours[composeVersion].splitsExposed) return [entry];
  const [range = '', protocol = 'tcp'] = entry.split('/');
  const [first = NaN, last = first] = range.split('-').map(Number);
  if (Number.isNaN(first)) return [entry];
  return Array.from({ length: last - first + 1 }, (_, offset) => `${first + offset}/${protocol}`);
}
