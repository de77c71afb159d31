/**
 * A directed graph of keys: an edge leads from a key to one that it depends on. It knows nothing of what the keys
 * stand for.
 */
export interface Graph<Key> {
  /** In the order given, which is the order among equals in all that follows. */
  readonly keys: readonly Key[];
  /** What each key depends on. */
  readonly dependencies: ReadonlyMap<Key, readonly Key[]>;
  /** What depends on each key. */
  readonly dependents: ReadonlyMap<Key, readonly Key[]>;
}

/** Dependencies that are no keys of the graph are left out: whoever builds it knows whether that is a mistake. */
export function buildGraph<Key>(keys: Iterable<Key>, dependenciesOf: (key: Key) => Iterable<Key>): Graph<Key> {
  const all = [...new Set(keys)];
  const dependencies = new Map<Key, Key[]>(all.map(key => [key, []]));
  const dependents = new Map<Key, Key[]>(all.map(key => [key, []]));
  for (const key of all) {
    for (const dependency of new Set(dependenciesOf(key))) {
      if (!dependents.has(dependency)) continue;
      dependencies.get(key)!.push(dependency);
      dependents.get(dependency)!.push(key);
    }
  }
  return { keys: all, dependencies, dependents };
}

/** The same graph with its edges turned around: what was first is last. */
export function reverseGraph<Key>(graph: Graph<Key>): Graph<Key> {
  return { keys: graph.keys, dependencies: graph.dependents, dependents: graph.dependencies };
}

/** Every key that depends on this one, directly or by others. */
export function dependentsOf<Key>(graph: Graph<Key>, key: Key): Key[] {
  const found = new Set<Key>();
  const pending = [key];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const dependent of graph.dependents.get(next) ?? []) {
      if (found.has(dependent)) continue;
      found.add(dependent);
      pending.push(dependent);
    }
  }
  return [...found];
}
