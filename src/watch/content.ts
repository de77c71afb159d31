import { posix } from 'node:path';
import type { Entry } from './entry.ts';

/** What is at a path, as far as both sides are to have the same. */
export type Content =
  | {
      readonly type: 'file';
      /** Permission bits, without those that give a program its owner's rights. */
      readonly mode: number;
      readonly hash: string;
    }
  | { readonly type: 'folder'; readonly mode: number }
  /** `to` as it is written. */
  | { readonly type: 'link'; readonly to: string }
  /** A device, a pipe: nothing that could be on the other side. */
  | { readonly type: 'other' };

/** A path of which nothing is known is nothing. */
export function sameContent(a: Content | undefined, b: Content | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.type === 'file') return b.type === 'file' && a.mode === b.mode && a.hash === b.hash;
  if (a.type === 'folder') return b.type === 'folder' && a.mode === b.mode;
  if (a.type === 'link') return b.type === 'link' && a.to === b.to;
  return b.type === 'other';
}

/** Bits of a mode that are brought from one side to the other. */
export const permissions = 0o777;

/** Of an entry whose hash is known. */
export function contentOf(entry: Entry): Content | undefined {
  if (entry.type === 'link') return entry;
  const mode = entry.mode & permissions;
  if (entry.type === 'folder') return { type: 'folder', mode };
  return entry.hash === undefined ? undefined : { type: 'file', mode, hash: entry.hash };
}

/**
 * Whether a link at a path could lead out of the folder that paths are relative to. Only `..` at its start are sure
 * to stay: after the name of a folder, which may be a link, they lead anywhere.
 */
export function leadsOut(path: string, to: string): boolean {
  if (to === '' || posix.isAbsolute(to) || to.includes('\0')) return true;
  const parts = to.split('/').filter(part => part !== '' && part !== '.');
  const ups = parts.findIndex(part => part !== '..');
  const leading = ups === -1 ? parts.length : ups;
  return parts.indexOf('..', leading) !== -1 || leading > path.split('/').length - 1;
}
