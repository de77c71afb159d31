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

describe('a project that is wrong', () => {
  test.each(cases)('%s', async name => {
    const folder = join(fixtures, name);
    const shown = await mistakesOf(folder);
    await expect(shown).toMatchFileSnapshot(join(folder, 'errors.txt'));
  });

  test.each(cases)('%s shows where, and what to do, for each mistake', name => {
    const shown = readFileSync(join(fixtures, name, 'errors.txt'), 'utf8');
    for (const mistake of shown.trimEnd().split('\n\n')) {
      expect(mistake).toMatch(/^ +--> [\w./-]+:\d+:\d+ \[[a-z-]+\]$/m);
      expect(mistake).toMatch(/^ +\| +\^+$/m);
      expect(mistake).toMatch(/^hint: \S/m);
    }
  });

  test('there are enough of them', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });
});

/** Loads what a folder's own files name: compose.yaml, its override, and whatever `.env` says. */
async function mistakesOf(folder: string): Promise<string> {
  const io = nodeIO({ cwd: folder, env: {}, homeDir: '/home/somebody' }, noInput());
  const failure = await loadProject({}, io).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof ComposeError)) throw failure ?? new Error(`${folder} loads`);
  return failure.diagnostics
    .map(diagnostic => renderDiagnostic(diagnostic, { color: false, cwd: folder }))
    .join('\n')
    .replaceAll(folder, '<folder>');
}

async function* noInput(): AsyncIterable<Uint8Array> {}
