import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allCommands, commandNames, findCommand } from '../../src/cli/commands/index.ts';
import { main } from '../../src/cli/main.ts';
import { gantryVersion } from '../../src/cli/versions.ts';
import { testWorld } from './world.ts';

async function run(args: readonly string[], overrides: Parameters<typeof testWorld>[0] = {}) {
  const { world, stdout, stderr } = testWorld(overrides);
  return { code: await main(args, world), stdout: stdout(), stderr: stderr() };
}

describe('version', () => {
  test('the first line is the one that clients of Docker Compose look for', async () => {
    const { code, stdout } = await run(['version']);
    expect(code).toBe(0);
    expect(stdout).toBe(`Docker Compose version v5.5.0\ngantry version v${gantryVersion}\n`);
    expect(stdout).toMatch(/^docker[ -]compose(?: version)?:? v?([^\s,]+)/i);
  });

  test.each<[args: string[], stdout: string]>([
    [['version', '--short'], '5.5.0\n'],
    [['--compose-version', '2', 'version', '--short'], '2.40.3\n'],
    [['version', '-f', 'json'], `{"version":"v5.5.0","gantry":"${gantryVersion}"}\n`],
    [['--version'], `Docker Compose version v5.5.0\ngantry version v${gantryVersion}\n`],
    [['-v'], `Docker Compose version v5.5.0\ngantry version v${gantryVersion}\n`],
  ])('%j', async (args, stdout) => {
    expect(await run(args)).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('is that of the package', () => {
    const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'));
    expect(gantryVersion).toBe(version);
  });
});

test('every command is found by the names that it has, and by no other', async () => {
  const own = (await allCommands()).flatMap(({ name, aliases }) => [name, ...aliases]);
  expect([...commandNames].sort()).toEqual(own.sort());
  for (const name of own)
    expect([await findCommand(name)].map(found => [found!.name, ...found!.aliases])[0]).toContain(name);
  expect(await findCommand('toString')).toBeUndefined();
});

describe('help', () => {
  test.each([[[]], [['help']], [['--help']], [['-h']]])('%j lists all commands', async args => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: {2}gantry \[OPTIONS\] COMMAND\n/);
    for (const { name, summary } of (await allCommands()).filter(({ hidden }) => !hidden))
      expect(stdout).toMatch(new RegExp(`^ {2}${name} +${summary}$`, 'm'));
  });

  test.each([[['ps', '--help']], [['help', 'ps']], [['--help', 'ps']], [['ps', 'web', '-h']]])('%j', async args => {
    const { code, stdout } = await run(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: {2}gantry ps \[OPTIONS\] \[SERVICE\.\.\.\]\n\nList containers\n\nOptions:\n/);
  });

  test('names aliases', async () => {
    expect((await run(['convert', '--help'])).stdout).toContain('Aliases:\n  gantry config, gantry convert\n');
  });

  test('keeps to 80 columns, the columns of flags aligned', async () => {
    for (const { name } of await allCommands()) {
      const { stdout } = await run([name, '--help']);
      for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThan(80);
    }
  });

  test('a command', async () => {
    expect((await run(['version', '--help'])).stdout).toBe(
      [
        'Usage:  gantry version [OPTIONS]',
        '',
        'Show the version',
        '',
        'Options:',
        '      --dry-run         Show what would be done, and change nothing',
        '  -f, --format string   How to print it ("pretty"|"json")',
        '      --short           Only the number of the Docker Compose version',
        '',
      ].join('\n'),
    );
  });
});

describe('mistakes on the command line end with 1 and one line', () => {
  test.each<[args: string[], stderr: string]>([
    [['--bogus'], 'unknown flag: --bogus\n'],
    [['-x'], "unknown shorthand flag: 'x' in -x\n"],
    [['-f'], "flag needs an argument: 'f' in -f\n"],
    [['ps', '--bogus'], 'unknown flag: --bogus\n'],
    [['ps', '--quite'], 'unknown flag: --quite\nhint: did you mean `--quiet`?\n'],
    [['logs', '--tail'], 'flag needs an argument: --tail\n'],
    [['version', 'extra'], 'unknown command "extra" for "gantry version"\n'],
    [
      ['--parallel', 'abc', 'ps'],
      'invalid argument "abc" for "--parallel" flag: strconv.ParseInt: parsing "abc": invalid syntax\n',
    ],
    [
      ['--progress', 'bogus', 'version'],
      'unsupported --progress value "bogus"\nhint: use auto, tty, plain, json or quiet\n',
    ],
    [['--compose-version', '3', 'version'], 'unsupported --compose-version value "3"\nhint: use 5 or 2\n'],
    [['config', '--format', 'toml'], 'unsupported format "toml"\nhint: use yaml or json\n'],
    [
      ['config', '--variables', '--format', 'toml'],
      'format value "toml" could not be parsed: parsing failed\nhint: use table, json or yaml\n',
    ],
    [['ps', '--filter', 'bogus'], 'arguments to --filter should be in form KEY=VAL\n'],
    [['logs', '--index', '1'], '--index requires one service to be selected\n'],
    [['logs', '--since', 'bogus'], 'invalid value for "since": failed to parse value as time or duration: "bogus"\n'],
  ])('%j', async (args, stderr) => {
    expect(await run(args)).toEqual({ code: 1, stdout: '', stderr });
  });

  test('an unknown command shows the help too', async () => {
    const { code, stdout, stderr } = await run(['upp']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Usage: {2}gantry/);
    expect(stderr).toBe('unknown gantry command: "upp"\nhint: did you mean `up`?\n');
  });

  test('COMPOSE_PARALLEL_LIMIT is checked as well', async () => {
    const { code, stderr } = await run(['version'], { env: { COMPOSE_PARALLEL_LIMIT: 'x' } });
    expect(code).toBe(1);
    expect(stderr).toBe('COMPOSE_PARALLEL_LIMIT must be an integer (found: "x")\n');
  });

  test('with --progress json it is an object', async () => {
    const { code, stderr } = await run(['--progress', 'json', 'ps', '--filter', 'x']);
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toEqual({
      error: true,
      message: 'arguments to --filter should be in form KEY=VAL',
      code: 'usage',
    });
  });
});

test('a mistake of gantry itself is one sentence, and a trace only when asked for', async () => {
  const broken = {
    env: {},
    onInterrupt: (): never => {
      throw new TypeError('x is no function');
    },
  };
  const args = ['-p', 'app', 'logs'];
  const quiet = await run(args, broken);
  expect(quiet.code).toBe(1);
  expect(quiet.stderr).toMatch(
    /^gantry has failed because of a mistake of its own \(TypeError: x is no function\): .*\n$/,
  );
  const loud = await run(args, { ...broken, env: { GANTRY_DEBUG: '1' } });
  expect(loud.stderr).toMatch(/\n {4}at .*main\.test\.ts/);
});
