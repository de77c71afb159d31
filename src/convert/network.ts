import type { NetworkCreate } from '../engine/api.ts';
import type { Ipam, IpamConfig, Network } from '../model/resources.ts';
import type { StringMap } from '../model/service.ts';

/** The Engine API's request for a network; `labels` are Compose's, which win over the user's. */
export function toNetwork(network: Network, labels: StringMap): NetworkCreate {
  return {
    Name: network.name,
    ...(network.driver ? { Driver: network.driver } : {}),
    ...(network.driver_opts ? { Options: network.driver_opts } : {}),
    ...(network.ipam && isSet(network.ipam) ? { IPAM: toIpam(network.ipam) } : {}),
    Internal: network.internal ?? false,
    Attachable: network.attachable ?? false,
    ...(network.enable_ipv4 === undefined ? {} : { EnableIPv4: network.enable_ipv4 }),
    ...(network.enable_ipv6 === undefined ? {} : { EnableIPv6: network.enable_ipv6 }),
    Labels: { ...network.labels, ...labels },
  };
}

function isSet(ipam: Ipam): boolean {
  return ipam.driver !== undefined || (ipam.config ?? []).length > 0 || Object.keys(ipam.options ?? {}).length > 0;
}

function toIpam(ipam: Ipam): NonNullable<NetworkCreate['IPAM']> {
  return {
    ...(ipam.driver ? { Driver: ipam.driver } : {}),
    ...(ipam.config ? { Config: ipam.config.map(toPool) } : {}),
    ...(ipam.options ? { Options: ipam.options } : {}),
  };
}

function toPool(pool: IpamConfig): Record<string, unknown> {
  return {
    ...(pool.subnet ? { Subnet: pool.subnet } : {}),
    ...(pool.ip_range ? { IPRange: pool.ip_range } : {}),
    ...(pool.gateway ? { Gateway: pool.gateway } : {}),
    ...(pool.aux_addresses ? { AuxiliaryAddresses: pool.aux_addresses } : {}),
  };
}
