import { describe, expect, test } from 'vitest';
import { ignoreRules, parseIgnoreFile } from '../../src/ignore/ignore-rules.ts';

// What Docker's own matcher says of each: patterns, path, whether it is ignored.
const table: [patterns: string[], path: string, ignored: boolean][] = [
  [['node_modules'], 'node_modules', true],
  [['node_modules'], 'node_modules/a/b.js', true],
  [['node_modules'], 'packages/a/node_modules', false],
  [['**/node_modules'], 'packages/a/node_modules/b', true],
  [['**/node_modules'], 'node_modules', true],
  [['*.log'], 'a.log', true],
  [['*.log'], 'logs/a.log', false],
  [['**/*.log'], 'logs/deep/a.log', true],
  [['logs/*'], 'logs/a/b', true],
  [['logs/**'], 'logs/a/b', true],
  [['logs/**'], 'logs', false],
  [['logs'], 'logs.txt', false],
  [['**'], 'anything/at/all', true],
  [['a/**/z'], 'a/z', true],
  [['a/**/z'], 'a/b/c/z', true],
  [['/dist'], 'dist/main.js', true],
  [['./dist/'], 'dist/main.js', true],
  [['dist/../out'], 'out/x', true],
  [['?.js'], 'a.js', true],
  [['?.js'], 'ab.js', false],
  [['[ab].js'], 'b.js', true],
  [['[^ab].js'], 'b.js', false],
  [['a\\*b'], 'a*b', true],
  [['a\\*b'], 'axb', false],
  [['*', '!src'], 'src/main.js', false],
  [['*', '!src'], 'other/main.js', true],
  [['*', '!src/keep.js'], 'src/keep.js', false],
  [['*', '!src/keep.js'], 'src/drop.js', true],
  [['!src', 'src'], 'src/a', true],
  [['src', '!src/a', 'src/a/b'], 'src/a/b/c', true],
  [['src', '!src/a', 'src/a/b'], 'src/a/x', false],
  [['**/*.md', '!README.md'], 'README.md', false],
  [['**/*.md', '!README.md'], 'docs/README.md', true],
  [['app/(auth)/secret'], 'app/(auth)/secret', true],
  [['app/(auth)/secret'], 'app/auth/secret', false],
  [['a+b', 'x{1}', 'p|q'], 'a+b', true],
  [['a+b'], 'aab', false],
  [['x{1}'], 'x{1}', true],
  [['p|q'], 'p', false],
  [['a.b'], 'axb', false],
  [['$x'], '$x', true],
  [['# no comment here'], 'a', false],
  [['  padded  '], 'padded', true],
];

describe('patterns mean what they mean to Docker', () => {
  test.each(table)('%j: %s ignored: %s', (patterns, path, ignored) => {
    expect(ignoreRules(patterns).ignores(path)).toBe(ignored);
  });
});

test('an ignored folder must be looked into only where an exception may be', () => {
  const rules = ignoreRules(['*', '!src/keep', '! packages/*/dist', '!docs']);
  const looked = (folder: string) => rules.mayExceptBelow(folder);
  expect(['src', 'src/keep', 'src/keep/deep', 'packages', 'packages/a', 'docs/deep'].map(looked)).not.toContain(false);
  expect(['node_modules', 'src/other', 'packages/a/src'].map(looked)).not.toContain(true);
  expect(ignoreRules(['*', '!**/keep']).mayExceptBelow('any/where')).toBe(true);
});

test('a file of patterns has comments, blank lines and a byte order mark', () => {
  expect(parseIgnoreFile('\uFEFF*.log\r\n\n# no\n  \n!keep.log\n')).toEqual(['*.log', '!keep.log']);
});
