import { expect, test } from 'vitest';
import { questionsFor } from '../../src/operations/watch/questions.ts';

const topsOf = (paths: readonly string[]) => questionsFor(paths).map(({ top }) => top);
const many = (folder: string) => Array.from({ length: 40 }, (_, number) => `${folder}/${number}`);

test('few paths are asked for themselves, many in one folder by that folder', () => {
  expect(topsOf([])).toEqual([]);
  expect(topsOf(['a/b/c', 'a/d', 'e'])).toEqual(['a/b/c', 'a/d', 'e']);
  expect(topsOf([...many('a/deep/folder'), 'b/c'])).toEqual(['a/deep/folder', 'b/c']);
  expect(topsOf(many('a').flatMap(many))).toEqual(['a']);
});

test('nothing is asked for below a path that is to be known itself, and each path by one question', () => {
  expect(topsOf(['a', 'a/b', 'c/d', 'c/d/e'])).toEqual(['a', 'c/d']);
  const paths = [...many('a/b'), 'a/c', 'd', 'd/e'];
  expect(
    questionsFor(paths)
      .flatMap(({ paths }) => paths)
      .sort(),
  ).toEqual([...paths].sort());
});
