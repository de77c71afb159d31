import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { readPluginCall } from '../../src/cli/plugin-call.ts';
import { testWorld } from './world.ts';

function read(program: string, ...argv: string[]) {
  const { argv: own, world } = readPluginCall(argv, testWorld({ program, env: { A: 'b' } }).world);
  return { argv: own, program: world.program, env: world.env };
}

describe('the docker CLI calls a plugin by its name, among flags of its own', () => {
  const asPlugin = { program: 'docker compose', env: { A: 'b' } };
  test.each<[argv: string[], argv: string[]]>([
    [['compose'], []],
    [
      ['compose', 'up', '-d'],
      ['up', '-d'],
    ],
    [
      ['compose', 'run', 'compose', 'compose'],
      ['run', 'compose', 'compose'],
    ],
    [
      ['-H', 'tcp://a:1', 'compose', '-f', 'x', 'ps'],
      ['-H', 'tcp://a:1', '-f', 'x', 'ps'],
    ],
    [
      ['--context=far', '-D', '-l', 'debug', 'compose', 'ps'],
      ['--context=far', '-D', '-l', 'debug', 'ps'],
    ],
    [['help', 'compose'], ['help']],
    [
      ['help', 'compose', 'up'],
      ['help', 'up'],
    ],
    [
      ['--tlsverify', '--tlscacert', '/c/ca.pem', '--tlskey=/c/key.pem', 'compose', 'ps'],
      ['--tlsverify', '--tlscacert', '/c/ca.pem', '--tlskey=/c/key.pem', 'ps'],
    ],
  ])('%j', (argv, own) => {
    expect(read('docker-compose', ...argv)).toEqual({ ...asPlugin, argv: own });
  });
});

test.each<[argv: string[], own: string[]]>([
  [
    ['compose', 'up', '-d'],
    ['up', '-d'],
  ],
  [
    ['-H', 'tcp://a:1', 'compose', 'ps'],
    ['-H', 'tcp://a:1', 'ps'],
  ],
  [
    ['help', 'compose', 'up'],
    ['help', 'up'],
  ],
])('a script may stand between the docker CLI and gantry: %j', (argv, own) => {
  expect(read('gantry', ...argv)).toEqual({ argv: own, program: 'docker compose', env: { A: 'b' } });
});

test.each<[argv: string[]]>([
  [['run', 'compose', 'compose']],
  [['-p', 'compose', 'up']],
  [['compose-x']],
  [['help', 'up']],
])('gantry is called as itself: %j', argv => {
  expect(read('gantry', ...argv)).toEqual({ argv, program: 'gantry', env: { A: 'b' } });
});

test.each<[argv: string[]]>([
  [[]],
  [['up', '-d']],
  [['-f', 'compose', 'up']],
  [['-p', 'compose', 'compose']],
  [['help', 'up']],
  [['-H', 'tcp://a:1', 'ps']],
])('a program named docker-compose is called as itself: %j', argv => {
  expect(read('docker-compose', ...argv)).toEqual({ argv, program: 'docker-compose', env: { A: 'b' } });
});

describe('messages and help name the program as it was called', () => {
  test.each<[program: string, argv: string[], words: string]>([
    ['docker-compose', ['compose', 'bogus'], 'unknown docker command: "compose bogus"'],
    ['docker-compose', ['bogus'], 'unknown docker command: "compose bogus"'],
    ['docker-gantry', ['gantry', 'bogus'], 'unknown docker command: "gantry bogus"'],
    ['gantry', ['bogus'], 'unknown gantry command: "bogus"'],
    ['docker-compose', ['compose', 'ls', 'x'], 'unknown command "x" for "docker compose ls"'],
    ['docker-compose', ['compose', 'wait'], "'docker compose wait' requires at least 1 argument"],
  ])('%s %j', async (program, argv, words) => {
    const { world, stderr } = testWorld({ program });
    expect(await main(argv, world)).toBe(1);
    expect(stderr()).toContain(words);
  });

  test.each([
    ['docker-compose', ['compose', 'up', '--help'], 'Usage:  docker compose up [OPTIONS]'],
    ['docker-compose', ['up', '--help'], 'Usage:  docker-compose up [OPTIONS]'],
    ['docker-compose', ['compose'], 'Usage:  docker compose [OPTIONS] COMMAND'],
    ['docker-gantry', ['gantry'], 'Usage:  docker gantry [OPTIONS] COMMAND'],
  ])('%s %j', async (program, argv, words) => {
    const { world, stdout } = testWorld({ program });
    expect(await main(argv, world)).toBe(0);
    expect(stdout()).toContain(words);
  });
});
