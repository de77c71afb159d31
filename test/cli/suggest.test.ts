import { expect, test } from 'vitest';
import { suggest } from '../../src/cli/suggest.ts';

const commands = ['build', 'config', 'down', 'logs', 'ps', 'up', 'version'];

test.each([
  ['biuld', 'build'],
  ['confg', 'config'],
  ['downn', 'down'],
  ['upp', 'up'],
  ['log', 'logs'],
  ['verzion', 'version'],
  ['kubernetes', undefined],
  ['', undefined],
])('%j means %j', (word, meant) => {
  expect(suggest(word, commands)).toBe(meant);
});
