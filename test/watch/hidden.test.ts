import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type HostFiles, hostFiles } from '../../src/watch/host-files.ts';
import type { Watcher } from '../../src/watch/watcher.ts';
import { collecting } from './collecting.ts';
import { memory } from './memory.ts';

const root = '/h';
const watcher: Watcher = { watch: async folders => [...folders], close: async () => {} };

/** A host of which a folder may be closed to whoever looks. */
function closable(): {
  readonly host: HostFiles;
  readonly files: ReturnType<typeof memory>;
  closed: string | undefined;
} {
  const files = memory();
  const state = { files, closed: undefined as string | undefined, host: files as HostFiles };
  const refuse = (path: string, call: string) => {
    if (state.closed === undefined || !`${path}/`.startsWith(`${state.closed}/`)) return;
    if (call === 'lstat' && path === state.closed) return;
    throw Object.assign(new Error(`EACCES: permission denied, ${call} '${path}'`), { code: 'EACCES' });
  };
  state.host = {
    ...files,
    look: path => {
      refuse(path, 'lstat');
      return files.look(path);
    },
    list: folder => {
      refuse(folder, 'scandir');
      return files.list(folder);
    },
  };
  return state;
}

test('what may not be looked into is not taken for removed, and is looked at again', async () => {
  const state = closable();
  for (const name of ['a/file', 'b/file'])
    state.files.put(`${root}/${name}`, { type: 'file', content: '1', mode: 0o644 });
  const { collector, timers, heard, warnings } = await collecting(root, state.host, () => watcher);
  const pass = async (from: number) => {
    const due = timers.filter(({ milliseconds }) => milliseconds >= from);
    timers.splice(0, timers.length, ...timers.filter(timer => !due.includes(timer)));
    for (const { run } of due) run();
    for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve));
    const short = timers.splice(0, timers.length, ...timers.filter(({ milliseconds }) => milliseconds >= 1_000));
    for (const { run } of short.filter(({ milliseconds }) => milliseconds < 1_000)) run();
    for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve));
  };
  await pass(0);
  state.closed = `${root}/a`;
  state.files.remove(`${root}/a/file`);
  state.files.put(`${root}/a/file`, { type: 'file', content: '22', mode: 0o644 });
  state.files.remove(`${root}/b/file`);
  collector.recheck();
  await pass(0);
  expect([...heard]).toEqual(['b/file']);
  expect(warnings).toEqual([
    "EACCES: permission denied, scandir '/h/a': what containers have of it stays as it is until it can be read",
  ]);
  await pass(1_000);
  expect(warnings).toHaveLength(1);
  state.closed = undefined;
  await pass(1_000);
  await pass(0);
  expect([...heard]).toEqual(['b/file', 'a/file']);
  expect(timers.filter(({ milliseconds }) => milliseconds >= 1_000)).toEqual([]);
  await collector.close();
});

test('where there is no way to is gone, and only that', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-hidden-'));
  try {
    writeFileSync(join(folder, 'file'), '');
    expect(hostFiles.look(join(folder, 'none'))).toBeUndefined();
    expect(hostFiles.look(join(folder, 'file', 'below'))).toBeUndefined();
    expect(hostFiles.list(join(folder, 'file'))).toEqual([]);
    // A name that no system call takes: any failure but those.
    expect(() => hostFiles.look(`${folder}/\0`)).toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
