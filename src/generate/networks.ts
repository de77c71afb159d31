import type { NetworkResource } from '../engine/api.ts';
import { label } from '../model/labels.ts';
import type { Project } from '../model/project.ts';
import type { Ipam, Network } from '../model/resources.ts';
import type { Service } from '../model/service.ts';
import { type Naming, ownLabels } from './facts.ts';

/** What services call a network of the engine. */
export function networkKey(name: string, naming: Naming): string {
  return ownNetwork(name, naming)?.Labels[label.network] ?? name;
}

/** The networks that the services use. */
export function toNetworks({
  services,
  naming,
}: {
  readonly services: readonly Service[];
  readonly naming: Naming;
}): Project['networks'] {
  const keys = new Set(services.flatMap(service => Object.keys(service.networks ?? {})));
  return Object.fromEntries([...keys].map(key => [key, toNetwork(key, services, naming)]));
}

function toNetwork(key: string, services: readonly Service[], naming: Naming): Network {
  const found = naming.facts.networks.find(({ Name }) => ownNetwork(Name, naming)?.Labels[label.network] === key);
  if (found === undefined) return { name: key, external: true };
  const hasAddresses = services.some(({ networks }) => networks?.[key]?.ipv4_address || networks?.[key]?.ipv6_address);
  return {
    name: found.Name === `${naming.source}_${key}` ? '' : found.Name,
    driver: found.Driver === 'bridge' ? undefined : found.Driver,
    driver_opts: filled(found.Options),
    ipam: ipamOf(found, hasAddresses),
    internal: found.Internal || undefined,
    attachable: found.Attachable || undefined,
    enable_ipv4: found.EnableIPv4 === false ? false : undefined,
    enable_ipv6: found.EnableIPv6 || undefined,
    labels: filled(ownLabels(found.Labels)),
  };
}

/** Whether somebody chose its addresses isn't told; who has chosen a container's needs them, others don't. */
function ipamOf({ IPAM }: NetworkResource, hasAddresses: boolean): Ipam | undefined {
  const driver = IPAM?.Driver === 'default' ? undefined : IPAM?.Driver;
  const options = filled(IPAM?.Options);
  if (!driver && !options && !hasAddresses) return undefined;
  const config = (IPAM?.Config ?? []).map(({ Subnet, Gateway, IPRange, AuxiliaryAddresses }) => ({
    subnet: Subnet,
    gateway: Gateway,
    ip_range: IPRange,
    aux_addresses: AuxiliaryAddresses ?? undefined,
  }));
  return { driver, options, config };
}

function filled(map: Readonly<Record<string, string>> | null | undefined) {
  return map && Object.keys(map).length > 0 ? map : undefined;
}

/** A network that was made for the project. */
function ownNetwork(name: string, { facts, source }: Naming): NetworkResource | undefined {
  const found = facts.networks.find(network => network.Name === name);
  return source !== undefined && found?.Labels[label.project] === source && found.Labels[label.network]
    ? found
    : undefined;
}
