import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { useColor } from '../../src/cli/color.ts';
import { withEnvFileVariables } from '../../src/cli/env-file-variables.ts';
import { globalFlags, readGlobals } from '../../src/cli/globals.ts';
import { main } from '../../src/cli/main.ts';
import { parseFlags } from '../../src/cli/parse.ts';
import { testWorld } from './world.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-variables-'));
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  write(
    'compose.yaml',
    'name: own\nservices:\n  web: {image: "web:${TAG-none}"}\n  tool: {build: ., profiles: [dev]}\n',
  );
  write('a.yaml', 'services: {a: {image: x}}\n');
  write('b.yaml', 'services: {b: {build: .}}\n');
  write('one.env', 'TAG=one\n');
  write('two.env', 'TAG=two\nMORE=more\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Surroundings {
  readonly shell?: Record<string, string>;
  /** Of the .env file. */
  readonly file?: string;
}

async function run(words: string, { shell = {}, file }: Surroundings = {}) {
  if (file !== undefined) writeFileSync(join(folder, '.env'), `${file}\n`);
  const { world, stdout, stderr } = testWorld({ cwd: folder, env: shell });
  const code = await main(words.split(' ').filter(Boolean), world);
  return code === 0 ? stdout().trimEnd().split('\n').sort() : [stderr().split('\n')[0]];
}

// The flag goes over the shell, and the shell over the .env file.
describe('variables that choose the project', () => {
  test.each<[words: string, surroundings: Surroundings, printed: string[]]>([
    ['config --services', { file: 'COMPOSE_FILE=a.yaml' }, ['a']],
    ['config --services', { file: 'COMPOSE_FILE=a.yaml', shell: { COMPOSE_FILE: 'b.yaml' } }, ['b']],
    ['-f a.yaml config --services', { shell: { COMPOSE_FILE: 'b.yaml' } }, ['a']],
    ['config --services', { shell: { COMPOSE_FILE: 'a.yaml:b.yaml' } }, ['a', 'b']],
    ['config --services', { shell: { COMPOSE_FILE: 'a.yaml,b.yaml', COMPOSE_PATH_SEPARATOR: ',' } }, ['a', 'b']],
    ['config --services', { file: 'COMPOSE_FILE=a.yaml;b.yaml\nCOMPOSE_PATH_SEPARATOR=;' }, ['a', 'b']],
    ['config --services', { file: 'COMPOSE_PROFILES=dev' }, ['tool', 'web']],
    ['config --services', { file: 'COMPOSE_PROFILES=dev', shell: { COMPOSE_PROFILES: 'none' } }, ['web']],
    ['--profile dev config --services', { shell: { COMPOSE_PROFILES: 'none' } }, ['tool', 'web']],
    ['config --services', { shell: { COMPOSE_PROFILES: 'none, dev' } }, ['tool', 'web']],
    ['-f b.yaml config --images', { file: 'COMPOSE_PROJECT_NAME=file' }, ['file-b']],
    [
      '-f b.yaml config --images',
      { file: 'COMPOSE_PROJECT_NAME=file', shell: { COMPOSE_PROJECT_NAME: 'sh' } },
      ['sh-b'],
    ],
    ['-p flag -f b.yaml config --images', { shell: { COMPOSE_PROJECT_NAME: 'sh' } }, ['flag-b']],
    ['-f b.yaml config --images', { file: 'COMPOSE_COMPATIBILITY=1', shell: { COMPOSE_PROJECT_NAME: 'x' } }, ['x_b']],
    [
      '-f b.yaml config --images',
      { file: 'COMPOSE_COMPATIBILITY=1', shell: { COMPOSE_PROJECT_NAME: 'x', COMPOSE_COMPATIBILITY: '0' } },
      ['x-b'],
    ],
    ['--compatibility -p x -f b.yaml config --images', { shell: { COMPOSE_COMPATIBILITY: '0' } }, ['x_b']],
  ])('%s with %j', async (words, surroundings, printed) => {
    expect(await run(words, surroundings)).toEqual(printed);
  });
});

describe('variables about variables', () => {
  test.each<[words: string, surroundings: Surroundings, printed: string[]]>([
    ['config --images', { file: 'TAG=file' }, ['web:file']],
    ['config --images', { file: 'TAG=file', shell: { TAG: 'shell' } }, ['web:shell']],
    ['config --images', { file: 'TAG=file', shell: { COMPOSE_ENV_FILES: 'one.env' } }, ['web:one']],
    ['config --images', { file: 'TAG=file', shell: { COMPOSE_ENV_FILES: 'one.env,two.env' } }, ['web:two']],
    ['--env-file one.env config --images', { shell: { COMPOSE_ENV_FILES: 'two.env' } }, ['web:one']],
    ['config --images', { file: 'TAG=file', shell: { COMPOSE_DISABLE_ENV_FILE: '1' } }, ['web:none']],
    ['config --images', { file: 'TAG=file', shell: { COMPOSE_DISABLE_ENV_FILE: 'false' } }, ['web:file']],
    ['config --images', { file: 'TAG=file\nCOMPOSE_DISABLE_ENV_FILE=1' }, ['web:file']],
    [
      'config --images',
      { shell: { COMPOSE_ENV_FILES: 'no.env' } },
      [expect.stringMatching(/^couldn't find env file: .*no\.env$/)],
    ],
  ])('%s with %j', async (words, surroundings, printed) => {
    expect(await run(words, surroundings)).toEqual(printed);
  });
});

describe('variables that stand for flags of the program', () => {
  async function globals(words: string, { shell = {}, file }: Surroundings) {
    if (file !== undefined) writeFileSync(join(folder, '.env'), `${file}\n`);
    const { options, given } = parseFlags(words.split(' ').filter(Boolean), globalFlags);
    const world = await withEnvFileVariables(testWorld({ cwd: folder, env: shell }).world, options);
    return readGlobals(options, given, world.env);
  }

  test.each<[words: string, surroundings: Surroundings, expected: object]>([
    ['', { file: 'COMPOSE_ANSI=never' }, { ansi: 'never' }],
    ['', { file: 'COMPOSE_ANSI=never', shell: { COMPOSE_ANSI: 'always' } }, { ansi: 'always' }],
    ['--ansi auto', { shell: { COMPOSE_ANSI: 'always' } }, { ansi: 'auto' }],
    ['', { shell: { COMPOSE_ANSI: 'bogus' } }, { ansi: 'auto' }],
    ['--no-ansi', { shell: { COMPOSE_ANSI: 'always' } }, { ansi: 'never' }],
    ['', { shell: { COMPOSE_PROGRESS: 'json' } }, { progress: 'json' }],
    ['--progress plain', { shell: { COMPOSE_PROGRESS: 'json' } }, { progress: 'plain' }],
    ['', { file: 'COMPOSE_PROGRESS=json' }, { progress: 'auto' }],
    ['', { file: 'COMPOSE_PARALLEL_LIMIT=3' }, { parallel: 3 }],
    ['', { file: 'COMPOSE_PARALLEL_LIMIT=3', shell: { COMPOSE_PARALLEL_LIMIT: '4' } }, { parallel: 4 }],
    ['--parallel 5', { shell: { COMPOSE_PARALLEL_LIMIT: 'x' } }, { parallel: 5 }],
    ['--env-file limit.env', {}, { parallel: 7 }],
  ])('%s with %j', async (words, surroundings, expected) => {
    writeFileSync(join(folder, 'limit.env'), 'COMPOSE_PARALLEL_LIMIT=7\n');
    expect(await globals(words, surroundings)).toMatchObject(expected);
  });

  test('a number that is none is refused, and an unknown kind of progress', async () => {
    expect(await run('config', { file: 'COMPOSE_PARALLEL_LIMIT=x' })).toEqual([
      'COMPOSE_PARALLEL_LIMIT must be an integer (found: "x")',
    ]);
    expect(await run('config', { shell: { COMPOSE_PROGRESS: 'x' } })).toEqual(['unsupported --progress value "x"']);
  });

  test('an .env file with a mistake is told of once, by what needs it', async () => {
    expect(await run('config', { file: "COMPOSE_ANSI='" })).toEqual([expect.stringContaining('failed to read')]);
    expect(await run('version --short', { file: "COMPOSE_ANSI='" })).toEqual(['5.5.0']);
  });
});

test.each<[env: Record<string, string>, ansi: 'auto' | 'always' | 'never', colored: boolean]>([
  [{}, 'auto', true],
  [{ NO_COLOR: '1' }, 'auto', false],
  [{ NO_COLOR: '' }, 'auto', true],
  [{ NO_COLOR: '1' }, 'always', true],
  [{ TERM: 'dumb' }, 'auto', false],
  [{}, 'never', false],
])('a terminal with %j and --ansi %s', (env, ansi, colored) => {
  const screen = { write: () => {}, isTTY: true, columns: 80, rows: 24 };
  expect(useColor(screen, ansi, env)).toBe(colored);
});

test.each(['COMPOSE_MENU', 'COMPOSE_EXPERIMENTAL', 'COMPOSE_BAKE'])('%s is let be', async name => {
  expect(await run('config --services', { shell: { [name]: 'false' } })).toEqual(['web']);
});

test('COMPOSE_CONVERT_WINDOWS_PATHS makes paths of drives those of Linux', async () => {
  writeFileSync(
    join(folder, 'a.yaml'),
    'services: {a: {image: x, volumes: [{type: bind, source: "C:\\\\data", target: /d}]}}\n',
  );
  const source = async (shell: Record<string, string>) =>
    (await run('-f a.yaml config', { shell })).find(line => line?.includes('source:'))?.trim();
  expect(await source({ COMPOSE_CONVERT_WINDOWS_PATHS: '1' })).toBe('source: /c/data');
  expect(await source({})).toBe('source: C:\\data');
});
