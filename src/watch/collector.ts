import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Common } from './common.ts';
import { hiddenPaths } from './hidden.ts';
import type { HostFiles } from './host-files.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { type Looking, look } from './look.ts';
import { createPacer, type Schedule } from './pacer.ts';
import type { Rule } from './rule.ts';
import { createStorm, type Storm } from './storm.ts';
import { createTree, joined, type Tree } from './tree.ts';
import type { Watcher, WatchListener } from './watcher.ts';

/** A rule with what is known of its files. */
export interface WatchedRule {
  readonly rule: Rule;
  readonly tree: Tree;
  readonly ledger: Ledger;
  /** By container, what it has in common with the host. Only of rules that sync both ways. */
  readonly common?: Map<string, Common>;
}

export interface CollectorOptions {
  readonly rules: readonly Rule[];
  /** Of another collector: rules that ask for the same go on from there. */
  readonly known?: readonly WatchedRule[];
  /** Absolute paths of other files, which are only told of. */
  readonly files: readonly string[];
  readonly host: HostFiles;
  readonly openWatcher: (listener: WatchListener) => Watcher;
  readonly schedule: Schedule;
  /** Milliseconds since any moment. */
  readonly now: () => number;
  /** Paths that are otherwise than before, by rule: the ledgers know already. */
  readonly onChanges: (changes: ReadonlyMap<WatchedRule, ReadonlySet<string>>) => void;
  /** These of the other files are otherwise than they were. */
  readonly onFiles: (files: readonly string[]) => void;
  readonly onWarning: (message: string) => void;
}

/** Finds out what changes below the rules' paths, from when it is opened until it is closed. */
export interface Collector {
  readonly rules: readonly WatchedRule[];
  /** Of changes on the host. */
  readonly storm: Pick<Storm, 'remaining'>;
  /** Looks at everything again: news may have been lost. */
  recheck(): void;
  /** Looks at these again. */
  recheckPaths(paths: Iterable<string>): void;
  close(): Promise<void>;
}

/** Milliseconds in which a file that was emptied is written, most likely. */
const soon = 4;

/** Between looks while many files change. */
const stormLookMilliseconds = 250;

/** Between looks at folders that can't be watched: the more they are, the longer, to take but a part of the time. */
function pollMilliseconds(folders: number): number {
  return Math.max(2_000, folders * 2);
}

/** What the files are when this resolves is the beginning; containers are sent what they become. */
export async function openCollector(options: CollectorOptions): Promise<Collector> {
  const { host, now, onChanges, onFiles, onWarning, schedule } = options;
  const storm = createStorm(now);
  let lookedAt = Number.NEGATIVE_INFINITY;
  const dirty = new Map<string, { deep: boolean }>();
  const others = new Map(options.files.map(file => [realPathOf(file), { file, hash: host.hash(file) }]));
  const rules = options.rules.map(rule => {
    const known = options.known?.find(other => other.rule.key === rule.key);
    if (known) return { ...known, rule };
    const tree = createTree();
    return { rule, tree, ledger: createLedger(tree), ...(rule.twoWay ? { common: new Map() } : {}) };
  });
  const mark = (path: string, deep: boolean): void => {
    dirty.set(path, { deep: deep || (dirty.get(path)?.deep ?? false) });
    pacer.poke();
  };
  const markAll = (): void => {
    for (const { rule } of rules) mark(rule.root, true);
    for (const file of others.keys()) mark(file, false);
  };
  const hidden = hiddenPaths({ schedule, onWarning, look: path => mark(path, true) });
  const unwatched = new Set<string>();
  let toldOfFailure = false;
  let cancelPoll: (() => void) | undefined;
  const watcher = options.openWatcher({
    changed: path => {
      storm.news();
      mark(path, false);
    },
    rescan: folder => {
      storm.news();
      mark(folder, true);
    },
    lost: markAll,
    failed: (folder, error) => {
      unwatched.add(folder);
      cancelPoll ??= schedule(pollMilliseconds(unwatched.size), poll);
      if (!toldOfFailure) onWarning(warningOf(folder, error));
      toldOfFailure = true;
    },
  });

  const watch = async (folders: readonly string[]): Promise<void> => {
    const added = new Set(await watcher.watch(folders));
    for (const folder of added) if (!added.has(dirname(folder))) mark(folder, true);
  };

  /** Looks for changes in the folders that nothing tells of, and whether one of them can be watched by now. */
  const poll = (): void => {
    const [first] = unwatched;
    for (const folder of unwatched) {
      mark(folder, false);
      for (const name of namesIn(folder)) mark(join(folder, name), false);
      if (isNoFolder(folder, host)) unwatched.delete(folder);
    }
    cancelPoll = unwatched.size === 0 ? undefined : schedule(pollMilliseconds(unwatched.size), poll);
    if (first !== undefined && unwatched.delete(first))
      void watch([first]).then(() => {
        if (unwatched.has(first)) return;
        const rest = [...unwatched];
        unwatched.clear();
        void watch(rest);
      });
  };

  const namesIn = (folder: string): Set<string> => {
    const known = rules.flatMap(({ rule, tree }) => {
      if (folder === rule.root) return tree.names('');
      return folder.startsWith(`${rule.root}/`) ? tree.names(folder.slice(rule.root.length + 1)) : [];
    });
    return new Set([...known, ...namesOf(folder, host)]);
  };

  const flush = async (): Promise<void> => {
    const paths = [...dirty];
    dirty.clear();
    const read: string[] = [];
    const changes = new Map<WatchedRule, Set<string>>();
    const touched = [...others.keys()].filter(file => paths.some(([path, { deep }]) => isMeant(file, path, deep)));
    const changedFiles = touched.flatMap(changedFile);
    for (const watched of rules) {
      const found = new Set<string>();
      const looking = lookingOf(watched, {
        host,
        changed: path => found.add(path),
        reads: folder => read.push(folder),
        later: path => schedule(soon, () => mark(path, false)),
        hidden: hidden.found,
      });
      for (const [path, { deep }] of paths) lookAt(path, deep, looking);
      if (found.size > 0) changes.set(watched, found);
    }
    if (read.length > 0) void watch(read);
    if (changes.size > 0) onChanges(changes);
    if (changedFiles.length > 0) onFiles(changedFiles);
    await watcher.watch(anchors());
    lookedAt = now();
  };

  const changedFile = (path: string): string[] => {
    const other = others.get(path);
    const hash = other && host.hash(path);
    if (!other || hash === other.hash) return [];
    others.set(path, { ...other, hash });
    return [other.file];
  };

  /** A path that isn't there yet, or is a file, is seen by the nearest folder above. */
  const anchors = (): string[] => {
    const above = [...rules.map(({ rule }) => rule.root), ...others.keys()].map(path => nearestFolder(dirname(path)));
    return [...new Set(above)];
  };

  const pause = () => Math.min(storm.remaining(), lookedAt + stormLookMilliseconds - now());
  const pacer = createPacer(flush, schedule, pause);
  const folders: string[] = [];
  for (const watched of rules) {
    for (const folder of watched.tree.folders()) folders.push(joined(watched.rule.root, folder));
    if (!options.known?.some(({ tree }) => tree === watched.tree))
      look('', lookingOf(watched, { host, reads: folder => folders.push(folder), hidden: hidden.found }), {
        deep: true,
      });
  }
  await watcher.watch([...folders, ...anchors()]);
  // What happened between the look and the watch.
  markAll();
  return {
    rules,
    storm,
    recheck: markAll,
    recheckPaths: paths => {
      for (const path of paths) mark(path, false);
    },
    close: async () => {
      pacer.close();
      cancelPoll?.();
      hidden.close();
      await watcher.close();
    },
  };
}

function warningOf(folder: string, error: Error): string {
  const limit = (error as NodeJS.ErrnoException).code === 'ENOSPC' ? '; fs.inotify.max_user_watches is the limit' : '';
  return `cannot watch ${folder}: ${error.message}${limit}. It is looked at every few seconds instead, as are others`;
}

function isNoFolder(path: string, host: HostFiles): boolean {
  try {
    return host.look(path)?.type !== 'folder';
  } catch {
    return false;
  }
}

function namesOf(folder: string, host: HostFiles): readonly string[] {
  try {
    return host.list(folder);
  } catch {
    return [];
  }
}

interface Hearing {
  readonly host: HostFiles;
  /** Default: the ledger isn't told, either. */
  readonly changed?: (path: string) => void;
  readonly reads: (folder: string) => void;
  readonly later?: (path: string) => void;
  readonly hidden: (path: string, error: Error) => void;
}

function lookingOf({ rule, tree, ledger }: WatchedRule, { host, changed, reads, later, hidden }: Hearing): Looking {
  return {
    tree,
    root: rule.root,
    filter: rule.filter,
    host,
    changed: (path, was) => {
      if (changed) ledger.note(path, was);
      changed?.(path);
    },
    reads: folder => reads(joined(rule.root, folder)),
    ...(later ? { later: path => later(joined(rule.root, path)) } : {}),
    hidden: (path, error) => hidden(joined(rule.root, path), error),
  };
}

/** What happens to a folder above a rule's own path happens to all of it. */
function lookAt(path: string, deep: boolean, looking: Looking): void {
  const { root, tree, filter } = looking;
  const isAbove = root.startsWith(path === '/' ? path : `${path}/`);
  if (path === root || isAbove) look('', looking, { deep: deep || isAbove });
  if (!path.startsWith(`${root}/`)) return;
  const below = path.slice(root.length + 1);
  // What is in a folder that doesn't count doesn't, either.
  const parts = below.split('/').slice(0, -1);
  for (let index = 1; index <= parts.length; index++) if (!filter.enters(parts.slice(0, index).join('/'))) return;
  // A folder above may be as new as this.
  const known = parts.findIndex((_, index) => !tree.isEntered(parts.slice(0, index + 1).join('/')));
  look(known === -1 ? below : parts.slice(0, known + 1).join('/'), looking, { deep });
}

function isMeant(file: string, path: string, deep: boolean): boolean {
  return file === path || (deep && file.startsWith(`${path}/`));
}

function nearestFolder(folder: string): string {
  return existsSync(folder) || folder === dirname(folder) ? realPathOf(folder) : nearestFolder(dirname(folder));
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path === dirname(path) ? path : join(realPathOf(dirname(path)), basename(path));
  }
}
