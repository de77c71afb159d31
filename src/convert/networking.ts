import { ComposeError } from '../diagnostics/errors.ts';
import type { EndpointSettings } from '../engine/api.ts';
import type { Project } from '../model/project.ts';
import type { Service, ServiceNetwork } from '../model/service.ts';
import { hasApi } from './api-version.ts';

export interface NetworkingInput {
  readonly project: Project;
  readonly service: Service;
  /** The container's final name, its first alias. */
  readonly name: string;
  readonly links: readonly string[];
  readonly apiVersion: string;
  /** Others reach it by the service's name and aliases, and not by its own name alone. Default: true. */
  readonly useAliases?: boolean;
}

export interface Networking {
  readonly networkMode: string;
  /** Endpoints that the container is created with, by the engine's network name. */
  readonly endpoints: Readonly<Record<string, EndpointSettings>>;
  /** Endpoints to be connected after it is created: an engine before API 1.44 takes one at creation. */
  readonly later: readonly { readonly network: string; readonly endpoint: EndpointSettings }[];
  /** For an engine before API 1.44, which takes the address of the container and not of an endpoint. */
  readonly macAddress?: string;
}

export function toNetworking(input: NetworkingInput): Networking {
  const { project, service, apiVersion } = input;
  if (service.network_mode) return { networkMode: service.network_mode, endpoints: {}, later: [] };
  const [main, ...others] = networksByPriority(service);
  if (main === undefined || Object.keys(project.networks).length === 0) {
    return { networkMode: 'none', endpoints: {}, later: [] };
  }
  const several = hasApi(apiVersion, '1.44');
  const mainName = networkName(project, main);
  const mainEndpoint = withServiceMac(toEndpoint(main, input), service, several);
  const extra = others.map(key => ({ network: networkName(project, key), endpoint: toEndpoint(key, input) }));
  return {
    networkMode: mainName,
    endpoints: Object.fromEntries([
      [mainName, mainEndpoint],
      ...(several ? extra.map(({ network, endpoint }) => [network, endpoint]) : []),
    ]),
    later: several ? [] : extra,
    ...(several || !service.mac_address ? {} : { macAddress: service.mac_address }),
  };
}

/** What connects a container of the service to the project's network `key`. */
export function toEndpoint(key: string, input: NetworkingInput): EndpointSettings {
  const { service, name, links, apiVersion, useAliases = true } = input;
  const network = service.networks?.[key];
  const aliases = useAliases ? [name, service.name, ...(network?.aliases ?? [])] : [name];
  return {
    Aliases: aliases,
    ...(links.length > 0 ? { Links: links } : {}),
    ...(network ? toEndpointOptions(network, apiVersion) : {}),
  };
}

function toEndpointOptions(network: ServiceNetwork, apiVersion: string): EndpointSettings {
  const driverOpts = { ...network.driver_opts, ...interfaceOption(network, apiVersion) };
  return {
    IPAMConfig: {
      ...(network.ipv4_address ? { IPv4Address: network.ipv4_address } : {}),
      ...(network.ipv6_address ? { IPv6Address: network.ipv6_address } : {}),
      ...(network.link_local_ips ? { LinkLocalIPs: network.link_local_ips } : {}),
    },
    // Nothing uses these two, but Docker Compose sends them and `docker inspect` shows them.
    ...(network.ipv4_address ? { IPAddress: network.ipv4_address } : {}),
    ...(network.ipv6_address ? { IPv6Gateway: network.ipv6_address } : {}),
    ...(network.mac_address ? { MacAddress: network.mac_address } : {}),
    ...(network.gw_priority ? { GwPriority: network.gw_priority } : {}),
    ...(Object.keys(driverOpts).length > 0 ? { DriverOpts: driverOpts } : {}),
  };
}

function interfaceOption(network: ServiceNetwork, apiVersion: string): Record<string, string> {
  if (!network.interface_name) return {};
  if (hasApi(apiVersion, '1.49')) return { 'com.docker.network.endpoint.ifname': network.interface_name };
  throw new ComposeError('engine-too-old', 'interface_name requires Docker Engine v28.1 or later');
}

function withServiceMac(endpoint: EndpointSettings, service: Service, several: boolean): EndpointSettings {
  if (endpoint.MacAddress || !service.mac_address || !several) return endpoint;
  return { ...endpoint, MacAddress: service.mac_address };
}

/** The main network first: highest priority, then by name. */
export function networksByPriority(service: Service): string[] {
  const networks = service.networks ?? {};
  return Object.keys(networks).sort(
    (a, b) => (networks[b]?.priority ?? 0) - (networks[a]?.priority ?? 0) || (a < b ? -1 : 1),
  );
}

function networkName(project: Project, key: string): string {
  return project.networks[key]?.name ?? key;
}
