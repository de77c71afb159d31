import type { Graph } from './graph.ts';
import { insertByRank, rankOf } from './order.ts';

export interface WalkOptions<Key> {
  /** How many visits may be under way at once. */
  readonly concurrency: number;
  /** Visits that take no place of `concurrency`: they only wait. Default: none. */
  readonly isIdle?: (key: Key) => boolean;
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
 * failed visit costs its dependents theirs and nothing else. Never rejects.
 */
export async function walk<Key>(
  graph: Graph<Key>,
  visit: (key: Key) => Promise<void>,
  options: WalkOptions<Key>,
): Promise<WalkResult<Key>> {
  const rank = rankOf(graph);
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
    try {
      await visit(key);
      release(key);
    } catch (error) {
      failures.push({ key, error });
    }
    busy -= weight;
    await runReady();
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
