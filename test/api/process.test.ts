import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

// A library is a guest in its process: all that can be reached from its entries, lazily or not, leaves that as it is.
const root = resolve(import.meta.dirname, '../..');
const reached = reachableFrom(join(root, 'src/index.ts'), join(root, 'src/vitest.ts'));

test('the library reaches what it does', () => {
  expect(reached).toEqual(
    expect.arrayContaining(['src/operations/up.ts', 'src/execute/executor.ts', 'src/lock/acquire.ts']),
  );
  expect(reached.filter(file => file.startsWith('src/cli/') || file === 'src/bin.ts')).toEqual([]);
});

test.each([
  ['writes to or reads from the console', /\bconsole\b|process\.(stdin|stdout|stderr)\b/],
  ['ends the process', /process\.(exit|exitCode|abort|reallyExit)\b/],
  ['listens to signals or to the process', /process\.(on|once|addListener|prependListener)\b/],
  ['changes folder, mask, title or user', /process\.(chdir|umask|title|set[a-z]+id)\b/],
  ['sets variables of the environment', /\benv(\.\w+|\[[^\]]+\])\s*=[^=]|delete\s+(process\.)?env\b/],
])('no module of the library %s', (_, pattern) => {
  expect(reached.filter(file => pattern.test(code(join(root, file))))).toEqual([]);
});

test('one module of the library looks at the process for defaults', () => {
  const looking = reached.filter(file => /process\.(env|cwd|argv)\b/.test(code(join(root, file))));
  expect(looking).toEqual(['src/api/here.ts']);
});

test('the process is sent no signal but that which asks whether it is there', () => {
  const sent = reached.flatMap(file => [...code(join(root, file)).matchAll(/process\.kill\([^)]*\)/g)].flat());
  expect(sent).toEqual(['process.kill(pid, 0)']);
});

function reachableFrom(...entries: readonly string[]): string[] {
  const found = new Set(entries);
  // A set that grows while it is iterated hands out what was added, too.
  for (const file of found) {
    for (const [, target] of code(file).matchAll(/(?:\bfrom|\bimport\(|^import)\s*'(\.[^']+\.ts)'/gm)) {
      found.add(resolve(dirname(file), target!));
    }
  }
  return [...found].map(file => relative(root, file)).sort();
}

function code(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
}
