import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ComposeError } from '../../src/diagnostics/errors.ts';
import { loadProject } from '../../src/loader/load.ts';
import { nodeIO } from '../../src/loader/node-io.ts';
import { renderDiagnostic } from '../../src/render/diagnostic.ts';

// Each folder holds one mistake, or several, and errors.txt what people are told about them.
const fixtures = resolve(import.meta.dirname, '../../fixtures/invalid');
const cases = readdirSync(fixtures).sort();

// No line of a file is at fault here: there is no file, or nothing in it.
const withoutPlace = new Set(['empty-file', 'missing-file']);

// The message itself says all there is to do.
const withoutHint = new Set([
  'broken-env-file',
  'cast-of-variable',
  'extends-unknown-service',
  'invalid-duration',
  'list-in-place-of-mapping',
  'missing-included-file',
  'secret-without-source',
]);

describe('a project that is wrong', () => {
  test.each(cases)('%s', async name => {
    const folder = join(fixtures, name);
    const shown = await mistakesOf(folder);
    await expect(shown).toMatchFileSnapshot(join(folder, 'errors.txt'));
  });

  test.each(cases.filter(name => !withoutPlace.has(name)))('%s shows where, and what to do', name => {
    const shown = readFileSync(join(fixtures, name, 'errors.txt'), 'utf8');
    expect(shown).toMatch(/^ +--> [\w.-]+:\d+:\d+ \[[a-z-]+\]$/m);
    expect(shown).toMatch(/^ +\| +\^+$/m);
    if (!withoutHint.has(name)) expect(shown).toMatch(/^hint: \S/m);
  });
});

async function mistakesOf(folder: string): Promise<string> {
  const io = nodeIO({ cwd: folder, env: {}, homeDir: '/home/somebody' }, noInput());
  const failure = await loadProject({ files: ['compose.yaml'] }, io).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof ComposeError)) throw failure ?? new Error(`${folder} loads`);
  const { diagnostics, message, hint, code } = failure;
  const told = diagnostics.length > 0 ? diagnostics : [{ severity: 'error' as const, code, message, hint }];
  return told
    .map(({ hint, ...diagnostic }) =>
      renderDiagnostic({ ...diagnostic, ...(hint === undefined ? {} : { hint }) }, { color: false, cwd: folder }),
    )
    .join('\n')
    .replaceAll(folder, '<folder>');
}

async function* noInput(): AsyncIterable<Uint8Array> {}
