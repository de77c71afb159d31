/** What a path of the host is, as far as a container is to have the same. */
export type Entry = FileEntry | FolderEntry | LinkEntry;

export interface FileEntry {
  readonly type: 'file';
  /** Permission bits. */
  readonly mode: number;
  readonly size: number;
  /** Changes with whatever the file system notes of a write: times, inode. */
  readonly stamp: string;
  /** Whole milliseconds since 1970; later at each change, so that whoever compares times sees it. */
  readonly mtime: number;
  /** Looked at so soon after its last write that another one could leave the same stamp. */
  readonly fresh: boolean;
  /** Digest of its content; unknown until it has been read. */
  readonly hash?: string;
}

export interface FolderEntry {
  readonly type: 'folder';
  readonly mode: number;
}

export interface LinkEntry {
  readonly type: 'link';
  /** Where it points to, as it is written. */
  readonly to: string;
}

/** Whether a container that has one need not be given the other; undefined where only their content can tell. */
export function isSame(old: Entry, now: Entry): boolean | undefined {
  if (old.type === 'link') return now.type === 'link' && old.to === now.to;
  if (old.type === 'folder') return now.type === 'folder' && old.mode === now.mode;
  if (now.type !== 'file' || old.mode !== now.mode || old.size !== now.size) return false;
  if (old.stamp === now.stamp && !old.fresh) return true;
  return undefined;
}
