import { appendFile, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
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

test('leaves out what is removed while it is read, and what is added to a file', async () => {
  const large = 'x'.repeat(4_000_000);
  await write({ 'ctx/Dockerfile': 'FROM a', 'ctx/a': large, 'ctx/b': '1', 'ctx/c/d': '2', 'ctx/e': '3' });
  await symlink('e', join(folder, 'ctx/f'));
  const { context } = await buildContext('web', { context: join(folder, 'ctx') });
  const sizes: Record<string, number> = {};
  for await (const entry of context.pipe(extract())) {
    let size = 0;
    for await (const chunk of entry) {
      if (entry.header.name === 'a' && size === 0) {
        for (const name of ['b', 'c', 'f']) await rm(join(folder, 'ctx', name), { recursive: true });
        await appendFile(join(folder, 'ctx/a'), 'more');
      }
      size += (chunk as Buffer).length;
    }
    sizes[entry.header.name] = size;
  }
  expect(sizes).toEqual({ Dockerfile: 6, a: large.length, e: 1 });
});

test('says which file was made shorter while it was read', async () => {
  await write({ 'ctx/Dockerfile': 'FROM a', 'ctx/a': 'x'.repeat(4_000_000) });
  const { context } = await buildContext('web', { context: join(folder, 'ctx') });
  const read = async () => {
    for await (const chunk of context) if ((chunk as Buffer).length > 1_000) await truncate(join(folder, 'ctx/a'), 10);
  };
  await expect(read()).rejects.toMatchObject({
    code: 'unreadable-file',
    message: `unable to prepare context: ${join(folder, 'ctx/a')} was made shorter while it was read`,
  });
});
