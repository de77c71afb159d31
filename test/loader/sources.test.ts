import { describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../src/loader/options.ts';
import { findSources } from '../../src/loader/sources.ts';
import { memoryIO, refusals, type World } from './memory-io.ts';

function find(paths: readonly string[], options: LoadOptions = {}, world: World = {}) {
  return findSources(options, memoryIO(Object.fromEntries(paths.map(path => [path, ''])), world));
}

describe('without -f', () => {
  test('the first name of the nearest folder that has one, with the override beside it', async () => {
    const paths = ['/p/docker-compose.yml', '/p/compose.yml', '/p/compose.override.yaml', '/p/a/b/other'];
    const found = await find(paths, {}, { cwd: '/p/a/b' });
    expect(found).toMatchObject({
      files: ['/p/compose.yml', '/p/compose.override.yaml'],
      projectDirectory: '/p',
      warnings: [
        'Found multiple config files with supported names: /p/compose.yml, /p/docker-compose.yml',
        'Using /p/compose.yml',
      ],
    });
  });

  test('none at all', async () => {
    expect(await find(['/p/readme'])).toMatchObject({ files: [], projectDirectory: '/p' });
  });

  test('the search starts in the project directory', async () => {
    const found = await find(['/p/compose.yaml', '/q/compose.yaml'], { projectDirectory: '../q' });
    expect(found).toMatchObject({ files: ['/q/compose.yaml'], projectDirectory: '/q' });
  });
});

describe('with -f', () => {
  test('files in order, without overrides; the project is where the first one is', async () => {
    const found = await find(['/p/x/a.yaml', '/p/compose.yaml'], { files: ['-', 'x/a.yaml', '/q/b.yaml'] });
    expect(found).toMatchObject({ files: ['-', '/p/x/a.yaml', '/q/b.yaml'], projectDirectory: '/p/x' });
  });

  test('only standard input: the project is where we are', async () => {
    expect(await find([], { files: ['-'] })).toMatchObject({ files: ['-'], projectDirectory: '/p' });
  });
});

describe('COMPOSE_FILE', () => {
  test('is a list, which -f replaces', async () => {
    const env = { COMPOSE_FILE: 'a.yaml:b.yaml' };
    const paths = ['/p/a.yaml', '/p/b.yaml', '/p/c.yaml'];
    expect(await find(paths, {}, { env })).toMatchObject({ files: ['/p/a.yaml', '/p/b.yaml'] });
    expect(await find(paths, { files: ['c.yaml'] }, { env })).toMatchObject({ files: ['/p/c.yaml'] });
  });

  test('has its own separator', async () => {
    const env = { COMPOSE_FILE: 'a.yaml;b.yaml', COMPOSE_PATH_SEPARATOR: ';' };
    expect(await find(['/p/a.yaml', '/p/b.yaml'], {}, { env })).toMatchObject({ files: ['/p/a.yaml', '/p/b.yaml'] });
  });

  test('names files that exist', async () => {
    expect(await refusals(find([], {}, { env: { COMPOSE_FILE: 'no.yaml' } }))).toEqual([
      'stat /p/no.yaml: no such file or directory',
    ]);
  });

  test('may come from .env', async () => {
    const io = memoryIO({ '/p/.env': 'COMPOSE_FILE=sub/a.yaml\n', '/p/sub/a.yaml': '' });
    expect(await findSources({}, io)).toMatchObject({ files: ['/p/sub/a.yaml'], projectDirectory: '/p/sub' });
  });
});

describe('variables', () => {
  const files = { '/p/.env': 'A=p\nB=p\nC=p\n', '/p/sub/.env': 'B=sub\nC=sub\nD=sub\n', '/p/compose.yaml': '' };

  test('of the process win, then those of the folder we are in, then those of the project', async () => {
    const io = memoryIO(files, { cwd: '/p/sub', env: { C: 'process' } });
    const { environment, envFiles } = await findSources({}, io);
    expect(environment).toMatchObject({ A: 'p', B: 'sub', C: 'process', D: 'sub', PWD: '/p/sub' });
    expect(envFiles).toEqual([]);
  });

  test('of --env-file replace .env; later files win and may use earlier ones', async () => {
    const io = memoryIO({ ...files, '/p/1.env': 'A=1\nB=1\n', '/p/2.env': 'B=2${A}\n' });
    const { environment, envFiles } = await findSources({ envFiles: ['1.env', '2.env'] }, io);
    expect(environment).toMatchObject({ A: '1', B: '21' });
    expect(environment.C).toBeUndefined();
    expect(envFiles).toEqual(['/p/1.env', '/p/2.env']);
  });

  test('COMPOSE_DISABLE_ENV_FILE leaves .env out', async () => {
    const { environment } = await findSources({}, memoryIO(files, { env: { COMPOSE_DISABLE_ENV_FILE: 'true' } }));
    expect(environment.A).toBeUndefined();
  });

  test.each([
    [['no.env'], "couldn't find env file: /p/no.env"],
    [['sub'], '/p/sub is a directory'],
    [['bad.env'], '/p/bad.env:2:1 failed to read /p/bad.env: line 2: key cannot contain a space'],
  ])('%j is refused', async (envFiles, message) => {
    const io = memoryIO({ ...files, '/p/bad.env': 'A=1\nB C=2\n' });
    expect(await refusals(findSources({ envFiles }, io))).toEqual([message]);
  });
});
