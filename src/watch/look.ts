import { type Entry, type FileEntry, isSame } from './entry.ts';
import type { Filter } from './filter.ts';
import type { HostFiles } from './host-files.ts';
import { joined, type Tree } from './tree.ts';

export interface Looking {
  readonly tree: Tree;
  /** Absolute path of what '' stands for. */
  readonly root: string;
  readonly filter: Filter;
  readonly host: HostFiles;
  /** Called with each path that is otherwise than it was known to be, and with what it was. */
  readonly changed: (path: string, was?: Entry) => void;
  /** Called with each folder whose content is read: it has to be watched. */
  readonly reads: (folder: string) => void;
  /** Called with a file that was emptied this moment, most likely to be written: it has to be looked at again soon. */
  readonly later?: (path: string) => void;
  /** Called with what can't be looked at, or into. What is known of it, and of what is below it, stays as it is. */
  readonly hidden?: (path: string, error: Error) => void;
}

/** A file that was written a moment ago is read at once, if it is no longer: the next look can tell whether it is the same. */
const readAtOnce = 1024 * 1024;

/**
 * Brings the tree up to date with what the host has at a path, and below it where a folder is new or `deep` asks for
 * it. The comparison decides what has changed, whatever led to the look.
 */
export function look(path: string, looking: Looking, { deep }: { readonly deep: boolean }): void {
  try {
    lookAt(path, looking, { deep });
  } catch (error) {
    looking.hidden?.(path, error as Error);
  }
}

function lookAt(path: string, looking: Looking, { deep }: { readonly deep: boolean }): void {
  const { tree, root, filter, host } = looking;
  const found = host.look(joined(root, path));
  const isFolder = found?.type === 'folder' && filter.enters(path);
  if (!isFolder) removeBelow(path, looking);
  take(path, found && filter.takes(path, found.type) ? found : undefined, looking);
  if (!isFolder) return;
  if (tree.isEntered(path) && !deep) return;
  const names = new Set([...tree.names(path), ...host.list(joined(root, path))]);
  tree.enter(path);
  looking.reads(path);
  for (const name of names) look(joined(path, name), looking, { deep });
}

/** What was a folder is none any more; a file in its place is told of by itself. */
function removeBelow(path: string, { tree, changed }: Looking): void {
  if (!tree.isEntered(path)) return;
  const entry = tree.get(path);
  for (const [below, gone] of tree.remove(path)) if (below !== path) changed(below, gone);
  if (entry) tree.set(path, entry);
}

function take(path: string, found: Entry | undefined, looking: Looking): void {
  const { tree, changed } = looking;
  const old = tree.get(path);
  const now = found && younger(found, old);
  if (now === undefined) {
    const gone = old && tree.forget(path);
    if (gone) changed(path, gone);
    return;
  }
  const same = old === undefined ? false : isSame(old, now);
  if (same === true) return;
  if (old && isEmptied(old, now) && looking.later) {
    looking.later(path);
    return;
  }
  if (same === undefined && old?.type === 'file' && now.type === 'file' && old.hash !== undefined) {
    const read = withHash(now, path, looking);
    tree.set(path, read);
    if (read.hash !== old.hash) changed(path);
    return;
  }
  tree.set(path, now.type === 'file' && now.fresh && now.size <= readAtOnce ? withHash(now, path, looking) : now);
  changed(path, old);
}

/** What has the place of a file is to be younger, be it an older one that was moved there. */
function younger(now: Entry, old: Entry | undefined): Entry {
  if (now.type !== 'file' || old?.type !== 'file') return now;
  return { ...now, mtime: Math.max(now.mtime, old.mtime + 1) };
}

function isEmptied(old: Entry, now: Entry): boolean {
  return old.type === 'file' && old.size > 0 && now.type === 'file' && now.size === 0 && now.fresh;
}

function withHash(file: FileEntry, path: string, { root, host }: Looking): FileEntry {
  const hash = host.hash(joined(root, path));
  return hash === undefined ? file : { ...file, hash };
}
