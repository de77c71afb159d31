import { isList, isMap, type Tree } from '../tree.ts';
import { goText } from '../values/go-text.ts';
import type { Attribute } from './attribute.ts';

export const extraHosts: Attribute = { merge: appendMissing };

/** One host may have several addresses, so entries add up unless they are the same. */
function appendMissing(base: Tree, override: Tree): Tree {
  const entries = toHostList(base);
  return [...entries, ...toHostList(override).filter(entry => !entries.includes(entry))];
}

/** `HOST=ADDRESS` entries; a mapping's hosts come sorted. */
export function toHostList(value: Tree): readonly Tree[] {
  if (isList(value)) return value;
  if (!isMap(value)) return [];
  const pairs = Object.entries(value).flatMap(([host, address]) =>
    (isList(address) ? address : [address]).map(one => [host, one] as const),
  );
  return pairs
    .map(([host, address]) => `${host}=${isMap(address) || isList(address) || address === null ? '' : goText(address)}`)
    .sort();
}
