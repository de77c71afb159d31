import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { testWorld } from './world.ts';

async function run(...args: string[]) {
  const { world, stdout, stderr } = testWorld();
  return { code: await main(args, world), stdout: stdout(), stderr: stderr() };
}

describe('a command of commands', () => {
  test.each([
    [['bridge'], 'bridge'],
    [['bridge', 'bogus'], 'bridge'],
    [['bridge', '--help'], 'bridge'],
    [['bridge', 'transformations', 'bogus'], 'bridge transformations'],
    [['help', 'bridge', 'transformations'], 'bridge transformations'],
    [['alpha'], 'alpha'],
    [['alpha', 'bogus'], 'alpha'],
  ])('%j gives its help', async (args, name) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: {2}gantry ${name} \\[OPTIONS\\] COMMAND\n`));
    expect(stdout).toMatch(/\nCommands:\n {2}[a-z-]+ /);
  });

  test.each([
    [['bridge', 'convert', '--help'], 'gantry bridge convert [OPTIONS]'],
    [['bridge', '-h', 'convert'], 'gantry bridge convert [OPTIONS]'],
    [['help', 'bridge', 'transformations', 'ls'], 'gantry bridge transformations list [OPTIONS]'],
    [['alpha', 'scale', '--help'], 'gantry scale [OPTIONS] [SERVICE=REPLICAS...]'],
    [['alpha', 'dry-run', 'up', '--help'], 'gantry up [OPTIONS] [SERVICE...]'],
  ])('%j gives that of its member', async (args, usage) => {
    expect(await run(...args)).toMatchObject({ code: 0, stdout: expect.stringContaining(`Usage:  ${usage}\n`) });
  });

  test('knows its own flags only', async () => {
    expect(await run('bridge', '--bogus')).toEqual({ code: 1, stdout: '', stderr: 'unknown flag: --bogus\n' });
  });

  test('is a management command of the program, unless it is hidden', async () => {
    const { stdout } = await run();
    expect(stdout).toMatch(/\nManagement Commands:\n {2}bridge +\S/);
    expect(stdout).not.toMatch(/^ {2}alpha/m);
  });
});

describe('what gantry has not is refused, and nothing done', () => {
  const hint = 'hint: Docker Compose 5 can do it\n';
  test.each([
    [['publish', 'app:1', '-y'], `gantry has no \`publish\` yet\n${hint}`],
    [['alpha', 'publish', 'app:1'], `gantry has no \`publish\` yet\n${hint}`],
    [['bridge', 'convert', '-o', 'x'], `gantry has no \`bridge\` yet\n${hint}`],
    [['bridge', 'transformations', 'ls', '-q'], `gantry has no \`bridge\` yet\n${hint}`],
    [['build', '--check'], `gantry has no \`build --check\` yet\n${hint}`],
    [['build', '--print'], `gantry has no \`build --print\` yet\n${hint}`],
    [['build', '--ssh', 'default'], `gantry has no \`build --ssh\` yet\n${hint}`],
    [['build', '--sbom=true'], `gantry has no \`build --sbom\` yet\n${hint}`],
    [['build', '--provenance', 'mode=max'], `gantry has no \`build --provenance\` yet\n${hint}`],
    [['build', '--builder', 'far'], `gantry has no \`build --builder\` yet\n${hint}`],
  ])('%j', async (args, stderr) => {
    expect(await run(...args)).toEqual({ code: 1, stdout: '', stderr });
  });

  test.each([['--builder', 'default'], ['--sbom=false'], ['--provenance', '0'], ['--ssh='], ['-m', '1g'], ['--no-rm']])(
    'build %s %s asks for nothing special',
    async (...flags) => {
      expect((await run('build', ...flags)).stderr).toMatch(/^no configuration file provided: not found\n/);
    },
  );
});

test('a wrong number of arguments is told as Docker does', async () => {
  expect(await run('publish')).toEqual({
    code: 1,
    stdout: '',
    stderr: [
      "gantry: 'gantry publish' requires 1 argument",
      '',
      'Usage:  gantry publish [OPTIONS] REPOSITORY[:TAG]',
      '',
      "Run 'gantry publish --help' for more information",
      '',
    ].join('\n'),
  });
  expect((await run('cp', 'a')).stderr).toContain(
    'Usage:  gantry cp [OPTIONS] SERVICE:SRC_PATH DEST_PATH|-\n\tgantry cp [OPTIONS] SRC_PATH|- SERVICE:DEST_PATH\n',
  );
});

test('old flags work and are told to be old', async () => {
  expect(await run('--no-ansi', '--workdir', '/nowhere', 'version', '--short')).toEqual({
    code: 0,
    stdout: '5.5.0\n',
    stderr:
      "option '--no-ansi' is DEPRECATED ! Please use '--ansi' instead.\n" +
      "option '--workdir' is DEPRECATED at root level! Please use '--project-directory' instead.\n",
  });
});

test('--progress of `build` is told to belong before the command', async () => {
  const { stderr } = await run('build', '--progress', 'plain');
  expect(stderr).toMatch(/^--progress is a global compose flag, better use `gantry --progress xx build \.\.\.\n/);
});
