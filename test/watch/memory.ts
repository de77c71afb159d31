import { posix } from 'node:path';
import type { Entry } from '../../src/watch/entry.ts';
import type { HostFiles } from '../../src/watch/host-files.ts';
import type { Batch } from '../../src/watch/ledger.ts';
import { replacementOf } from '../../src/watch/ledger.ts';
import type { Tree } from '../../src/watch/tree.ts';

type Item =
  | { readonly type: 'file'; readonly content: string; readonly mode: number; readonly stamp: number }
  | { readonly type: 'folder'; readonly mode: number }
  | { readonly type: 'link'; readonly to: string };

/** Files in memory, of a host or of a container; paths are absolute. */
export interface Memory extends HostFiles {
  readonly items: ReadonlyMap<string, Item>;
  /** Parents come by themselves, in the place of whatever was there. */
  put(path: string, item: Exclude<Item, { type: 'file' }> | Omit<Extract<Item, { type: 'file' }>, 'stamp'>): void;
  remove(path: string): void;
  move(from: string, to: string): void;
  /** Paths with what is there, without times. */
  listing(root: string): string[];
}

/** A clock that ticks seldom: files that are written in one tick differ in nothing but their content. */
export function memory(tick: () => number = () => 0): Memory {
  const items = new Map<string, Item>([['/', { type: 'folder', mode: 0o755 }]]);
  const remove = (path: string): void => {
    for (const found of [...items.keys()]) if (found === path || found.startsWith(`${path}/`)) items.delete(found);
  };
  const makeFolder = (path: string): void => {
    if (items.get(path)?.type === 'folder') return;
    if (path !== '/') makeFolder(posix.dirname(path));
    remove(path);
    items.set(path, { type: 'folder', mode: 0o755 });
  };
  return {
    items,
    look: path => {
      const item = items.get(path);
      if (item?.type !== 'file') return item;
      const { mode, content, stamp } = item;
      return { type: 'file', mode, size: content.length, stamp: `${stamp}`, mtime: stamp, fresh: stamp === tick() };
    },
    list: folder =>
      [...items.keys()]
        .filter(path => path !== '/' && posix.dirname(path) === folder)
        .map(path => posix.basename(path)),
    read: path => {
      const item = items.get(path);
      if (item?.type !== 'file') throw new Error(`no ${path}`);
      return Buffer.from(item.content);
    },
    refusal: () => undefined,
    hash: path => {
      const item = items.get(path);
      return item?.type === 'file' ? item.content : undefined;
    },
    put: (path, item) => {
      makeFolder(posix.dirname(path));
      // As the engine unpacks: a folder stays what it is, all else goes.
      if (!(item.type === 'folder' && items.get(path)?.type === 'folder')) remove(path);
      items.set(path, item.type === 'file' ? { ...item, stamp: tick() } : item);
    },
    remove,
    move: (from, to) => {
      if (!items.has(from) || to === from || to.startsWith(`${from}/`)) return;
      const moved = [...items].filter(([path]) => path === from || path.startsWith(`${from}/`));
      remove(to);
      makeFolder(posix.dirname(to));
      remove(from);
      for (const [path, item] of moved) items.set(to + path.slice(from.length), item);
    },
    listing: root =>
      [...items]
        .filter(([path]) => path.startsWith(`${root}/`))
        .map(([path, item]) => `${path.slice(root.length)} ${textOf(item)}`)
        .sort(),
  };
}

function textOf(item: Item): string {
  if (item.type === 'file') return `file ${item.mode.toString(8)} ${item.content}`;
  return item.type === 'folder' ? `folder ${item.mode.toString(8)}` : `-> ${item.to}`;
}

/** What an engine does with a batch, from what the host has by then. */
export function apply(
  batch: Batch,
  { tree, host, root, container }: { tree: Tree; host: Memory; root: string; container: Memory },
): void {
  for (const { path, entry } of batch.puts) {
    const item = host.items.get(`${root}/${path}`);
    if (path === '' || item === undefined) continue;
    if (entry.type === 'file' && item.type === 'file') {
      container.put(`/c/${path}`, { ...item, mode: entry.mode });
      tree.set(path, { ...entry, hash: item.content } satisfies Entry);
    } else if (entry.type !== 'file') container.put(`/c/${path}`, entry);
  }
  for (const { path, type } of batch.removes) {
    if (replacementOf(path, tree) !== undefined) continue;
    const isFull = [...container.items.keys()].some(other => other.startsWith(`/c/${path}/`));
    if (type !== 'folder' || !isFull) container.remove(`/c/${path}`);
  }
}
