import { createHash } from 'node:crypto';
import type { ComposeFlavour } from './flavour.ts';
import { goJson, isOrderedMap, type OrderedMap, type OrderedValue } from './go-json.ts';
import { hashedDocument } from './hash.ts';
import type { Service } from './service.ts';

/** What a service's hash is taken of, by path: `environment.LOG_LEVEL`, `healthcheck.interval`. A list is one field. */
export type Fields = ReadonlyMap<string, OrderedValue>;

/** The fields of a service that count in its hash. Those that are unset are left out. */
export function hashedFields(service: Service, flavour: ComposeFlavour = '5'): Fields {
  const fields = new Map<string, OrderedValue>();
  for (const [key, value] of hashedDocument(service, flavour)) {
    if (value !== null) addLeaves(key, value, fields);
  }
  return fields;
}

function addLeaves(path: string, value: OrderedValue, fields: Map<string, OrderedValue>): void {
  if (!isFilledMap(value)) fields.set(path, value);
  else for (const [key, item] of value) addLeaves(`${path}.${key}`, item, fields);
}

function isFilledMap(value: OrderedValue): value is OrderedMap {
  return value !== null && isOrderedMap(value) && value.size > 0;
}

/** Beyond this many characters the entries of a mapping share one digest. */
const longest = 4096;

/**
 * The fields with a digest of each, as text for a label: `3f1c22ab;image=1a2b;environment:A=3c4d,B=5e6f`. A digest is
 * too short to give a value away, and long enough to tell that it is another. The text begins with the config hash of
 * the container that it is about, since an image made from a container hands its labels on.
 */
export function fieldDigests(
  service: Service,
  { configHash, flavour = '5' }: { readonly configHash: string; readonly flavour?: ComposeFlavour },
): string {
  const fields = hashedFields(service, flavour);
  const text = write(configHash, digestsOf(fields));
  return text.length <= longest ? text : write(configHash, digestsOf(topLevel(service, flavour)));
}

/** What `fieldDigests` wrote; undefined when it is about another container or isn't its text. */
export function parseFieldDigests(text: string, configHash: string): ReadonlyMap<string, string> | undefined {
  const [begin, ...groups] = text.split(';');
  if (begin !== beginOf(configHash)) return undefined;
  const digests = new Map<string, string>();
  for (const group of groups) {
    const [, key = '', entries = ''] = /^([^:=]+):(.*)$/.exec(group) ?? [];
    const prefix = key === '' ? '' : `${decode(key)}.`;
    for (const entry of (key === '' ? group : entries).split(',')) {
      const [, path, digest] = /^([^=]+)=([0-9a-f]{4})$/.exec(entry) ?? [];
      if (path === undefined || digest === undefined) return undefined;
      digests.set(prefix + decode(path), digest);
    }
  }
  return digests;
}

/** Paths whose value is another than the digests say, or that only one of both has; in order. */
export function changedFields(digests: ReadonlyMap<string, string>, service: Service, flavour: ComposeFlavour = '5') {
  const wanted = hashedFields(service, flavour);
  const collapsed = [...digests.keys()].filter(path => !path.includes('.'));
  const now = digestsOf(wanted);
  for (const [key, value] of topLevel(service, flavour)) {
    // The container's label was too long for each entry, or the mapping is new to it.
    if (!collapsed.includes(key) || now.has(key)) continue;
    for (const path of now.keys()) if (path.startsWith(`${key}.`)) now.delete(path);
    now.set(key, digest(value));
  }
  return [...new Set([...digests.keys(), ...now.keys()])]
    .filter(path => digests.get(path) !== now.get(path))
    .sort()
    .map(path => ({ path, was: digests.has(path), is: now.has(path) }));
}

function topLevel(service: Service, flavour: ComposeFlavour): Fields {
  return new Map([...hashedDocument(service, flavour)].filter(([, value]) => value !== null));
}

function digestsOf(fields: Fields): Map<string, string> {
  return new Map([...fields].map(([path, value]) => [path, digest(value)]));
}

function digest(value: OrderedValue): string {
  return createHash('sha256').update(goJson(value)).digest('hex').slice(0, 4);
}

function write(configHash: string, digests: ReadonlyMap<string, string>): string {
  const plain: string[] = [];
  const groups = new Map<string, string[]>();
  for (const [path, text] of digests) {
    const dot = path.indexOf('.');
    const key = path.slice(0, Math.max(dot, 0));
    const entry = `${encode(path.slice(dot + 1))}=${text}`;
    if (dot === -1) plain.push(entry);
    else groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const grouped = [...groups].map(([key, entries]) => `${encode(key)}:${entries.join(',')}`);
  return [beginOf(configHash), ...plain, ...grouped].join(';');
}

function beginOf(configHash: string): string {
  return configHash.slice(0, 8);
}

function encode(path: string): string {
  // What is no text on its own, half of a surrogate pair, can't be encoded.
  return encodeURIComponent(Buffer.from(path).toString());
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
