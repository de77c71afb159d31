import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { resourcesOf, run, withProject } from './support.ts';

const root = resolve(import.meta.dirname, '../..');
const readme = readFileSync(resolve(root, 'README.md'), 'utf8');

test('the mistake that the README shows must look as it shows', () =>
  withProject({ 'compose.yaml': 'services:\n  web:\n    imgae: nginx\n' }, async ({ folder, gantry }) => {
    const shown = block('', 'validating').replace('/srv/shop', folder);
    expect((await gantry('config', '-q')).stderr).toContain(shown);
  }));

test('the program that the README shows must run', () =>
  withProject(
    { 'compose.yaml': 'services:\n  web:\n    image: debian:bookworm-slim\n    command: sleep 1000\n    init: true\n' },
    async ({ name, folder, write }) => {
      write('program.mjs', block('ts', 'import').replace(`'gantry'`, `'${resolve(root, 'dist/index.js')}'`));
      const env = { ...process.env, COMPOSE_PROJECT_NAME: name };
      const outcome = await run([process.execPath, 'program.mjs'], folder, env);
      expect(outcome.stderr).toBe('');
      expect(outcome.stdout).toContain(`${name}-web-1 of ${name} started`);
      expect((await resourcesOf(name)).containers).toMatchObject([{ name: `${name}-web-1`, state: 'running' }]);
    },
  ));

/** The README's code block in a language that begins with a word. */
function block(language: string, begin: string): string {
  const found = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].find(
    ([, its, text]) => its === language && text!.startsWith(begin),
  );
  if (found === undefined) throw new Error(`README.md has no ${language} block that begins with ${begin}`);
  return found[2]!;
}
