import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { testWorld } from './world.ts';

// All of these end before an engine is asked.
test.each([
  ['port web', 'requires at least 2 arg(s), only received 1'],
  ['port', 'requires at least 2 arg(s), only received 0'],
  ['port web abc', 'strconv.ParseUint: parsing "abc": invalid syntax'],
  ['port web 99999', 'strconv.ParseUint: parsing "99999": value out of range'],
  ['images --format bogus', 'format value "bogus" could not be parsed: parsing failed'],
  ['ls --format bogus', 'format value "bogus" could not be parsed: parsing failed'],
  ['ls --filter bogus=1', "invalid filter 'bogus'"],
  ['ls --filter bogus', 'invalid argument "bogus" for "--filter" flag: bad format of filter (expected name=value)'],
])('gantry -p app %s: %s', async (line, message) => {
  const { world, stdout, stderr } = testWorld({ env: { DOCKER_HOST: 'unix:///nowhere.sock' } });
  expect(await main(['-p', 'app', ...line.split(' ')], world)).toBe(1);
  expect(stderr().split('\n')[0]).toBe(message);
  expect(stdout()).toBe('');
});
