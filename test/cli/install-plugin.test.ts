import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { testWorld } from './world.ts';

let root: string;
let config: string;
let plugin: string;
let launcher: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gantry-plugin-'));
  config = join(root, 'config');
  plugin = join(config, 'cli-plugins/docker-compose');
  launcher = program('here');
});
afterEach(() => rmSync(root, { recursive: true }));

/** A gantry of its own. */
function program(name: string): string {
  mkdirSync(join(root, name, 'bin'), { recursive: true });
  writeFileSync(join(root, name, 'bin/gantry'), '');
  return join(root, name, 'bin/gantry');
}

function write(path: string, text: string) {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

async function run(...args: string[]) {
  const env = { DOCKER_CONFIG: config, PATH: `${join(root, 'first')}:${join(root, 'second')}` };
  const { world, stdout, stderr } = testWorld({ env, launcher, cwd: root });
  return { code: await main(['install-plugin', ...args], world), stdout: stdout(), stderr: stderr() };
}

test('links the plugin in the configuration of docker, and takes it away again', async () => {
  expect((await run('--as', 'compose')).stdout).toBe(
    `\`docker compose\` is gantry: ${plugin}\nto undo it: gantry install-plugin --as compose --uninstall\n`,
  );
  expect(readlinkSync(plugin)).toBe(launcher);
  expect((await run('--as', 'compose')).stdout).toContain('is gantry already');
  expect((await run('--as', 'compose', '--uninstall')).stdout).toBe(`removed gantry from ${plugin}\n`);
  expect(existsSync(plugin)).toBe(false);
  expect(await run('--as', 'compose', '--uninstall')).toMatchObject({
    code: 0,
    stdout: `there is nothing to remove at ${plugin}\n`,
  });
});

test('is docker gantry unless told otherwise', async () => {
  expect((await run()).code).toBe(0);
  expect(readlinkSync(join(config, 'cli-plugins/docker-gantry'))).toBe(launcher);
  expect((await run('--uninstall')).code).toBe(0);
  expect(existsSync(join(config, 'cli-plugins/docker-gantry'))).toBe(false);
});

test('another gantry makes room, also one that is gone', async () => {
  mkdirSync(join(config, 'cli-plugins'), { recursive: true });
  symlinkSync(join(root, 'gone/bin/gantry'), plugin);
  expect((await run('--as', 'compose')).stdout).toContain(`it was the gantry of ${join(root, 'gone/bin/gantry')}`);
  expect(readlinkSync(plugin)).toBe(launcher);
});

test("somebody else's plugin stays unless forced, and comes back", async () => {
  write(plugin, 'the other');
  const refused = await run('--as', 'compose');
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain(`${plugin} is a file, which isn't gantry's\nhint: --force`);
  expect(await run('--as', 'compose', '--uninstall')).toMatchObject({ code: 1 });
  expect(readFileSync(plugin, 'utf8')).toBe('the other');

  const aside = join(config, 'cli-plugins/before-gantry.docker-compose');
  expect((await run('--as', 'compose', '--force')).stdout).toContain(`it was a file, which is ${aside} now`);
  expect(readlinkSync(plugin)).toBe(launcher);
  expect((await run('--as', 'compose', '--uninstall')).stdout).toContain(`\`docker compose\` is ${plugin} again`);
  expect(readFileSync(plugin, 'utf8')).toBe('the other');
  expect(existsSync(aside)).toBe(false);
});

test('what was put aside once is not lost to another', async () => {
  write(plugin, 'the first');
  await run('--as', 'compose', '--force');
  rmSync(plugin);
  mkdirSync(join(root, 'elsewhere'));
  symlinkSync(join(root, 'elsewhere'), plugin);
  const { code, stderr } = await run('--as', 'compose', '--force');
  expect(code).toBe(1);
  expect(stderr).toContain(`is a link to ${join(root, 'elsewhere')}`);
  expect(readFileSync(join(config, 'cli-plugins/before-gantry.docker-compose'), 'utf8')).toBe('the first');
  expect(readlinkSync(plugin)).toBe(join(root, 'elsewhere'));
});

test('a rehearsal changes nothing', async () => {
  write(plugin, 'the other');
  expect((await run('--as', 'compose', '--force', '--dry-run')).code).toBe(0);
  expect(readFileSync(plugin, 'utf8')).toBe('the other');
  rmSync(plugin);
  await run('--as', 'compose', '--dry-run');
  expect(existsSync(plugin)).toBe(false);
});

test('says when another plugin is found first', async () => {
  const extra = join(root, 'extra');
  write(join(extra, 'docker-compose'), '');
  write(join(config, 'config.json'), JSON.stringify({ cliPluginsExtraDirs: [extra] }));
  expect((await run('--as', 'compose')).stdout).toContain(`warning: ${join(extra, 'docker-compose')} is found first`);
});

test('puts a program on the PATH, and says which one it hides or is hidden by', async () => {
  write(join(root, 'second/docker-compose'), '');
  const { stdout } = await run('--shim', 'first');
  expect(stdout).toContain(`\`docker-compose\` is gantry: ${join(root, 'first/docker-compose')}\n`);
  expect(stdout).toContain(`it was ${join(root, 'second/docker-compose')}, which is left as it is\n`);
  expect(stdout).toContain(`to undo it: gantry install-plugin --shim ${join(root, 'first')} --uninstall\n`);
  expect(readlinkSync(join(root, 'first/docker-compose'))).toBe(launcher);
  expect((await run('--shim', 'second', '--force')).stdout).toContain(
    `warning: ${join(root, 'first/docker-compose')} is found first`,
  );
  expect((await run('--shim', 'third')).stdout).toContain('warning: its folder is not on the PATH');
  expect((await run('--shim', 'first', '--uninstall')).stdout).toContain('removed gantry');
});

test('a folder that cannot be made is said', async () => {
  write(config, 'a file');
  const { code, stderr } = await run('--as', 'compose');
  expect(code).toBe(1);
  expect(stderr).toContain(`cannot change ${plugin}: `);
  expect(lstatSync(config).isFile()).toBe(true);
});

test.each([
  [['--as', '../x'], 'invalid --as value'],
  [['--as', ''], 'invalid --as value'],
  [['--as', 'compose', '--shim', 'first'], '--shim and --as exclude each other'],
  [['--shim', ''], '--shim needs the name of a folder'],
])('%j is refused', async (args, words) => {
  expect(await run(...args)).toMatchObject({ code: 1, stderr: expect.stringContaining(words) });
});
