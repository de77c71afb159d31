import { isList, isMap, type Tree, type TreeMap, treeMap } from '../tree.ts';
import type { Attribute, MergeScope } from './attribute.ts';

/** Names in a list, or in a mapping with options; also for a service's models. */
export const namedOptions: Attribute = { canonical: namesToMap };

/** Address pools with the same subnet are one. */
export const ipamConfig: Attribute = { merge: mergeBySubnet };

function namesToMap(value: Tree): Tree {
  if (!isList(value)) return value;
  return treeMap(value.filter(name => typeof name === 'string').map(name => [name, null]));
}

function mergeBySubnet(base: Tree, override: Tree, { mergeDeep }: MergeScope): Tree {
  if (!isList(base) || !isList(override)) return mergeDeep(base, override);
  const pools = [...base];
  for (const pool of override) {
    const same = pools.findIndex(known => subnetOf(known) !== undefined && subnetOf(known) === subnetOf(pool));
    if (same === -1) pools.push(pool);
    else pools[same] = mergeDeep(pools[same]!, pool);
  }
  return pools;
}

function subnetOf(pool: Tree): TreeMap[string] | undefined {
  return isMap(pool) ? pool.subnet : undefined;
}
