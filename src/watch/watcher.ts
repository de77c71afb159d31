import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FSWatcher } from 'chokidar';

/** What a watcher tells. It tells too much rather than too little: what has changed is for a look to find out. */
export interface WatchListener {
  /** Something happened to a path. */
  readonly changed: (path: string) => void;
  /** Anything in and below a folder may be otherwise. */
  readonly rescan: (folder: string) => void;
  /** News may have been lost: all may be otherwise. */
  readonly lost: () => void;
  /** A folder can't be watched. */
  readonly failed: (folder: string, error: Error) => void;
}

/** Watches folders, each by itself. */
export interface Watcher {
  /** Resolves when all are watched, to those that were not: what happened in them until then is for a look to find. */
  watch(folders: Iterable<string>): Promise<string[]>;
  close(): Promise<void>;
}

interface Watched {
  readonly identity: string;
  readonly watcher: FSWatcher;
  /** Nobody waits for it to be ready any more: one that is closed before never is. */
  readonly give: () => void;
}

/** News of one turn that makes it likely that the kernel's queue, of 16,384 by default, has run over. */
const tooMuchNews = 8_000;

export function openWatcher(listener: WatchListener): Watcher {
  const watched = new Map<string, Watched>();
  let newsOfTurn = 0;
  let closed = false;

  const onNews = (folder: string, name: string | null | undefined): void => {
    if (closed) return;
    countNews();
    const path = join(folder, name ?? '');
    // News of a folder itself has its own name. It may be gone, and another one have its place, and its inode.
    if (name === basename(folder)) drop(folder);
    if (watched.has(path)) followFolder(path);
    if (name) listener.changed(path);
    else listener.rescan(folder);
  };

  const countNews = (): void => {
    newsOfTurn += 1;
    if (newsOfTurn > 1) return;
    setImmediate(() => {
      if (newsOfTurn >= tooMuchNews && !closed) listener.lost();
      newsOfTurn = 0;
    });
  };

  /** A watch is on a folder, whatever its name is by now: another one may have come into its place. */
  const followFolder = (path: string): void => {
    if (identityOf(path) !== watched.get(path)?.identity) drop(path);
  };

  const drop = (path: string): void => {
    for (const [folder, found] of watched) {
      if (folder !== path && !folder.startsWith(`${path}/`)) continue;
      watched.delete(folder);
      end(found);
    }
    listener.rescan(path);
  };

  const watchOne = (folder: string, identity: string): Promise<void> =>
    new Promise(give => {
      const watcher = new FolderWatcher({ depth: 0, ignoreInitial: true, followSymlinks: false });
      const before = watched.get(folder);
      if (before) end(before);
      watched.set(folder, { identity, watcher, give });
      watcher
        .on('raw', (_, name) => onNews(folder, name))
        .on('error', error => {
          if (watched.get(folder)?.watcher === watcher) watched.delete(folder);
          void close(watcher);
          listener.failed(folder, error instanceof Error ? error : new Error(String(error)));
          give();
        })
        .on('ready', () => {
          // It may have been moved before it was watched.
          if (identityOf(folder) !== identity) followFolder(folder);
          give();
        })
        .add(folder);
    });

  return {
    watch: async folders => {
      const added = [...folders].flatMap(folder => {
        const identity = identityOf(folder);
        if (identity === undefined || watched.get(folder)?.identity === identity || closed) return [];
        return [watchOne(folder, identity).then(() => folder)];
      });
      return await Promise.all(added);
    },
    close: async () => {
      closed = true;
      await Promise.all([...watched.values()].map(({ watcher }) => close(watcher)));
    },
  };
}

function end({ watcher, give }: Watched): void {
  void close(watcher);
  give();
}

/** What it was about to do may still fail, with nobody to hear of it. */
function close(watcher: FSWatcher): Promise<void> {
  const closed = watcher.close();
  watcher.on('error', () => {});
  return closed;
}

/**
 * chokidar reads the whole of a folder, with all its files' states, before it watches it and at each change in it, to
 * tell what has changed. We compare ourselves, and only what we are told of: start takes a fifth, a save in a large
 * folder nothing.
 */
class FolderWatcher extends FSWatcher {
  override _throttle(...[type, path, timeout]: Parameters<FSWatcher['_throttle']>): ReturnType<FSWatcher['_throttle']> {
    return type === 'readdir' ? false : super._throttle(type, path, timeout);
  }
}

/** Of a folder: its number alone may be that of one that was removed a moment ago. */
function identityOf(folder: string): string | undefined {
  try {
    const found = lstatSync(folder, { bigint: true });
    return found.isDirectory() ? `${found.ino} ${found.birthtimeNs}` : undefined;
  } catch {
    // A folder above may be a file by now.
    return undefined;
  }
}
