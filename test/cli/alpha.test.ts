import { expect, test } from 'vitest';
import { withoutAlpha } from '../../src/cli/alpha.ts';

test.each([
  ['alpha scale web=2', 'scale web=2', false],
  ['alpha watch web', 'watch web', false],
  ['alpha dry-run up -d', 'up -d', true],
  ['alpha dry-run -- up -d', 'up -d', true],
  ['alpha up', 'alpha up', false],
  ['alpha', 'alpha', false],
  ['up alpha', 'up alpha', false],
])('%s is %s', (typed, meant, dryRun) => {
  expect(withoutAlpha(typed.split(' '))).toEqual({ args: meant.split(' '), dryRun });
});
