import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

// Also fails when an attribute of schemas/ has no row in docs/attributes.tsv, or a row has no attribute.
test('docs/compatibility.md is what `npm run compatibility` writes', async () => {
  const script = pathToFileURL(resolve(root, 'scripts/build-compatibility.mjs')).href;
  const { compatibilityPage } = (await import(script)) as { compatibilityPage: () => string };
  expect(readFileSync(resolve(root, 'docs/compatibility.md'), 'utf8')).toBe(compatibilityPage());
});
