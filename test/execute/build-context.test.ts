import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildContext } from '../../src/execute/build-context.ts';
import type { Build } from '../../src/model/service.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-context-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function contextOf(build: Build = {}): Promise<{ dockerfile: string; entries: Record<string, string> }> {
  const { context, dockerfile } = await buildContext('web', { context: join(folder, 'ctx'), ...build });
  const entries: Record<string, string> = {};
  for await (const entry of context.pipe(extract())) {
    const { name, type, linkname } = entry.header;
    let text = '';
    for await (const chunk of entry) text += chunk;
    entries[name] = type === 'symlink' ? `-> ${linkname}` : type === 'directory' ? '/' : text;
  }
  return { dockerfile, entries };
}

test('has the files, folders and links of the folder', async () => {
  await write({ 'ctx/Dockerfile': 'FROM a', 'ctx/src/a.txt': 'a' });
  await symlink('src/a.txt', join(folder, 'ctx/link'));
  expect(await contextOf()).toEqual({
    dockerfile: 'Dockerfile',
    entries: { Dockerfile: 'FROM a', link: '-> src/a.txt', src: '/', 'src/a.txt': 'a' },
  });
});

test('leaves out what is ignored, but for exceptions and the Dockerfile', async () => {
  await write({
    'ctx/Dockerfile': 'FROM a',
    'ctx/.dockerignore': '*\n!keep/this\n',
    'ctx/keep/this': '1',
    'ctx/keep/that': '2',
    'ctx/big/file': '3',
  });
  expect(Object.keys((await contextOf()).entries)).toEqual(['.dockerignore', 'Dockerfile', 'keep/this']);
});

test('takes the ignore file of the Dockerfile before that of the folder', async () => {
  await write({
    'ctx/docker/prod': 'FROM a',
    'ctx/docker/prod.dockerignore': 'b',
    'ctx/.dockerignore': 'a',
    'ctx/a': '1',
    'ctx/b': '2',
  });
  const { dockerfile, entries } = await contextOf({ dockerfile: 'docker/prod' });
  expect(dockerfile).toBe('docker/prod');
  expect(entries).toHaveProperty('a');
  expect(entries).not.toHaveProperty('b');
});

test('adds a Dockerfile that is inline, or lies outside', async () => {
  await write({ 'ctx/a': '1', elsewhere: 'FROM b' });
  const inline = await contextOf({ dockerfile_inline: 'FROM c' });
  expect(inline.entries[inline.dockerfile]).toBe('FROM c');
  const outside = await contextOf({ dockerfile: '../elsewhere' });
  expect(outside.entries[outside.dockerfile]).toBe('FROM b');
});

test('a missing folder is told by its path', async () => {
  await expect(contextOf()).rejects.toThrow(`unable to prepare context: path "${join(folder, 'ctx')}" not found`);
});
