import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

// docs/errors.md and the source name the same codes. A code is found where it is handed over: as `code:`, as the
// first argument of an error or a report, and in what the wrong projects of fixtures/invalid are told.
const root = resolve(import.meta.dirname, '../..');
const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .map(file => readFileSync(join(root, 'src', file), 'utf8'))
  .join('\n');
const documented = [...readFileSync(join(root, 'docs/errors.md'), 'utf8').matchAll(/^\| `([a-z-]+)` \|/gm)].map(
  match => match[1]!,
);

test('every code that the source uses is documented', () => {
  const handedOver =
    /\bcode: '([a-z-]+)'|\bnew ComposeError\(\s*'([a-z-]+)'|\b(?:problem|report)\(\s*'([a-z]+-[a-z-]+)'/g;
  const used = [...source.matchAll(handedOver)].map(match => (match[1] ?? match[2] ?? match[3])!);
  expect(used.length).toBeGreaterThan(30);
  expect([...new Set(used)].filter(code => !documented.includes(code)).sort()).toEqual([]);
});

test('every code that a wrong project is told is documented', () => {
  const fixtures = join(root, 'fixtures/invalid');
  const told = readdirSync(fixtures).flatMap(name =>
    [...readFileSync(join(fixtures, name, 'errors.txt'), 'utf8').matchAll(/^ +--> .* \[([a-z-]+)\]$/gm)].map(
      match => match[1]!,
    ),
  );
  expect([...new Set(told)].filter(code => !documented.includes(code)).sort()).toEqual([]);
});

test('every documented code is used by the source', () => {
  const isUsed = (code: string) => source.includes(`'${code}'`) || isBuiltFromPrefix(code);
  expect(documented.filter(code => !isUsed(code))).toEqual([]);
});

test('every code is documented once', () => {
  expect(documented.filter((code, index) => documented.indexOf(code) !== index)).toEqual([]);
});

/** `undefined-network` and the like, written as `undefined-${kind}`. */
function isBuiltFromPrefix(code: string): boolean {
  return source.includes(`\`${code.slice(0, code.indexOf('-') + 1)}\${`);
}
