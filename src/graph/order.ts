import type { Graph } from './graph.ts';

/**
 * All keys, each after what it depends on; among those that are ready, in the graph's own order. Keys on a cycle and
 * what depends on them are left out: look for one with `findCycle` first.
 */
export function topologicalOrder<Key>(graph: Graph<Key>): Key[] {
  const missing = new Map(graph.keys.map(key => [key, graph.dependencies.get(key)!.length]));
  const rank = rankOf(graph);
  const ready = graph.keys.filter(key => missing.get(key) === 0);
  const order: Key[] = [];
  for (let key = ready.shift(); key !== undefined; key = ready.shift()) {
    order.push(key);
    for (const dependent of graph.dependents.get(key)!) {
      const left = missing.get(dependent)! - 1;
      missing.set(dependent, left);
      if (left === 0) insertByRank(ready, dependent, rank);
    }
  }
  return order;
}

export function rankOf<Key>(graph: Graph<Key>): ReadonlyMap<Key, number> {
  return new Map(graph.keys.map((key, index) => [key, index]));
}

export function insertByRank<Key>(ready: Key[], key: Key, rank: ReadonlyMap<Key, number>): void {
  const at = ready.findIndex(other => rank.get(other)! > rank.get(key)!);
  ready.splice(at < 0 ? ready.length : at, 0, key);
}
