import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Collector, openCollector } from '../../src/watch/collector.ts';
import { ruleFilter } from '../../src/watch/filter.ts';
import { hostFiles } from '../../src/watch/host-files.ts';
import { systemSchedule } from '../../src/watch/pacer.ts';
import { openWatcher, type WatchListener } from '../../src/watch/watcher.ts';

interface Session {
  readonly folder: string;
  readonly collector: Collector;
  /** Resolves when the tree is known to hold these paths, and no others. */
  readonly holds: (...paths: string[]) => Promise<void>;
  readonly hears: (path: string) => Promise<void>;
  readonly files: string[];
}

async function watching(
  prepare: (folder: string) => void,
  scenario: (session: Session) => Promise<void>,
  { at = 'root', hear = (listener: WatchListener) => listener } = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-watcher-'));
  prepare(folder);
  const root = join(folder, at);
  const heard = new Set<string>();
  const files: string[] = [];
  const rule = {
    key: 'rule',
    service: 'web',
    action: 'sync' as const,
    root,
    target: '/app',
    initialSync: false,
    filter: ruleFilter({ root, ignore: ['ignored'] }),
  };
  const collector = await openCollector({
    rules: [rule],
    files: [join(folder, 'compose.yaml')],
    host: hostFiles,
    openWatcher: listener => openWatcher(hear(listener)),
    now: Date.now,
    schedule: systemSchedule,
    onChanges: changes => {
      for (const paths of changes.values()) for (const path of paths) heard.add(path);
    },
    onFiles: found => files.push(...found),
    onWarning: message => expect.fail(message),
  });
  const paths = () => [...collector.rules[0]!.tree.entries()].map(([path]) => path).sort();
  try {
    await scenario({
      folder,
      collector,
      files,
      holds: (...wanted) => expect.poll(paths, { timeout: 20_000 }).toEqual(['', ...wanted]),
      hears: path => expect.poll(() => heard.delete(path), { timeout: 20_000 }).toBe(true),
    });
  } finally {
    await collector.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const tree = (folder: string) => {
  mkdirSync(join(folder, 'root/a/b'), { recursive: true });
  writeFileSync(join(folder, 'root/a/b/file'), '1');
};

test('writes, appends, chmods, links, folders and removals are heard of', () =>
  watching(tree, async ({ folder, holds, hears }) => {
    const at = (path: string) => join(folder, 'root', path);
    writeFileSync(at('a/b/file'), '2');
    await hears('a/b/file');
    appendFileSync(at('a/b/file'), '3');
    await hears('a/b/file');
    chmodSync(at('a/b/file'), 0o755);
    await hears('a/b/file');
    symlinkSync('b/file', at('a/link'));
    mkdirSync(at('a/empty'));
    await holds('a', 'a/b', 'a/b/file', 'a/empty', 'a/link');
    rmSync(at('a/link'));
    rmSync(at('a/empty'), { recursive: true });
    await holds('a', 'a/b', 'a/b/file');
  }));

test('a file that an editor replaces by a renamed one goes on being watched', () =>
  watching(tree, async ({ folder, hears }) => {
    const file = join(folder, 'root/a/b/file');
    for (const content of ['2', '3', '4']) {
      writeFileSync(`${file}.new`, content);
      renameSync(`${file}.new`, file);
      await hears('a/b/file');
    }
  }));

test('folders that come are watched with all that was in them before they were', () =>
  watching(tree, async ({ folder, holds, hears }) => {
    mkdirSync(join(folder, 'root/x/y/z'), { recursive: true });
    writeFileSync(join(folder, 'root/x/y/z/1'), '1');
    await holds('a', 'a/b', 'a/b/file', 'x', 'x/y', 'x/y/z', 'x/y/z/1');
    await hears('x/y/z/1');
    writeFileSync(join(folder, 'root/x/y/z/1'), '2');
    await hears('x/y/z/1');
  }));

test('another folder in the place of one that was watched is watched', () =>
  watching(tree, async ({ folder, holds, hears }) => {
    for (let turn = 0; turn < 5; turn++) {
      renameSync(join(folder, 'root/a'), join(folder, 'root/away'));
      tree(folder);
      rmSync(join(folder, 'root/away'), { recursive: true });
      await holds('a', 'a/b', 'a/b/file');
      writeFileSync(join(folder, 'root/a/b/file'), `turn ${turn}`);
      await hears('a/b/file');
    }
  }));

test('a folder that is made again in the place of one that was removed is watched', () =>
  watching(tree, async ({ folder, holds, hears }) => {
    for (let turn = 0; turn < 10; turn++) {
      rmSync(join(folder, 'root/a'), { recursive: true });
      tree(folder);
      await holds('a', 'a/b', 'a/b/file');
      await new Promise(next => setTimeout(next, 20));
      writeFileSync(join(folder, 'root/a/b/file'), `turn ${turn}`);
      await hears('a/b/file');
    }
  }));

test('news of other files is told of only when they are otherwise', () =>
  watching(
    folder => {
      tree(folder);
      writeFileSync(join(folder, 'compose.yaml'), 'same');
    },
    async ({ folder, files, collector, hears }) => {
      collector.recheck();
      writeFileSync(join(folder, 'compose.yaml'), 'same');
      writeFileSync(join(folder, 'root/a/b/file'), 'other');
      await hears('a/b/file');
      expect(files).toEqual([]);
      writeFileSync(join(folder, 'compose.yaml'), 'other');
      await expect.poll(() => files.length).toBeGreaterThan(0);
    },
  ));

test('a path that is not there is watched once it is, and again after it was gone', () =>
  watching(
    () => {},
    async ({ folder, holds, hears }) => {
      for (let turn = 0; turn < 3; turn++) {
        mkdirSync(join(folder, 'deep/root'), { recursive: true });
        writeFileSync(join(folder, 'deep/root/file'), `${turn}`);
        await holds('file');
        await hears('file');
        rmSync(join(folder, 'deep'), { recursive: true });
        await hears('file');
      }
    },
    { at: 'deep/root' },
  ));

test('news of other files is told of, and of no more', () =>
  watching(tree, async ({ folder, files }) => {
    writeFileSync(join(folder, 'other.yaml'), '');
    writeFileSync(join(folder, 'compose.yaml'), 'new');
    await expect.poll(() => files.length).toBeGreaterThan(0);
    expect(new Set(files)).toEqual(new Set([join(folder, 'compose.yaml')]));
  }));

test('what is not heard of is found when news is known to be lost', () => {
  let tell: WatchListener | undefined;
  const deaf = (listener: WatchListener): WatchListener => {
    tell = listener;
    return { ...listener, changed: () => {}, rescan: () => {} };
  };
  return watching(
    tree,
    async ({ folder, holds }) => {
      for (let count = 0; count < 100; count++) writeFileSync(join(folder, `root/${count}`), '');
      rmSync(join(folder, 'root/a'), { recursive: true });
      tell?.lost();
      await holds(...Array.from({ length: 100 }, (_, count) => `${count}`).sort());
    },
    { hear: deaf },
  );
});
