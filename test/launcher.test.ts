import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gantryVersion } from '../src/cli/versions.ts';
import { flavours } from '../src/model/flavour.ts';

let root: string;
let program: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'gantry launcher-'));
  for (const folder of ['app/bin', 'app/dist', 'links', 'far']) mkdirSync(join(root, folder), { recursive: true });
  program = join(root, 'app/bin/gantry');
  copyFileSync(resolve(import.meta.dirname, '../bin/gantry'), program);
  writeFileSync(
    join(root, 'app/dist/cli.js'),
    `const { NODE_EXTRA_CA_CERTS: node, GANTRY_EXTRA_CA_CERTS: kept, GANTRY_CALLED_AS: called } = process.env;
    console.log(JSON.stringify({ args: process.argv.slice(2), node, kept, called }));
    process.exitCode = 7;`,
  );
});
afterAll(() => rmSync(root, { recursive: true }));

function launch(path: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
  return spawnSync(path, args, { encoding: 'utf8', cwd: join(root, 'far'), env: { ...inherited, ...env } });
}

test('hands its arguments on, and the exit code back', () => {
  const args = ['run', 'a b', '', '*', '$HOME'];
  const { status, stdout } = launch(program, args);
  expect(JSON.parse(stdout)).toEqual({ args });
  expect(status).toBe(7);
});

test.each([['--env-file', 'absent.env'], ['--env-file=absent.env'], ['--inspect'], ['--', '--env-file', 'x']])(
  'leaves %s to gantry, though Node has such an option too',
  (...args) => {
    const { status, stdout, stderr } = launch(program, args);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ args });
    expect(status).toBe(7);
  },
);

test('is found behind links, relative and absolute', () => {
  symlinkSync('../app/bin/gantry', join(root, 'links/relative'));
  symlinkSync(join(root, 'links/relative'), join(root, 'far/absolute'));
  expect(launch(join(root, 'far/absolute')).status).toBe(7);
});

test('is found by its name alone', () => {
  const env = { PATH: `${join(root, 'app/bin')}:${process.env.PATH}` };
  expect(launch('gantry', ['x'], env).status).toBe(7);
});

describe('as a plugin of the docker CLI', () => {
  test.each([
    ['docker-compose', flavours['5'].version],
    ['docker-gantry', gantryVersion],
  ])('%s says what it is without Node', (name, version) => {
    symlinkSync(program, join(root, 'links', name));
    const { stdout, status } = launch(join(root, 'links', name), ['docker-cli-plugin-metadata'], { PATH: '' });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ SchemaVersion: '0.1.0', Vendor: 'gantry', Version: `v${version}` });
  });

  test('tells gantry the name that it is called by', () => {
    const args = ['-H', 'unix:///x', 'compose', 'ps'];
    expect(JSON.parse(launch(join(root, 'links/docker-compose'), args).stdout)).toEqual({
      args,
      called: 'docker-compose',
    });
    expect(JSON.parse(launch(program, [], { GANTRY_CALLED_AS: 'docker-compose' }).stdout)).toEqual({ args: [] });
  });

  test('finds the Node that npm has installed it beside when the PATH has none', () => {
    const installed = join(root, 'prefix/lib/node_modules/gantry');
    mkdirSync(join(root, 'prefix/bin'), { recursive: true });
    cpSync(join(root, 'app'), installed, { recursive: true });
    symlinkSync(process.execPath, join(root, 'prefix/bin/node'));
    symlinkSync(join(installed, 'bin/gantry'), join(root, 'prefix/bin/gantry'));
    const programs = join(root, 'programs');
    mkdirSync(programs);
    for (const name of ['readlink', 'dirname']) symlinkSync(`/usr/bin/${name}`, join(programs, name));
    expect(launch(join(root, 'prefix/bin/gantry'), [], { PATH: programs }).status).toBe(7);
  });
});

test('keeps the additional certificates from the start of Node', () => {
  expect(JSON.parse(launch(program, [], { NODE_EXTRA_CA_CERTS: '/ca.pem' }).stdout)).toEqual({
    args: [],
    kept: '/ca.pem',
  });
});

test('says what to do where nothing is built', () => {
  const bare = join(root, 'bare/bin');
  mkdirSync(bare, { recursive: true });
  copyFileSync(program, join(bare, 'gantry'));
  const { status, stderr } = launch(join(bare, 'gantry'));
  expect(stderr).toContain("run 'npm run build'");
  expect(status).toBe(1);
});

test('is a script of the plain shell', () => {
  expect(() => execFileSync('sh', ['-n', program])).not.toThrow();
});
