import { describe, expect, test } from 'vitest';
import { ruleFilter } from '../../src/watch/filter.ts';

const root = '/app/src';

describe('what a rule takes', () => {
  const table: [options: Partial<Parameters<typeof ruleFilter>[0]>, taken: string[], left: string[]][] = [
    [{}, ['', 'a.js', 'deep/b.css', '.env', '.gitignore'], ['.git', '.git/HEAD', 'deep/.git/config']],
    [
      {},
      ['swp', '4913.js'],
      ['.a.js.swp', '.a.js.swpx', 'deep/.b.swx', 'a.js~', '4913', '.#a.js', '#a.js#', '.DS_Store'],
    ],
    [{}, [], ['a.js___jb_tmp___', 'x/a.js___jb_old___', '.goutputstream-ABC', '.idea/workspace.xml']],
    [{}, ['node_modules.md'], ['node_modules/x/index.js', 'packages/a/node_modules/y']],
    [{ include: ['node_modules/mine/**', '*.js'] }, ['node_modules/mine/a.js', 'b.js'], ['node_modules/x.md', 'c.css']],
    [{ root: '/app/node_modules/mine' }, ['a.js'], []],
    [{ ignore: ['*.tmp', 'gen'] }, ['a.js', 'deep/a.tmp'], ['a.tmp', 'gen/x.js']],
    [{ ignore: ['gen', '!gen/keep.js'] }, ['gen/keep.js'], ['gen/x.js']],
    [{ include: ['**/*.css'] }, ['', 'a.css', 'deep/b.css'], ['a.js', 'deep']],
    [{ include: ['**/*.css'], ignore: ['b.css'] }, ['a.css'], ['b.css']],
    [{ others: [{ folder: '/app', patterns: ['src/gen', '**/*.md'] }] }, ['a.js'], ['gen/x', 'x.md']],
    [{ others: [{ folder: '/app/src/deep', patterns: ['*'] }] }, ['a.js'], []],
    [{ never: ['/app/src/Dockerfile', '/app/compose.yaml'] }, ['a.js', 'deep/Dockerfile'], ['Dockerfile']],
  ];
  test.each(table)('%j', (options, taken, left) => {
    const filter = ruleFilter({ root, ...options });
    expect(taken.filter(path => !filter.takes(path, 'file'))).toEqual([]);
    expect(left.filter(path => filter.takes(path, 'file'))).toEqual([]);
  });

  test('a folder in which nothing counts must not be entered, and so not be watched', () => {
    const filter = ruleFilter({ root, ignore: ['gen', '!gen/keep/*.js'], include: ['**/*.js'] });
    expect(['', 'deep', 'gen', 'gen/keep'].filter(folder => !filter.enters(folder))).toEqual([]);
    expect(['.git', 'node_modules', 'gen/other', 'deep/node_modules'].filter(folder => filter.enters(folder))).toEqual(
      [],
    );
  });
});
