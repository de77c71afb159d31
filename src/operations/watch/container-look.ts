import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { WatchedRule } from '../../watch/collector.ts';
import { type Content, permissions } from '../../watch/content.ts';
import type { Filter } from '../../watch/filter.ts';
import { joined } from '../../watch/tree.ts';
import { type ContainerFile, pathBelow, type Reading, readContainer } from './container-files.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** What a container has of a rule's files, by paths relative to its target. */
export interface ContainerLook {
  readonly files: ReadonlyMap<string, Content>;
  /** To whom what is at the target belongs; undefined where nothing is there. */
  readonly owner: Owner | undefined;
}

/** Reads all, and keeps digests. */
export async function lookAtContainer(watched: WatchedRule, reading: Reading): Promise<ContainerLook> {
  const files = new Map<string, Content>();
  let owner: Owner | undefined;
  const { filter, target = '/' } = watched.rule;
  for await (const file of readContainer('', watched, reading)) {
    const { path, header } = file;
    if (path === '') owner = { uid: header.uid ?? 0, gid: header.gid ?? 0 };
    if (!isPlain(path)) continue;
    const content =
      header.type === 'link'
        ? files.get(pathBelow(posix.basename(target), header.linkname ?? '') ?? '')
        : await contentAt(file);
    if (content && counts(path, content, filter)) files.set(path, content);
  }
  return { files, owner };
}

/** What a file is; one that has another name in the same archive must be read by itself. */
export async function contentAt({ header, content }: ContainerFile): Promise<Content> {
  const mode = (header.mode ?? 0) & permissions;
  if (header.type === 'directory') return { type: 'folder', mode };
  if (header.type === 'symlink') return { type: 'link', to: header.linkname ?? '' };
  if (header.type !== 'file' && header.type !== 'contiguous-file') return { type: 'other' };
  const hash = createHash('sha1');
  for await (const data of content) hash.update(data as Buffer);
  return { type: 'file', mode, hash: hash.digest('base64') };
}

/** Whatever an engine says, a path leads nowhere but down. */
function isPlain(path: string): boolean {
  return (
    path === '' || path.split('/').every(part => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'))
  );
}

function counts(path: string, { type }: Content, filter: Filter): boolean {
  const parts = path.split('/').slice(0, -1);
  for (let index = 1; index <= parts.length; index++) if (!filter.enters(parts.slice(0, index).join('/'))) return false;
  return filter.takes(path, type === 'other' ? 'file' : type);
}

export function inContainer({ rule }: WatchedRule, path: string): string {
  return joined(rule.target ?? '/', path);
}
