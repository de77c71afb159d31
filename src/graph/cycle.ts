import type { Graph } from './graph.ts';

/** The first cycle found, as a path that ends where it starts (`a, b, a`), or undefined. */
export function findCycle<Key>(graph: Graph<Key>): Key[] | undefined {
  const done = new Set<Key>();
  for (const key of graph.keys) {
    const cycle = cycleFrom(key, { graph, done, path: [] });
    if (cycle) return cycle;
  }
  return undefined;
}

interface Search<Key> {
  readonly graph: Graph<Key>;
  readonly done: Set<Key>;
  readonly path: Key[];
}

function cycleFrom<Key>(key: Key, search: Search<Key>): Key[] | undefined {
  if (search.done.has(key)) return undefined;
  const seenAt = search.path.indexOf(key);
  if (seenAt >= 0) return [...search.path.slice(seenAt), key];
  search.path.push(key);
  for (const dependency of search.graph.dependencies.get(key) ?? []) {
    const cycle = cycleFrom(dependency, search);
    if (cycle) return cycle;
  }
  search.path.pop();
  search.done.add(key);
  return undefined;
}
