import type { Graph } from './graph.ts';

/** The first cycle found, as a path that ends where it starts (`a, b, a`), or undefined. */
export function findCycle<Key>(graph: Graph<Key>): Key[] | undefined {
  const done = new Set<Key>();
  for (const key of graph.keys) {
    const cycle = done.has(key) ? undefined : cycleFrom(key, graph, done);
    if (cycle) return cycle;
  }
  return undefined;
}

/** Goes down by a list of its own, not by recursion: a chain may be longer than the stack is deep. */
function cycleFrom<Key>(start: Key, graph: Graph<Key>, done: Set<Key>): Key[] | undefined {
  const open = new Map([[start, dependenciesOf(start, graph)]]);
  const path = [start];
  while (path.length > 0) {
    const key = path.at(-1)!;
    const next = open.get(key)!.next();
    if (next.done) {
      path.pop();
      open.delete(key);
      done.add(key);
    } else if (open.has(next.value)) {
      return [...path.slice(path.indexOf(next.value)), next.value];
    } else if (!done.has(next.value)) {
      path.push(next.value);
      open.set(next.value, dependenciesOf(next.value, graph));
    }
  }
  return undefined;
}

function dependenciesOf<Key>(key: Key, { dependencies }: Graph<Key>): Iterator<Key, undefined> {
  return [...(dependencies.get(key) ?? [])].values();
}
