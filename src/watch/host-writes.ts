import { createHash, randomUUID } from 'node:crypto';
import {
  type BigIntStats,
  chmodSync,
  createReadStream,
  createWriteStream,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Content, permissions, sameContent } from './content.ts';

/** Writes below a rule's path on the host: never over what isn't what it is known to be, never through a link. */
export interface HostWrites {
  /** A file that is not yet in place, with the digest of its content. */
  receive(content: Readable): Promise<Received>;
  /** Puts content where `before` is known to be, or nothing. */
  put(path: string, content: Content, options: { before: Content | undefined; file?: Received }): Promise<Outcome>;
  /** Puts a file where nothing is, under the next name that is free; gives the absolute path. */
  putBeside(path: string, content: Content, file: Received | undefined): string;
  remove(path: string, before: Content): Promise<Outcome>;
}

/** `changed`: something else is there by now. `held`: a folder can't go because of what is in it, known or not. */
export type Outcome = 'done' | 'changed' | 'held';

export interface Received {
  readonly at: string;
  readonly hash: string;
}

type Ids = Pick<BigIntStats, 'uid' | 'gid'>;

/** `root` is the absolute path of what '' stands for: a folder that may not be there yet, or a file. */
export function hostWrites(root: string, isFile: boolean): HostWrites {
  const folder = isFile ? dirname(root) : root;
  const placeOf = (path: string) => (isFile ? root + path : path === '' ? root : join(root, path));

  /** Makes what isn't there of the folders above; throws where a link or a file is in the way. */
  const requireFolders = (place: string): void => {
    const above = dirname(place);
    if (above !== folder && above.startsWith(`${folder}/`)) requireFolders(above);
    const found = statOf(above);
    if (found?.isDirectory()) return;
    if (found) throw new Error(`${above} is no folder`);
    mkdirSync(above, { recursive: above === folder });
    own(above, ownerOf(dirname(above)));
  };

  const make = (content: Content, file: Received | undefined, owner: Ids): string => {
    const made = file?.at ?? join(folder, `.gantry-${randomUUID()}.tmp`);
    if (content.type === 'link') symlinkSync(content.to, made);
    own(made, owner);
    if (content.type === 'file') chmodSync(made, content.mode);
    return made;
  };

  return {
    receive: async content => {
      const at = join(folder, `.gantry-${randomUUID()}.tmp`);
      requireFolders(at);
      const hash = createHash('sha1');
      const hashing = new Transform({
        transform(data: Buffer, _, done) {
          hash.update(data);
          done(null, data);
        },
      });
      try {
        await pipeline(content, hashing, createWriteStream(at, { flags: 'wx', mode: 0o600 }));
      } catch (error) {
        rmSync(at, { force: true });
        throw error;
      }
      return { at, hash: hash.digest('base64') };
    },

    put: async (path, content, { before, file }) => {
      const place = placeOf(path);
      const seen = await verified(place, before);
      if (seen === 'other') return 'changed';
      // From here on nothing else runs: what was looked at is what is written over.
      if (!isStill(place, seen)) return 'changed';
      requireFolders(place);
      const owner = seen && process.getuid?.() === 0 ? seen : ownerOf(dirname(place));
      if (content.type === 'folder') {
        if (seen && !seen.isDirectory()) unlinkSync(place);
        if (!seen?.isDirectory()) mkdirSync(place);
        if (!seen?.isDirectory()) own(place, owner);
        chmodSync(place, content.mode);
        return 'done';
      }
      if (seen?.isDirectory() && !removeFolder(place)) return 'held';
      const made = make(content, file, owner);
      if (seen && !seen.isDirectory()) renameSync(made, place);
      else if (!moveToNothing(made, place)) {
        rmSync(made, { force: true });
        return 'changed';
      }
      return 'done';
    },

    putBeside: (path, content, file) => {
      requireFolders(placeOf(path));
      const made = make(content, file, ownerOf(dirname(placeOf(path))));
      for (let count = 1; ; count++) {
        const place = placeOf(count === 1 ? path : `${path}-${count}`);
        if (moveToNothing(made, place)) return place;
      }
    },

    remove: async (path, before) => {
      const place = placeOf(path);
      if (statOf(place) === undefined) return 'done';
      const seen = await verified(place, before);
      if (seen === undefined || seen === 'other') return 'changed';
      if (!isStill(place, seen)) return 'changed';
      requireFolders(place);
      if (seen.isDirectory()) return removeFolder(place) ? 'done' : 'held';
      unlinkSync(place);
      return 'done';
    },
  };
}

/** Clocks of file systems tick this seldom: a write after a look might not be seen. */
const tickMilliseconds = 20;

/** What is at a place, if that is what it is known to be. */
async function verified(place: string, known: Content | undefined): Promise<BigIntStats | undefined | 'other'> {
  const seen = statOf(place);
  if (seen === undefined) return known === undefined ? undefined : 'other';
  if (known === undefined) return 'other';
  if (seen.isSymbolicLink()) return known.type === 'link' && readlinkSync(place) === known.to ? seen : 'other';
  const mode = Number(seen.mode) & permissions;
  if (seen.isDirectory()) return sameContent(known, { type: 'folder', mode }) ? seen : 'other';
  if (!seen.isFile() || Math.abs(Date.now() - Number(seen.ctimeMs)) < tickMilliseconds) return 'other';
  const hash = createHash('sha1');
  for await (const data of createReadStream(place)) hash.update(data as Buffer);
  return sameContent(known, { type: 'file', mode, hash: hash.digest('base64') }) ? seen : 'other';
}

function isStill(place: string, seen: BigIntStats | undefined): boolean {
  const now = statOf(place);
  if (seen === undefined || now === undefined) return seen === now;
  // The time of a folder says what is in it.
  const same = now.ino === seen.ino && now.mode === seen.mode;
  return same && (now.isDirectory() || (now.size === seen.size && now.ctimeNs === seen.ctimeNs));
}

/** Fails, instead of writing over it, where something has come there. */
function moveToNothing(made: string, place: string): boolean {
  try {
    linkSync(made, place);
    unlinkSync(made);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // Not every file system has hard links.
    if (statOf(place)) return false;
    renameSync(made, place);
    return true;
  }
}

function removeFolder(place: string): boolean {
  try {
    rmdirSync(place);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Root writes for whom the folder belongs to; anybody else only for himself. */
function own(place: string, { uid, gid }: Ids): void {
  if (process.getuid?.() === 0) lchownSync(place, Number(uid), Number(gid));
}

function ownerOf(folder: string): Ids {
  return statOf(folder) ?? { uid: 0n, gid: 0n };
}

function statOf(place: string): BigIntStats | undefined {
  try {
    return lstatSync(place, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
