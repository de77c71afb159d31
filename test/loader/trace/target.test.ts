import { expect, test } from 'vitest';
import { findTarget } from '../../../src/loader/trace/target.ts';
import { treeMap } from '../../../src/loader/tree.ts';

const tree = treeMap([
  ['a.b', treeMap([['c', ['x', 'KEY=1']]])],
  ['a', treeMap([['b', treeMap([['d', 1]])]])],
  ['empty', treeMap([['', 1]])],
]);

test.each<[text: string, path: (string | number)[]]>([
  ['a.b.c', ['a.b', 'c']],
  ['a.b.d', ['a', 'b', 'd']],
  ['a.b.c[0]', ['a.b', 'c', 0]],
  ['a.b.c.KEY', ['a.b', 'c', 'KEY']],
  ['["a.b"].c', ['a.b', 'c']],
  ['a["b"].d', ['a', 'b', 'd']],
])('%s', (text, path) => {
  expect(findTarget(text, [tree])).toEqual(path);
});

test('a place that only one of the trees has', () => {
  expect(findTarget('z', [tree, treeMap([['z', null]])])).toEqual(['z']);
});
