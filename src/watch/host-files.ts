import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Entry } from './entry.ts';

/** The host's files as watching sees them; tests hand in their own. Paths are absolute. */
export interface HostFiles {
  /** Undefined where nothing is, or nothing that can be sent: sockets, devices. */
  look(path: string): Entry | undefined;
  /** Names in a folder; none where it is gone. */
  list(folder: string): readonly string[];
  /** Digest of a file's content; undefined where it is gone. */
  hash(path: string): string | undefined;
}

/** Of this machine. Each call is short, and a thread of its own would take longer to reach than it takes. */
export const hostFiles: HostFiles = {
  look: path => unlessGone(() => look(path)),
  list: folder => unlessGone(() => readdirSync(folder)) ?? [],
  hash: path => unlessGone(() => digestOf(readFileSync(path))),
};

export function digestOf(content: Uint8Array): string {
  return createHash('sha1').update(content).digest('base64');
}

/** Clocks of file systems tick this seldom. */
const tickMilliseconds = 20;

function look(path: string): Entry | undefined {
  const found = lstatSync(path);
  const mode = found.mode & 0o7777;
  if (found.isDirectory()) return { type: 'folder', mode };
  if (found.isSymbolicLink()) return { type: 'link', to: readlinkSync(path) };
  if (!found.isFile()) return undefined;
  const { size, mtimeMs, ino } = found;
  return { type: 'file', mode, size, stamp: `${mtimeMs} ${ino}`, fresh: Date.now() - mtimeMs < tickMilliseconds };
}

function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
