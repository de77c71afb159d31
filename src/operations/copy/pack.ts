import { createReadStream, type Stats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';

/** A tar of a file, a link or a folder with all that is in it, under another name; empty: a folder's contents alone. */
export function packPath(path: string, name: string): Readable {
  const archive = pack();
  add(archive, path, name).then(
    () => archive.finalize(),
    error => archive.destroy(error),
  );
  return Readable.from(archive);
}

async function add(archive: Pack, path: string, name: string): Promise<void> {
  const stats = await lstat(path);
  if (stats.isDirectory()) {
    if (name !== '') archive.entry({ ...headerOf(stats, name), type: 'directory' });
    for (const child of (await readdir(path)).sort())
      await add(archive, join(path, child), name === '' ? child : `${name}/${child}`);
  } else if (stats.isSymbolicLink()) {
    archive.entry({ ...headerOf(stats, name), type: 'symlink', linkname: await readlink(path) });
  } else if (stats.isFIFO()) {
    archive.entry({ ...headerOf(stats, name), type: 'fifo' });
  } else if (stats.isFile()) {
    const entry = archive.entry({ ...headerOf(stats, name), type: 'file', size: stats.size });
    // A file that grows meanwhile would spoil the archive. Large reads: each piece costs a round through three streams.
    const content =
      stats.size === 0
        ? Readable.from([])
        : createReadStream(path, { end: stats.size - 1, highWaterMark: 1024 * 1024 });
    await pipeline(content, entry);
  }
}

function headerOf({ mode, uid, gid, mtime }: Stats, name: string) {
  return { name, mode: mode & 0o7777, uid, gid, mtime };
}
