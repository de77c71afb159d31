import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCycle } from '../../src/graph/cycle.ts';
import { buildGraph, reverseGraph } from '../../src/graph/graph.ts';
import { topologicalOrder } from '../../src/graph/order.ts';
import { reduceDependencies } from '../../src/graph/reduce.ts';

type Edges = Record<string, string[]>;
const graph = (edges: Edges) => buildGraph(Object.keys(edges), key => edges[key] ?? []);

/** Acyclic by making: a key depends only on keys before it. */
const acyclic = fc.array(fc.array(fc.nat({ max: 20 }), { maxLength: 4 }), { maxLength: 20 }).map(rows => {
  const edges: Edges = {};
  rows.forEach((row, index) => {
    edges[`k${index}`] = row.filter(other => other < index).map(other => `k${other}`);
  });
  return edges;
});

describe('buildGraph', () => {
  test('leaves out dependencies that are no keys, and duplicates', () => {
    expect(graph({ a: ['b', 'b', 'elsewhere'], b: [] }).dependencies.get('a')).toEqual(['b']);
  });

  test('reversed, dependents are dependencies', () => {
    expect(reverseGraph(graph({ a: ['b'], b: [] })).dependencies.get('b')).toEqual(['a']);
  });
});

describe('findCycle', () => {
  test.each<[string, Edges, string[] | undefined]>([
    ['none', { a: ['b'], b: ['c'], c: [] }, undefined],
    ['a diamond is none', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, undefined],
    ['itself', { a: ['a'] }, ['a', 'a']],
    ['of two, off the start', { a: ['b'], b: ['c'], c: ['b'] }, ['b', 'c', 'b']],
  ])('%s', (_name, edges, cycle) => {
    expect(findCycle(graph(edges))).toEqual(cycle);
  });

  test('acyclic graphs have none', () => {
    fc.assert(fc.property(acyclic, edges => findCycle(graph(edges)) === undefined));
  });
});

describe('topologicalOrder', () => {
  test('keeps the order of the keys among those that are ready', () => {
    expect(topologicalOrder(graph({ a: ['z'], b: [], c: ['b'], z: [] }))).toEqual(['b', 'c', 'z', 'a']);
  });

  test('leaves out a cycle and what depends on it', () => {
    expect(topologicalOrder(graph({ a: ['b'], b: ['a'], c: ['a'], d: [] }))).toEqual(['d']);
  });

  test('has every key once, after its dependencies', () => {
    fc.assert(
      fc.property(acyclic, edges => {
        const order = topologicalOrder(graph(edges));
        expect([...order].sort()).toEqual(Object.keys(edges).sort());
        for (const key of order) {
          for (const dependency of edges[key]!) expect(order.indexOf(dependency)).toBeLessThan(order.indexOf(key));
        }
      }),
    );
  });
});

describe('reduceDependencies', () => {
  const reduce = (edges: Edges) => Object.fromEntries(reduceDependencies(new Map(Object.entries(edges))));

  test('drops what others imply', () => {
    expect(reduce({ a: [], b: ['a'], c: ['a', 'b'] })).toEqual({ a: [], b: ['a'], c: ['b'] });
  });

  test('reaches the same keys with fewer edges', () => {
    const reachable = (edges: Edges, key: string): string[] =>
      [...new Set(edges[key]!.flatMap(dependency => [dependency, ...reachable(edges, dependency)]))].sort();
    fc.assert(
      fc.property(acyclic, edges => {
        const reduced = reduce(edges);
        for (const key of Object.keys(edges)) expect(reachable(reduced, key)).toEqual(reachable(edges, key));
      }),
    );
  });
});
