import { expect, test } from 'vitest';
import { buildKitLines } from '../../src/engine/buildkit-lines.ts';
import type { Vertex } from '../../src/engine/buildkit-trace.ts';

const vertex = (digest: string, more: Partial<Vertex>): Vertex =>
  ({ digest, name: `step ${digest}`, cached: false, error: '', started: 1, completed: undefined, ...more }) as Vertex;

test('a step that does all in one trace begins, works and ends in this order; others stay together', () => {
  const lines = buildKitLines()({
    vertexes: [
      vertex('a', { started: undefined, cached: true, completed: 1 }),
      vertex('b', { completed: 2 }),
      vertex('c', { completed: 1.5 }),
    ],
    statuses: [{ vertex: 'b', id: 'exporting layers', completed: 2 }] as never,
    logs: [{ vertex: 'b', time: 1.5, text: 'out\n' }] as never,
  });
  expect(lines).toEqual([
    '#1 step b',
    '#1 0.50 out',
    '#1 exporting layers done',
    '#2 step a',
    '#2 CACHED',
    '#1 DONE 1.0s',
    '#3 step c',
    '#3 DONE 0.5s',
  ]);
});
