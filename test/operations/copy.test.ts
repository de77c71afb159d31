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
import { type Header, pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packPath } from '../../src/operations/copy/pack.ts';
import { parseArgument, planUnpacking } from '../../src/operations/copy/plan.ts';
import { unpack } from '../../src/operations/copy/unpack.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-copy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const end = (path: string, kind: 'file' | 'folder' | 'nothing') => ({
  path,
  exists: kind !== 'nothing',
  isFolder: kind === 'folder',
});

describe('where a copy goes', () => {
  test.each([
    ['a file into a folder', end('/src/f', 'file'), end('/to', 'folder'), { folder: '/to', name: 'f' }],
    ['a file over a file', end('/src/f', 'file'), end('/to/g', 'file'), { folder: '/to', name: 'g' }],
    ['a file to a new name', end('/src/f', 'file'), end('/to/g', 'nothing'), { folder: '/to', name: 'g' }],
    ['a folder into a folder', end('/src/d', 'folder'), end('/to', 'folder'), { folder: '/to', name: 'd' }],
    ['contents into a folder', end('/src/d/.', 'folder'), end('/to', 'folder'), { folder: '/to', name: '' }],
    ['a folder to a new name', end('/src/d', 'folder'), end('/to/e/', 'nothing'), { folder: '/to', name: 'e' }],
  ])('%s', (_, source, destination, place) => {
    expect(planUnpacking(source, source.path.split('/')[2]!, destination)).toEqual(place);
  });

  test('is refused where a folder would become a file, or a file a folder', () => {
    expect(() => planUnpacking(end('/d', 'folder'), 'd', end('/f', 'file'))).toThrow('cannot copy directory');
    expect(() => planUnpacking(end('/f', 'file'), 'f', end('/new/', 'nothing'))).toThrow('no such directory');
  });

  test.each([
    ['web:/a', { service: 'web', path: '/a' }],
    ['web:', { service: 'web', path: '' }],
    ['web:a:b', { service: 'web', path: 'a:b' }],
    ['./web:/a', { path: './web:/a' }],
    ['/web:/a', { path: '/web:/a' }],
    ['a', { path: 'a' }],
    ['-', { path: '-' }],
  ])('%s is parted', (argument, parts) => {
    expect(parseArgument(argument)).toEqual(parts);
  });
});

async function* tarOf(...entries: (Partial<Header> & { name: string; content?: string })[]): AsyncIterable<Buffer> {
  const archive = pack();
  for (const { content, ...header } of entries) archive.entry({ mode: 0o644, ...header }, content ?? '');
  archive.finalize();
  for await (const piece of archive) yield piece as Buffer;
}

describe('unpacking', () => {
  const into = (tar: AsyncIterable<Buffer>, name = 'out', skipped: string[] = []) =>
    unpack(tar, { folder, name, onSkip: entry => skipped.push(entry) });

  test('gives back what was packed, under the new name', async () => {
    mkdirSync(join(folder, 'source/sub'), { recursive: true });
    writeFileSync(join(folder, 'source/sub/run'), 'x'.repeat(100_000), { mode: 0o755 });
    writeFileSync(join(folder, 'source/empty'), '');
    symlinkSync('sub/run', join(folder, 'source/link'));
    await into(packPath(join(folder, 'source'), 'source'));
    expect(readFileSync(join(folder, 'out/sub/run'), 'utf8')).toBe('x'.repeat(100_000));
    expect(readFileSync(join(folder, 'out/empty'), 'utf8')).toBe('');
    expect(readlinkSync(join(folder, 'out/link'))).toBe('sub/run');
    const [was, is] = ['source/sub/run', 'out/sub/run'].map(path => lstatSync(join(folder, path)));
    expect({ mode: is!.mode, time: Math.floor(is!.mtimeMs / 1000) }).toEqual({
      mode: was!.mode,
      time: Math.floor(was!.mtimeMs / 1000),
    });
  });

  test.each([
    ['a name that climbs', tarOf({ name: 'd/../../evil', content: 'x' })],
    ['a name that begins above', tarOf({ name: '../evil', content: 'x' })],
    ['an absolute name', tarOf({ name: '/evil', content: 'x' })],
    [
      'a file through a link of the archive',
      tarOf(
        { name: 'd', type: 'directory' },
        { name: 'd/up', type: 'symlink', linkname: '..' },
        { name: 'd/up/evil', content: 'x' },
      ),
    ],
    [
      'a folder over a link of the archive',
      tarOf(
        { name: 'd/up', type: 'symlink', linkname: '../..' },
        { name: 'd/up', type: 'directory' },
        { name: 'd/up/evil', content: 'x' },
      ),
    ],
    ['a hard link to a file outside', tarOf({ name: 'd/hard', type: 'link', linkname: '../../etc/passwd' })],
    [
      'a hard link through a link',
      tarOf(
        { name: 'd/up', type: 'symlink', linkname: '/etc' },
        { name: 'd/hard', type: 'link', linkname: 'd/up/passwd' },
      ),
    ],
  ])('refuses %s', async (_, tar) => {
    mkdirSync(join(folder, 'inner'));
    const inside = unpack(tar, { folder: join(folder, 'inner'), name: 'out', onSkip: () => {} });
    await expect(inside).rejects.toThrow(/archive entry|cannot overwrite/);
    expect(existsSync(join(folder, 'evil')) || existsSync(join(folder, 'inner/evil'))).toBe(false);
    expect(existsSync(join(folder, 'inner/out/hard'))).toBe(false);
  });

  test('replaces a link that stands where a file goes, and not what it leads to', async () => {
    writeFileSync(join(folder, 'kept'), 'kept');
    symlinkSync('kept', join(folder, 'out'));
    await into(tarOf({ name: 'f', content: 'new' }));
    expect([readFileSync(join(folder, 'out'), 'utf8'), readFileSync(join(folder, 'kept'), 'utf8')]).toEqual([
      'new',
      'kept',
    ]);
  });

  test('leaves a folder a folder, and tells what it leaves out', async () => {
    mkdirSync(join(folder, 'out/f'), { recursive: true });
    await expect(into(tarOf({ name: 'd/f', content: 'x' }))).rejects.toThrow('cannot overwrite directory');
    const skipped: string[] = [];
    await into(tarOf({ name: 'd/pipe', type: 'fifo' }, { name: 'd/after', content: 'x' }), 'out', skipped);
    expect(skipped).toEqual(['d/pipe']);
    expect(readFileSync(join(folder, 'out/after'), 'utf8')).toBe('x');
  });
});
