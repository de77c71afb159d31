import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import * as library from '../../src/index.ts';

const manual = readFileSync(resolve(import.meta.dirname, '../../docs/api.md'), 'utf8');

test('the manual must name all that the library exports', () => {
  const exported = Object.keys(library);
  expect(exported.length).toBeGreaterThan(30);
  expect(exported.filter(name => name !== 'EngineError' && !new RegExp(`\`${name}[(\`]`).test(manual))).toEqual([]);
});
