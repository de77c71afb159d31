import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import type { Entry } from './entry.ts';

/** The host's files as watching sees them; tests hand in their own. Paths are absolute. */
export interface HostFiles {
  /** Undefined where nothing is, or nothing that can be sent: sockets, devices. Throws where that can't be known. */
  look(path: string): Entry | undefined;
  /** Names in a folder; none where it is gone. Throws where they can't be known. */
  list(folder: string): readonly string[];
  /** Throws where that is not possible. */
  read(path: string): Buffer;
  /** Why a file can't be read, in the system's words; undefined where it can. */
  refusal(path: string): string | undefined;
  /** Digest of a file's content; undefined where it can't be read. */
  hash(path: string): string | undefined;
}

/** Of this machine. Each call is short, and a thread of its own would take longer to reach than it takes. */
export const hostFiles: HostFiles = {
  look: path => unlessGone(() => look(path)),
  list: folder => unlessGone(() => readdirSync(folder)) ?? [],
  read: path => readFileSync(path),
  refusal,
  hash: path => ifAny(() => digestOf(readFileSync(path))),
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
  const { size, mtimeMs, ctimeMs, ino } = found;
  // Whoever writes a file may give it the time that it had before; ctime can't be set.
  const stamp = `${mtimeMs} ${ctimeMs} ${ino}`;
  const fresh = Date.now() - Math.max(mtimeMs, ctimeMs) < tickMilliseconds;
  return { type: 'file', mode, size, stamp, mtime: Math.floor(mtimeMs), fresh };
}

function refusal(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    readSync(file, Buffer.alloc(1));
    return undefined;
  } catch (error) {
    // `EACCES: permission denied, open '/src/a'`
    return error instanceof Error ? error.message.split(', ')[0] : String(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** What there is no way to is gone; a folder that may not be entered, or too many open files, say nothing of a file. */
const gone = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'];

function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (gone.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function ifAny<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
