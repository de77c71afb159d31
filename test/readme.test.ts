import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { commandNames } from '../src/cli/commands/index.ts';

const root = resolve(import.meta.dirname, '..');

test.each(['README.md', 'CHANGELOG.md'])('%s names every command', file => {
  const text = readFileSync(join(root, file), 'utf8');
  const isNamed = (command: string) => text.includes(`\`${command}\``) || text.includes(`\ngantry ${command} `);
  expect(commandNames.length).toBeGreaterThan(20);
  expect(commandNames.filter(command => !isNamed(command))).toEqual([]);
});
