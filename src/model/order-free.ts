import { posix } from 'node:path';
import type { ComposeFlavour } from './flavour.ts';
import { goJson, isOrderedMap, type OrderedMap, type OrderedValue } from './go-json.ts';
import { hashedDocument } from './hash.ts';
import type { Service } from './service.ts';
import { sha256 } from './sha256.ts';

/**
 * Fingerprint of what a container is made of, whatever the order in which the files have what no order counts in:
 * Docker Compose's hash takes it for another then. It is about the container with the config hash `configHash`
 * alone, since an image made from a container hands its labels on. `service` has its references resolved.
 */
export function orderFreeHash(
  service: Service,
  { configHash, flavour = '5' }: { readonly configHash: string; readonly flavour?: ComposeFlavour },
): string {
  const text = goJson(orderFreeDocument(service, flavour));
  return sha256(`${configHash}\n${text}`);
}

/** What the config hash is taken of, with the lists in a fixed order that mean the same in any. */
export function orderFreeDocument(service: Service, flavour: ComposeFlavour = '5'): OrderedMap {
  return sortedWithin(hashedDocument(service, flavour), lists);
}

/** What of an entry decides which of two comes out on top. Those that have the same of it keep their order. */
type KeyOf = (entry: OrderedValue) => string;
interface Lists {
  readonly [key: string]: KeyOf | Lists;
}

const itself: KeyOf = entry => goJson(entry);
const path: KeyOf = entry => posix.normalize(`/${String(entry).split(':')[0]}`).replace(/(?<=.)\/$/, '');
const member =
  (name: string): KeyOf =>
  entry =>
    entry !== null && typeof entry === 'object' && isOrderedMap(entry) ? String(entry.get(name) ?? '') : itself(entry);
const target: KeyOf = entry => path(member('target')(entry));
/** Devices that aren't paths are asked of a driver, in one list. */
const device: KeyOf = entry => (member('target')(entry).startsWith('/') ? target(entry) : '');
/** Secrets and configs: a target without a folder is in a folder of their own, so its last part alone decides. */
const fileName: KeyOf = entry => posix.basename(path(member('target')(entry) || member('source')(entry)));
/** `label:disable`, `seccomp=…`. */
const option: KeyOf = entry => String(entry).split(/[=:]/)[0]!;

/**
 * Lists whose order has no effect on a container: of which the engine makes a set or a mapping, or which it sorts
 * itself. Those not named keep their order: words of commands, `dns`, `links`, `volumes_from`, hooks.
 */
const lists: Lists = {
  blkio_config: {
    weight_device: member('Path'),
    device_read_bps: member('Path'),
    device_read_iops: member('Path'),
    device_write_bps: member('Path'),
    device_write_iops: member('Path'),
  },
  cap_add: itself,
  cap_drop: itself,
  configs: fileName,
  develop: { watch: itself },
  device_cgroup_rules: itself,
  devices: device,
  expose: itself,
  group_add: itself,
  label_file: itself,
  networks: { '*': { aliases: itself } },
  ports: member('target'),
  secrets: fileName,
  security_opt: option,
  tmpfs: path,
  volumes: target,
};

function sortedWithin(document: OrderedMap, tables: Lists): OrderedMap {
  return new Map(
    [...document].map(([key, value]) => {
      const table = tables[key] ?? tables['*'];
      if (table === undefined || value === null || typeof value !== 'object') return [key, value];
      if (typeof table === 'function') return [key, isOrderedMap(value) ? value : sortedBy(table, value)];
      return [key, isOrderedMap(value) ? sortedWithin(value, table) : value];
    }),
  );
}

function sortedBy(keyOf: KeyOf, entries: readonly OrderedValue[]): OrderedValue[] {
  return entries
    .map(entry => ({ key: keyOf(entry), entry }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ entry }) => entry);
}
