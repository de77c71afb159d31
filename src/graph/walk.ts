import type { Graph } from './graph.ts';
import { insertByRank, rankOf } from './order.ts';

export interface WalkOptions<Key> {
  /** How many visits may be under way at once. */
  readonly concurrency: number;
  /** Visits that take no place of `concurrency`: they only wait. Default: none. */
  readonly isIdle?: (key: Key) => boolean;
  /** Visits that go before others that are ready, whatever their order in the graph. Default: none. */
  readonly isFirst?: (key: Key) => boolean;
  /** No visit starts after it aborts; those under way are awaited. */
  readonly signal?: AbortSignal;
}

export interface WalkResult<Key> {
  /** Visits that failed by themselves, in the order in which they did. */
  readonly failures: readonly { readonly key: Key; readonly error: unknown }[];
  /** Keys not visited: something that they depend on failed, or the walk was aborted. */
  readonly skipped: readonly Key[];
}

/**
 * Visits every key after what it depends on, as many at once as allowed, in the graph's order among the ready. A
 * visit that finds that it only waits may let go of its place. A failed one costs its dependents theirs and nothing
 * else. Never rejects.
 */
export async function walk<Key>(
  graph: Graph<Key>,
  visit: (key: Key, letGo: () => void) => Promise<void>,
  options: WalkOptions<Key>,
): Promise<WalkResult<Key>> {
  const rank = ranked(graph, options.isFirst);
  const missing = new Map(graph.keys.map(key => [key, graph.dependencies.get(key)!.length]));
  const ready = graph.keys.filter(key => missing.get(key) === 0);
  const visited = new Set<Key>();
  const failures: { key: Key; error: unknown }[] = [];
  let busy = 0;

  const release = (key: Key): void => {
    for (const dependent of graph.dependents.get(key)!) {
      const left = missing.get(dependent)! - 1;
      missing.set(dependent, left);
      if (left === 0) insertByRank(ready, dependent, rank);
    }
  };

  const run = async (key: Key, weight: number): Promise<void> => {
    visited.add(key);
    busy += weight;
    let held = weight;
    const others: Promise<void>[] = [];
    const letGo = (): void => {
      busy -= held;
      held = 0;
      others.push(runReady());
    };
    try {
      await visit(key, letGo);
      release(key);
    } catch (error) {
      failures.push({ key, error });
    }
    busy -= held;
    await Promise.all([runReady(), ...others]);
  };

  const runReady = async (): Promise<void> => {
    const started: Promise<void>[] = [];
    for (let index = 0; index < ready.length && !options.signal?.aborted; ) {
      const weight = options.isIdle?.(ready[index]!) ? 0 : 1;
      if (busy + weight > options.concurrency) index += 1;
      else started.push(...ready.splice(index, 1).map(key => run(key, weight)));
    }
    await Promise.all(started);
  };

  await runReady();
  return { failures, skipped: graph.keys.filter(key => !visited.has(key)) };
}

/** The graph's order, with those that go first before all others. */
function ranked<Key>(graph: Graph<Key>, isFirst: ((key: Key) => boolean) | undefined): ReadonlyMap<Key, number> {
  const rank = rankOf(graph);
  if (!isFirst) return rank;
  return new Map(graph.keys.map(key => [key, rank.get(key)! - (isFirst(key) ? graph.keys.length : 0)]));
}
