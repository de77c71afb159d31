import { mapChildren } from './attributes/attribute-tree.ts';
import { isMap, type Tree, type TreeMap, treeMap } from './tree.ts';

/**
 * A document as the schema is to see it: without the keys that it leaves empty where something is below it already,
 * in the model so far or in the service that it extends. An empty key changes nothing there, so it is no mistake.
 */
export function withoutAbsentNulls(document: TreeMap, model: TreeMap): TreeMap {
  const known = withoutNullsOver(document, model);
  const { services } = known;
  if (!isMap(services)) return known;
  return treeMap([...Object.entries(known), ['services', mapChildren(services, withoutNullsIfExtending)]]);
}

function withoutNullsOver(map: TreeMap, base: TreeMap): TreeMap {
  const kept = Object.entries(map).filter(([key, value]) => value !== null || (base[key] ?? null) === null);
  return treeMap(
    kept.map(([key, value]) => {
      const below = base[key];
      return [key, isMap(value) && isMap(below) ? withoutNullsOver(value, below) : value];
    }),
  );
}

function withoutNullsIfExtending(service: Tree): Tree {
  if (!isMap(service) || (service.extends ?? null) === null) return service;
  return treeMap(Object.entries(service).filter(([, value]) => value !== null));
}
