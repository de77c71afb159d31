import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { InlineFile } from '../convert/file-objects.ts';

/** A tar of the files, to be extracted at the root of a container. */
export async function archiveOf(files: readonly InlineFile[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, content, uid, gid, mode } of files) {
    archive.entry({ name: path.replace(/^\/+/, ''), uid, gid, mode, mtime: new Date(0) }, content);
  }
  archive.finalize();
  return buffer(archive);
}
