import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type Header, pack } from 'tar-stream';
import type { WatchedRule } from '../../watch/collector.ts';
import { type Content, contentOf } from '../../watch/content.ts';
import type { Entry, FileEntry } from '../../watch/entry.ts';
import { digestOf, type HostFiles } from '../../watch/host-files.ts';
import type { Batch } from '../../watch/ledger.ts';
import { joined } from '../../watch/tree.ts';

/** A part of what a container is to get: a tar for its root, and what it settles. */
export interface Parcel {
  /** Each container needs its own. */
  readonly archive: () => Buffer | Readable;
  readonly settles: Settles;
  readonly files: number;
}

/** Paths by rule, with what is sent of each; undefined where that is too much to know before. */
type Settles = ReadonlyMap<WatchedRule, readonly Settled[]>;
type Settled = readonly [path: string, version: number, content: Content | undefined];

export type Put = Batch['puts'][number] & {
  readonly watched: WatchedRule;
  /** To whom it is to belong in the container. Default: root. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
};

/** Bytes of files that go together, so that neither memory nor what an interrupt waits for grows with the batch. */
const parcelBytes = 16 * 1024 * 1024;

interface Packing {
  readonly files: HostFiles;
  /** A file is otherwise than it was when it was looked at. */
  readonly onOther: (path: string) => void;
  /** It is left out, too. */
  readonly onLeftOut: (put: Put) => void;
}

/**
 * Tars of the files as they are now. Those that can't be read are left out, as are those that were emptied just now, to
 * be written most likely. They are to be looked at again, as are those that were written while they were read.
 */
export async function* parcels(
  puts: readonly Put[],
  { files: hostFiles, onOther, onLeftOut }: Packing,
): AsyncGenerator<Parcel> {
  let archive = pack();
  let [bytes, settles, files] = [0, emptyMap(), 0];
  const finish = async (): Promise<Parcel> => {
    archive.finalize();
    const content = await buffer(archive);
    const parcel = { archive: () => content, settles, files };
    archive = pack();
    [bytes, settles, files] = [0, emptyMap(), 0];
    return parcel;
  };
  for (const put of puts) {
    const { watched, path, entry, version } = put;
    const host = joined(watched.rule.root, path);
    // The end of a link may be a folder; the target itself isn't touched but to hold what is below it.
    if (path === '' && entry.type === 'folder') {
      settle(settles, put, contentOf(entry));
      continue;
    }
    if (entry.type === 'file' && entry.size > parcelBytes) {
      if (hostFiles.refusal(host) !== undefined) {
        onOther(host);
        onLeftOut(put);
        continue;
      }
      if (files > 0) yield await finish();
      yield huge(put, host);
      if (isOther(entry, hostFiles.look(host))) onOther(host);
      continue;
    }
    const content = entry.type === 'file' ? readIfAny(host, hostFiles) : Buffer.alloc(0);
    if (content === undefined || (entry.type === 'file' && entry.size > 0 && content.length === 0)) {
      onOther(host);
      onLeftOut(put);
      continue;
    }
    const hash = entry.type === 'file' ? digestOf(content) : undefined;
    if (entry.type === 'file' && hash !== undefined) {
      const isNews = noteContent(put, hash);
      if (isNews || isOther(entry, hostFiles.look(host))) onOther(host);
    }
    archive.entry(headerOf(put, content.length), content);
    settle(
      settles,
      { watched, path, version },
      contentOf(entry.type === 'file' && hash !== undefined ? { ...entry, hash } : entry),
    );
    files += 1;
    bytes += content.length;
    if (bytes >= parcelBytes) yield await finish();
  }
  if (files > 0 || settles.size > 0) yield await finish();
}

/** Whether a file has been written since it was looked at. */
function isOther(entry: FileEntry, now: Entry | undefined): boolean {
  return now?.type !== 'file' || now.stamp !== entry.stamp || now.size !== entry.size;
}

/**
 * Keeps what was really read. What other containers were sent under the same version may have been something else:
 * then all are owed it again.
 */
function noteContent({ watched: { tree, ledger }, path, entry }: Put, hash: string): boolean {
  const known = tree.get(path);
  if (known !== entry || known.type !== 'file' || known.hash === hash) return false;
  tree.set(path, { ...known, hash });
  if (known.hash === undefined) return false;
  ledger.note(path);
  return true;
}

/** One that isn't held in memory. */
function huge(put: Put, path: string): Parcel {
  const size = put.entry.type === 'file' ? put.entry.size : 0;
  const archive = () => {
    const tar = pack();
    // A file that grows meanwhile would spoil the archive; it is looked at again.
    const content = createReadStream(path, { end: size - 1, highWaterMark: 1024 * 1024 });
    pipeline(content, tar.entry(headerOf(put, size))).then(
      () => tar.finalize(),
      error => tar.destroy(error),
    );
    return Readable.from(tar);
  };
  return { archive, settles: new Map([[put.watched, [[put.path, put.version, undefined]]]]), files: 1 };
}

function headerOf({ watched, path, entry, owner }: Put, size: number): Partial<Header> & { name: string } {
  const name = joined(watched.rule.target ?? '', path).replace(/^\/+/, '');
  const common = { name, uid: 0, gid: 0, ...owner, mtime: new Date() };
  if (entry.type === 'folder') return { ...common, mode: entry.mode, type: 'directory' };
  if (entry.type === 'link') return { ...common, mode: 0o777, type: 'symlink', linkname: entry.to };
  // A tar's own field has whole seconds only: whoever compares times would miss the second of two saves.
  const pax = { mtime: (entry.mtime / 1000).toFixed(3) };
  return { ...common, mode: entry.mode, mtime: new Date(entry.mtime), pax, size, type: 'file' };
}

function settle(
  settles: Map<WatchedRule, Settled[]>,
  { watched, path, version }: Pick<Put, 'watched' | 'path' | 'version'>,
  content: Content | undefined,
): void {
  const own = settles.get(watched) ?? [];
  own.push([path, version, content]);
  settles.set(watched, own);
}

function emptyMap(): Map<WatchedRule, Settled[]> {
  return new Map();
}

function readIfAny(path: string, host: HostFiles): Buffer | undefined {
  try {
    return host.read(path);
  } catch {
    return undefined;
  }
}
