import type { HostFiles } from '../../watch/host-files.ts';

export interface UnreadableFile {
  /** Absolute path of the host. */
  readonly path: string;
  /** Why, in the system's words. */
  readonly message: string;
}

/** Files that containers are owed and that can't be read: they wait until they can, others don't wait for them. */
export interface Unreadable {
  /** Looks at a file that could not be read: it may be gone, or be readable, by now. */
  check(path: string): void;
  /** Looks at all that could not be read once more; gives those that can be by now, or are gone. */
  recheck(): readonly string[];
  has(path: string): boolean;
  any(): boolean;
  /** All, if one of them hasn't been told of; then they have been. */
  news(): readonly UnreadableFile[];
}

export function unreadableFiles(host: HostFiles): Unreadable {
  const reasons = new Map<string, string>();
  const told = new Set<string>();
  const check = (path: string): void => {
    const reason = host.look(path)?.type === 'file' ? host.refusal(path) : undefined;
    if (reason !== undefined) reasons.set(path, reason);
    else if (reasons.delete(path)) told.delete(path);
  };
  return {
    check,
    recheck: () => {
      const before = [...reasons.keys()];
      for (const path of before) check(path);
      return before.filter(path => !reasons.has(path));
    },
    has: path => reasons.has(path),
    any: () => reasons.size > 0,
    news: () => {
      const paths = [...reasons.keys()];
      if (paths.every(path => told.has(path))) return [];
      for (const path of paths) told.add(path);
      return [...reasons].map(([path, message]) => ({ path, message }));
    },
  };
}
