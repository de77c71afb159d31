import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Content } from '../../src/watch/content.ts';
import { digestOf } from '../../src/watch/host-files.ts';
import { type HostWrites, hostWrites } from '../../src/watch/host-writes.ts';

let outer: string;
let root: string;
let writes: HostWrites;

beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'gantry-writes-'));
  root = join(outer, 'root');
  mkdirSync(root);
  writes = hostWrites(root, false);
});
afterEach(() => rmSync(outer, { recursive: true, force: true }));

const at = (path: string) => join(root, path);
const contentOf = (text: string, mode = 0o644): Content => ({ type: 'file', mode, hash: digestOf(Buffer.from(text)) });
const folder: Content = { type: 'folder', mode: 0o755 };

/** Long enough ago to be told from a write that comes now. */
async function written(path: string, text: string, mode = 0o644): Promise<Content> {
  writeFileSync(at(path), text);
  chmodSync(at(path), mode);
  await expect.poll(() => Date.now() - lstatSync(at(path)).ctimeMs, { interval: 5 }).toBeGreaterThan(25);
  return contentOf(text, mode);
}

async function put(path: string, text: string, before: Content | undefined, mode = 0o644): Promise<string> {
  const file = await writes.receive(Readable.from([Buffer.from(text)]));
  return await writes
    .put(path, contentOf(text, mode), { before, file })
    .finally(() => rmSync(file.at, { force: true }));
}

test('a file must come where nothing is, with its mode, and its folders be made', async () => {
  expect(await put('deep/er/x', 'new', undefined, 0o640)).toBe('done');
  expect(readFileSync(at('deep/er/x'), 'utf8')).toBe('new');
  expect(lstatSync(at('deep/er/x')).mode & 0o7777).toBe(0o640);
  expect(readdirSync(root)).toEqual(['deep']);
});

test('a file must be written over only as it is known to be', async () => {
  const known = await written('x', 'known');
  expect(await put('x', 'new', contentOf('other'))).toBe('changed');
  expect(await put('x', 'new', contentOf('known', 0o600))).toBe('changed');
  expect(await put('x', 'new', undefined)).toBe('changed');
  expect(await put('y', 'new', known)).toBe('changed');
  expect(readFileSync(at('x'), 'utf8')).toBe('known');
  expect(await put('x', 'new', known)).toBe('done');
  expect(readFileSync(at('x'), 'utf8')).toBe('new');
  expect(readdirSync(root)).toEqual(['x']);
});

test('a link must be put, and replaced, by itself', async () => {
  writeFileSync(join(outer, 'outside'), 'mine');
  const out: Content = { type: 'link', to: '../outside' };
  symlinkSync('../outside', at('l'));
  expect(await put('l', 'new', out)).toBe('done');
  expect(readFileSync(join(outer, 'outside'), 'utf8')).toBe('mine');
  expect(lstatSync(at('l')).isFile()).toBe(true);
  expect(await writes.put('m', { type: 'link', to: 'l' }, { before: undefined })).toBe('done');
  expect(await writes.put('m', { type: 'link', to: 'n' }, { before: { type: 'link', to: 'l' } })).toBe('done');
  expect(lstatSync(at('m')).isSymbolicLink()).toBe(true);
  expect(readdirSync(root)).toEqual(['l', 'm']);
});

test('nothing must be written or removed through a link', async () => {
  mkdirSync(join(outer, 'away'));
  symlinkSync('../away', at('d'));
  await expect(put('d/x', 'new', undefined)).rejects.toThrow('is no folder');
  expect(() => writes.putBeside('d/x.conflict', { type: 'link', to: 'y' }, undefined)).toThrow('is no folder');
  writeFileSync(join(outer, 'away/x'), 'mine');
  await expect.poll(() => Date.now() - lstatSync(join(outer, 'away/x')).ctimeMs).toBeGreaterThan(25);
  await expect(writes.remove('d/x', contentOf('mine'))).rejects.toThrow('is no folder');
  expect(readdirSync(join(outer, 'away'))).toEqual(['x']);
  expect(readdirSync(root)).toEqual(['d']);
});

test('a folder must go only when nothing is in it', async () => {
  mkdirSync(at('d'), { mode: 0o755 });
  writeFileSync(at('d/ignored'), 'x');
  expect(await writes.remove('d', folder)).toBe('held');
  expect(await put('d', 'a file', folder)).toBe('held');
  rmSync(at('d/ignored'));
  expect(await put('d', 'a file', folder)).toBe('done');
  expect(readFileSync(at('d'), 'utf8')).toBe('a file');
  const file = await written('e', 'a file');
  expect(await writes.put('e', folder, { before: file })).toBe('done');
  expect(await writes.remove('e', folder)).toBe('done');
  expect(existsSync(at('e'))).toBe(false);
});

test('a file must be removed only as it is known to be', async () => {
  const known = await written('x', 'known');
  expect(await writes.remove('x', contentOf('other'))).toBe('changed');
  expect(await writes.remove('x', known)).toBe('done');
  expect(await writes.remove('x', known)).toBe('done');
  expect(readdirSync(root)).toEqual([]);
});

test('what is kept must have a name that nothing has', async () => {
  const names: string[] = [];
  for (const text of ['1', '2', '3']) {
    const file = await writes.receive(Readable.from([Buffer.from(text)]));
    names.push(writes.putBeside('x.conflict', contentOf(text), file));
  }
  expect(names).toEqual([at('x.conflict'), at('x.conflict-2'), at('x.conflict-3')]);
  expect(names.map(name => readFileSync(name, 'utf8'))).toEqual(['1', '2', '3']);
});

test('a rule of one file must have its place, and what is kept beside it', async () => {
  const one = hostWrites(join(outer, 'app.lock'), true);
  const file = await one.receive(Readable.from([Buffer.from('a')]));
  expect(await one.put('', contentOf('a'), { before: undefined, file })).toBe('done');
  const kept = await one.receive(Readable.from([Buffer.from('b')]));
  expect(one.putBeside('.conflict-web', contentOf('b'), kept)).toBe(join(outer, 'app.lock.conflict-web'));
  expect(readdirSync(outer).sort()).toEqual(['app.lock', 'app.lock.conflict-web', 'root']);
});

test('what can not be read whole must leave nothing', async () => {
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('half');
      throw new Error('the connection broke');
    })(),
  );
  await expect(writes.receive(broken)).rejects.toThrow('the connection broke');
  expect(readdirSync(root)).toEqual([]);
});

test.runIf(process.getuid?.() === 0)(
  'root must write for whom the folder belongs to, and leave files theirs',
  async () => {
    execFileSync('chown', ['1234:2345', root]);
    expect(await put('deep/x', 'new', undefined)).toBe('done');
    for (const path of ['deep', 'deep/x']) expect(lstatSync(at(path))).toMatchObject({ uid: 1234, gid: 2345 });
    const known = await written('y', 'known');
    execFileSync('chown', ['77:88', at('y')]);
    await expect.poll(() => Date.now() - lstatSync(at('y')).ctimeMs).toBeGreaterThan(25);
    expect(await put('y', 'new', known)).toBe('done');
    expect(lstatSync(at('y'))).toMatchObject({ uid: 77, gid: 88 });
  },
);
