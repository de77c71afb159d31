import type { ComposeFlavour } from './flavour.ts';
import { goJson, isOrderedMap, type OrderedMap, type OrderedValue } from './go-json.ts';
import { orderFreeDocument } from './order-free.ts';
import type { Discretion } from './secrecy.ts';
import type { Service } from './service.ts';
import { sha256 } from './sha256.ts';

/** What a service's hash is taken of, by path: `environment.LOG_LEVEL`, `healthcheck.interval`. A list is one field. */
export type Fields = ReadonlyMap<string, OrderedValue>;

/** The fields of a service that count in its hash. Those that are unset are left out. */
export function hashedFields(service: Service, flavour: ComposeFlavour = '5'): Fields {
  const fields = new Map<string, OrderedValue>();
  for (const [key, value] of orderFreeDocument(service, flavour)) {
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

/** A field of a container as its label tells of it. */
export interface FieldMark {
  readonly digest: string;
  /** It had a secret in it. */
  readonly secret: boolean;
}

/** By path, as `Fields`. */
export type FieldMarks = ReadonlyMap<string, FieldMark>;

/**
 * The fields with a digest of each, as text for a label: `3f1c22ab;image=1a2b;environment:A=3c4d,B=*5e6f`. A digest is
 * too short to give a value away, and long enough to tell that it is another. The star is on what `discretion` hides:
 * later nobody may know that there was a secret in it. The text begins with the config hash of the container that it
 * is about, since an image made from a container hands its labels on.
 */
export function fieldDigests(
  service: Service,
  {
    configHash,
    flavour = '5',
    discretion,
  }: { readonly configHash: string; readonly flavour?: ComposeFlavour; readonly discretion: Discretion },
): string {
  const text = write(configHash, marksOf(hashedFields(service, flavour), discretion));
  return text.length <= longest ? text : write(configHash, marksOf(topLevel(service, flavour), discretion));
}

/** What `fieldDigests` wrote; undefined when it is about another container or isn't its text. */
export function parseFieldDigests(text: string, configHash: string): FieldMarks | undefined {
  const [begin, ...groups] = text.split(';');
  if (begin !== beginOf(configHash)) return undefined;
  const marks = new Map<string, FieldMark>();
  for (const group of groups) {
    const [, key = '', entries = ''] = /^([^:=]+):(.*)$/.exec(group) ?? [];
    const prefix = key === '' ? '' : `${decode(key)}.`;
    for (const entry of (key === '' ? group : entries).split(',')) {
      const [, path, star, digest] = /^([^=]+)=(\*?)([0-9a-f]{4})$/.exec(entry) ?? [];
      if (path === undefined || digest === undefined) return undefined;
      marks.set(prefix + decode(path), { digest, secret: star === '*' });
    }
  }
  return marks;
}

/** Paths whose value is another than the marks say, or that only one of both has; in order. */
export function changedFields(marks: FieldMarks, service: Service, flavour: ComposeFlavour = '5') {
  const wanted = hashedFields(service, flavour);
  const collapsed = [...marks.keys()].filter(path => !path.includes('.'));
  const now = new Map([...wanted].map(([path, value]) => [path, digest(value)]));
  for (const [key, value] of topLevel(service, flavour)) {
    // The container's label was too long for each entry, or the mapping is new to it.
    if (!collapsed.includes(key) || now.has(key)) continue;
    for (const path of now.keys()) if (path.startsWith(`${key}.`)) now.delete(path);
    now.set(key, digest(value));
  }
  return [...new Set([...marks.keys(), ...now.keys()])]
    .filter(path => marks.get(path)?.digest !== now.get(path))
    .sort()
    .map(path => ({ path, was: marks.has(path), is: now.has(path), wasSecret: marks.get(path)?.secret ?? false }));
}

function topLevel(service: Service, flavour: ComposeFlavour): Fields {
  return new Map([...orderFreeDocument(service, flavour)].filter(([, value]) => value !== null));
}

function marksOf(fields: Fields, discretion: Discretion): FieldMarks {
  return new Map(
    [...fields].map(([path, value]) => [path, { digest: digest(value), secret: isSecret(path, value, discretion) }]),
  );
}

/** A list is looked at as a whole too: `--password` and its value are two words. */
function isSecret(path: string, value: OrderedValue, discretion: Discretion): boolean {
  if (value !== null && typeof value === 'object' && isOrderedMap(value)) {
    return [...value].some(([key, item]) => isSecret(`${path}.${key}`, item, discretion));
  }
  const text = Array.isArray(value) ? value.map(wordOf).join(' ') : String(value ?? '');
  return discretion(path, text) !== text;
}

function wordOf(item: OrderedValue): string {
  return typeof item === 'string' ? item : goJson(item);
}

function digest(value: OrderedValue): string {
  return sha256(goJson(value)).slice(0, 4);
}

function write(configHash: string, marks: FieldMarks): string {
  const plain: string[] = [];
  const groups = new Map<string, string[]>();
  for (const [path, { digest, secret }] of marks) {
    const dot = path.indexOf('.');
    const key = path.slice(0, Math.max(dot, 0));
    const entry = `${encode(path.slice(dot + 1))}=${secret ? '*' : ''}${digest}`;
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
