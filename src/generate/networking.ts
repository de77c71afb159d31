import type { ContainerInspect, EndpointSettings } from '../engine/api.ts';
import { label } from '../model/labels.ts';
import type { Port, Service, ServiceNetwork } from '../model/service.ts';
import { type ContainerFacts, type Naming, nameOf } from './facts.ts';
import { sharedMode } from './host.ts';
import { networkKey } from './networks.ts';

/** How it is reached, and what it reaches. */
export function toNetworkAttributes({ container, image }: ContainerFacts, naming: Naming): Partial<Service> {
  const { HostConfig: host, Config: config } = container;
  const inherited = Object.keys(image?.Config?.ExposedPorts ?? {});
  const published = Object.keys(host.PortBindings ?? {});
  const exposed = Object.keys(config.ExposedPorts ?? {});
  return {
    ...networksOf(container, naming),
    ...linksOf(container, naming),
    mac_address: config.MacAddress,
    expose: exposed
      .filter(port => !inherited.includes(port) && !published.includes(port))
      .map(shortPort)
      .sort(),
    ports: host.PublishAllPorts === true ? exposed.map(port => toPort(port, {})) : portsOf(container),
  };
}

function portsOf({ HostConfig: { PortBindings } }: ContainerInspect): Port[] {
  return Object.entries(PortBindings ?? {})
    .flatMap(([port, bindings]) => (bindings ?? []).map(binding => toPort(port, binding)))
    .sort((a, b) => a.target - b.target);
}

function toPort(port: string, { HostIp, HostPort }: { readonly HostIp?: string; readonly HostPort?: string }): Port {
  const [target, protocol] = port.split('/');
  return { mode: 'ingress', host_ip: HostIp, target: Number(target), published: HostPort || undefined, protocol };
}

function shortPort(port: string): string {
  return port.replace(/\/tcp$/, '');
}

function networksOf(container: ContainerInspect, naming: Naming): Partial<Service> {
  const mode = container.HostConfig.NetworkMode ?? '';
  if (mode === 'default' || mode === 'bridge') return { network_mode: 'bridge', ...tellOthers(container, naming) };
  if (mode === 'host' || mode === 'none' || mode.startsWith('container:'))
    return { network_mode: sharedMode(mode, naming) };
  const endpoints = Object.entries(container.NetworkSettings.Networks).filter(([name]) => name !== 'bridge');
  return {
    networks: Object.fromEntries(
      endpoints.map(([name, endpoint]) => [networkKey(name, naming), toServiceNetwork(endpoint, container, naming)]),
    ),
  };
}

/** Docker Compose knows no service with the bridge and a network of its own. */
function tellOthers(container: ContainerInspect, { warn }: Naming): Record<never, never> {
  const others = Object.keys(container.NetworkSettings.Networks).filter(name => name !== 'bridge');
  if (others.length > 0) warn(`the networks ${others.join(', ')} are left out: a service on the bridge has no others`);
  return {};
}

/** Null when there is nothing to say of it. */
function toServiceNetwork(
  endpoint: EndpointSettings,
  container: ContainerInspect,
  { services }: Naming,
): ServiceNetwork | null {
  const own = [nameOf(container), container.Id.slice(0, 12), services.get(container.Id)];
  const { IPAMConfig, DriverOpts, GwPriority } = endpoint;
  const aliases = [...new Set(endpoint.Aliases ?? [])].filter(alias => !own.includes(alias));
  const network = {
    ...(aliases.length > 0 && { aliases }),
    ...(IPAMConfig?.IPv4Address && { ipv4_address: IPAMConfig.IPv4Address }),
    ...(IPAMConfig?.IPv6Address && { ipv6_address: IPAMConfig.IPv6Address }),
    ...(IPAMConfig?.LinkLocalIPs?.length && { link_local_ips: IPAMConfig.LinkLocalIPs }),
    ...(DriverOpts && Object.keys(DriverOpts).length > 0 && { driver_opts: DriverOpts }),
    ...(GwPriority && { gw_priority: GwPriority }),
  };
  return Object.keys(network).length === 0 ? null : network;
}

/** To a service, or to a container that none of these is. Docker Compose adds names that follow from the link. */
function linksOf(container: ContainerInspect, naming: Naming): Pick<Service, 'links' | 'external_links'> {
  const endpoints = Object.values(container.NetworkSettings.Networks);
  const entries = [
    ...((container.HostConfig.Links ?? []) as readonly string[]),
    ...endpoints.flatMap(({ Links }) => Links ?? []),
  ].map(entry => entry.split(':').map(part => part.replace(/^.*\//, '')) as [string, string]);
  const links = new Set<string>();
  const external = new Set<string>();
  for (const [name, alias] of entries) {
    const service = naming.services.get(name);
    if (service === undefined) external.add(alias === name ? name : `${name}:${alias}`);
    else if (!isImplied(alias, name, service, container))
      links.add(alias === service ? service : `${service}:${alias}`);
  }
  return { links: [...links], external_links: [...external] };
}

function isImplied(alias: string, name: string, service: string, container: ContainerInspect): boolean {
  const number = container.Config.Labels[label.containerNumber];
  return alias === name || ['-', '_'].some(separator => alias.endsWith(`${service}${separator}${number}`));
}
