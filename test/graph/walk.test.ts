import { describe, expect, test } from 'vitest';
import { buildGraph } from '../../src/graph/graph.ts';
import { walk } from '../../src/graph/walk.ts';

type Edges = Record<string, string[]>;
const graph = (edges: Edges) => buildGraph(Object.keys(edges), key => edges[key] ?? []);
const turn = () => new Promise<void>(resolve => setImmediate(resolve));

describe('walk', () => {
  test('visits a key when all that it depends on is done', async () => {
    const log: string[] = [];
    await walk(
      graph({ app: ['db', 'cache'], cache: [], db: ['volume'], volume: [] }),
      async key => {
        log.push(`${key} starts`);
        await turn();
        log.push(`${key} ends`);
      },
      { concurrency: 1 },
    );
    expect(log).toEqual(['cache', 'volume', 'db', 'app'].flatMap(key => [`${key} starts`, `${key} ends`]));
  });

  test('has as many visits under way as allowed, and no more', async () => {
    let running = 0;
    let most = 0;
    const visit = async () => {
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
    };
    await walk(graph({ a: [], b: [], c: [], d: [], e: ['a'] }), visit, { concurrency: 3 });
    expect(most).toBe(3);
  });

  test('lets idle visits wait beside the bound', async () => {
    let release = (): void => {};
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    const visit = async (key: string) => (key === 'wait' ? released : release());
    const result = await walk(graph({ wait: [], work: [] }), visit, { concurrency: 1, isIdle: key => key === 'wait' });
    expect(result).toEqual({ failures: [], skipped: [] });
  });

  test('lets others go on when a visit lets go of its place', async () => {
    let release = (): void => {};
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    const visit = async (key: string, letGo: () => void) => {
      if (key !== 'long') return release();
      await turn();
      letGo();
      return released;
    };
    const result = await walk(graph({ long: [], work: [] }), visit, { concurrency: 1 });
    expect(result).toEqual({ failures: [], skipped: [] });
  });

  test('visits first what goes first of the ready', async () => {
    const visited: string[] = [];
    const visit = async (key: string) => void visited.push(key);
    const edges = { makeA: [], makeB: [], startA: ['makeA'], startB: ['makeB'] };
    await walk(graph(edges), visit, { concurrency: 1, isFirst: key => key.startsWith('start') });
    expect(visited).toEqual(['makeA', 'startA', 'makeB', 'startB']);
  });

  test('a failure skips its dependents and reports only its root', async () => {
    const visited: string[] = [];
    const result = await walk(
      graph({ app: ['db'], db: ['network'], network: [], other: [] }),
      async key => {
        visited.push(key);
        if (key === 'network') throw new Error('refused');
      },
      { concurrency: 4 },
    );
    expect(visited).toEqual(['network', 'other']);
    expect(result.failures.map(({ key, error }) => `${key}: ${(error as Error).message}`)).toEqual([
      'network: refused',
    ]);
    expect(result.skipped).toEqual(['app', 'db']);
  });

  test('starts nothing after an abort, and awaits what is under way', async () => {
    const controller = new AbortController();
    const ended: string[] = [];
    const result = await walk(
      graph({ a: [], b: ['a'] }),
      async key => {
        controller.abort();
        await turn();
        ended.push(key);
      },
      { concurrency: 4, signal: controller.signal },
    );
    expect(ended).toEqual(['a']);
    expect(result).toEqual({ failures: [], skipped: ['b'] });
  });
});
