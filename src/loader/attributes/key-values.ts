import { isList, isMap, type Tree, type TreeMap } from '../tree.ts';
import { goText } from '../values/go-text.ts';
import type { Attribute } from './attribute.ts';

/**
 * A mapping or a list of `KEY=VALUE`; both stay as written until they meet, since a null in a mapping and a bare
 * key in a list take their values at different times.
 */
export const keyValues: Attribute = {
  merge: (base, override) => [...toKeyValueList(base), ...toKeyValueList(override)],
  uniqueBy: entry => (typeof entry === 'string' ? keyOf(entry) : undefined),
};

/** As `keyValues`, where Docker Compose keeps repeated keys. */
export const repeatableKeyValues: Attribute = { merge: keyValues.merge! };

export function toKeyValueList(value: Tree): readonly Tree[] {
  if (isMap(value)) return Object.entries(value).map(toKeyValue).sort();
  if (isList(value)) return value;
  return value === null ? [] : [value];
}

export function keyOf(entry: string): string {
  const end = entry.indexOf('=');
  return end === -1 ? entry : entry.slice(0, end);
}

/** `KEY=VALUE` entries as a mapping, a bare key with `bare`; other values as they are. */
export function fromKeyValueList(entries: readonly Tree[], bare: Tree): [string, Tree][] {
  return entries
    .filter(entry => typeof entry === 'string')
    .map(entry => [keyOf(entry), entry.includes('=') ? entry.slice(keyOf(entry).length + 1) : bare]);
}

function toKeyValue([key, value]: [string, TreeMap[string]]): string {
  if (value === null || isMap(value) || isList(value)) return key;
  return `${key}=${goText(value)}`;
}
