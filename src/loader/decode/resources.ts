import type { FileObject, Ipam, IpamConfig, Model, Network, Volume } from '../../model/resources.ts';
import { listOf, object } from './decoder.ts';
import { textMap } from './maps.ts';
import { boolean, integer, stringOrList, text } from './scalars.ts';

export const network = object<Network>({
  name: text,
  driver: text,
  driver_opts: textMap,
  ipam: object<Ipam>({
    driver: text,
    config: listOf(object<IpamConfig>({ subnet: text, gateway: text, ip_range: text, aux_addresses: textMap })),
    options: textMap,
  }),
  external: boolean,
  internal: boolean,
  attachable: boolean,
  labels: textMap,
  enable_ipv4: boolean,
  enable_ipv6: boolean,
});

export const volume = object<Volume>({
  name: text,
  driver: text,
  driver_opts: textMap,
  external: boolean,
  labels: textMap,
});

export const fileObject = object<FileObject>({
  name: text,
  file: text,
  environment: text,
  content: text,
  external: boolean,
  labels: textMap,
  driver: text,
  driver_opts: textMap,
  template_driver: text,
});

export const model = object<Model>({
  name: text,
  model: text,
  context_size: integer,
  runtime_flags: stringOrList,
});
