import { expect, test } from 'vitest';
import type { Watcher, WatchListener } from '../../src/watch/watcher.ts';
import { collecting } from './collecting.ts';
import { memory } from './memory.ts';

const root = '/h';

/** A kernel that watches no more than so many folders. */
function scarce(limit: { folders: number }) {
  const watched = new Set<string>();
  const open = (listener: WatchListener): Watcher => ({
    watch: async folders => {
      const added = [...folders].filter(folder => !watched.has(folder));
      for (const folder of added)
        if (watched.size < limit.folders) watched.add(folder);
        else listener.failed(folder, Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
      return added;
    },
    close: async () => {},
  });
  return { watched, open };
}

test('folders beyond the limit of watches are looked at, and watched once that is possible', async () => {
  let now = 1;
  const host = memory(() => now);
  for (const name of ['a', 'b', 'c']) host.put(`${root}/${name}/file`, { type: 'file', content: '1', mode: 0o644 });
  const limit = { folders: 2 };
  const { watched, open } = scarce(limit);
  const { collector, timers, heard, warnings } = await collecting(root, host, open);
  const pass = async (long: boolean) => {
    const [due, rest] = [
      timers.filter(timer => long || timer.milliseconds < 1_000),
      timers.filter(timer => !long && timer.milliseconds >= 1_000),
    ];
    timers.splice(0, timers.length, ...rest);
    for (const { run } of due) run();
    for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve));
  };
  await pass(false);
  expect([...heard]).toEqual([]);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('fs.inotify.max_user_watches');
  now += 1;
  host.put(`${root}/c/file`, { type: 'file', content: '2', mode: 0o644 });
  host.put(`${root}/c/new/file`, { type: 'file', content: '1', mode: 0o644 });
  host.remove(`${root}/b/file`);
  await pass(true);
  await pass(false);
  expect([...heard].sort()).toEqual(['b/file', 'c/file', 'c/new', 'c/new/file']);
  limit.folders = 100;
  await pass(true);
  await pass(false);
  expect([...watched].filter(folder => folder.startsWith(root)).sort()).toEqual(
    ['', '/a', '/b', '/c', '/c/new'].map(folder => root + folder),
  );
  await pass(true);
  expect(timers).toEqual([]);
  await collector.close();
});
