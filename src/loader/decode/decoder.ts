import type { Report } from '../report.ts';
import { formatPath, isList, isMap, type Path, type Tree, type TreeMap, YamlFloat } from '../tree.ts';
import { ValueError } from '../values/value-error.ts';

/** Turns a value of a normalised model into one of the typed model; undefined where it reported a mistake. */
export type Decoder<T> = (value: Tree, place: Place) => T | undefined;

export interface Place {
  readonly path: Path;
  readonly report: Report;
}

type ExtensionKey = `x-${string}`;

/** A decoder for every field of `T`: a field without one does not compile. */
export type Fields<T> = { readonly [K in keyof T as K extends ExtensionKey ? never : K]-?: Decoder<NonNullable<T[K]>> };

/** A mapping with fields of its own, in the order of `fields`; a null field is an absent one. */
export function object<T>(fields: Fields<T>): Decoder<T> {
  const decoders = Object.entries(fields) as [string, Decoder<unknown>][];
  return (value, place) => {
    if (!isMap(value)) return wrongType(value, place, 'a mapping');
    const decoded: Record<string, unknown> = {};
    for (const [key, decode] of decoders) {
      const field = value[key];
      if (field !== undefined && field !== null) assign(decoded, key, decode(field, at(place, key)));
    }
    return Object.assign(decoded, extensionsOf(value)) as T;
  };
}

export function listOf<T>(item: Decoder<T>): Decoder<readonly T[]> {
  return (value, place) => {
    if (!isList(value)) return wrongType(value, place, 'a list');
    return value.map((entry, index) => item(entry, at(place, index))).filter(entry => entry !== undefined);
  };
}

/** A mapping whose keys are the user's. */
export function mapOf<T>(item: Decoder<T>): Decoder<Readonly<Record<string, T>>> {
  return (value, place) => {
    if (!isMap(value)) return wrongType(value, place, 'a mapping');
    const decoded: Record<string, T> = Object.create(null);
    for (const [key, entry] of Object.entries(value)) assign(decoded, key, item(entry, at(place, key)));
    return decoded;
  };
}

export function nullable<T>(item: Decoder<T>): Decoder<T | null> {
  return (value, place) => (value === null ? null : item(value, place));
}

/** Reads a value by a function that throws ValueError, and reports that at the value's path. */
export function reading<T>(read: (value: Tree) => T | undefined): Decoder<T> {
  return (value, place) => {
    try {
      return read(value);
    } catch (error) {
      if (error instanceof ValueError) return wrong(place, error.message, error.hint);
      throw error;
    }
  };
}

export function at({ path, report }: Place, step: string | number): Place {
  return { path: [...path, step], report };
}

export function wrong({ path, report }: Place, reason: string, hint?: string): undefined {
  const message = `${formatPath(path)}: ${reason}`;
  report({ severity: 'error', code: 'invalid-value', message, path, ...(hint === undefined ? {} : { hint }) });
}

/** Extension attributes as plain values. */
export function extensionsOf(map: TreeMap): Record<ExtensionKey, unknown> {
  const keys = Object.keys(map).filter(key => key.startsWith('x-')) as ExtensionKey[];
  return Object.fromEntries(keys.map(key => [key, toPlain(map[key]!)]));
}

function wrongType(value: Tree, place: Place, expected: string): undefined {
  return wrong(place, `expected ${expected}, got ${kindOf(value)}`, `write ${expected}`);
}

function kindOf(value: Tree): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  if (isMap(value)) return 'a mapping';
  return typeof value === 'string' ? 'a string' : typeof value === 'boolean' ? 'a boolean' : 'a number';
}

function toPlain(value: Tree): unknown {
  if (value instanceof YamlFloat) return value.value;
  if (isList(value)) return value.map(toPlain);
  if (!isMap(value)) return value;
  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of Object.entries(value)) plain[key] = toPlain(entry);
  return plain;
}

function assign<T>(target: Record<string, T>, key: string, value: T | undefined): void {
  if (value !== undefined) target[key] = value;
}
