import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Digest of a file's content, of whatever size; undefined where it is gone. */
export async function hashOfFile(path: string): Promise<string | undefined> {
  const hash = createHash('sha1');
  try {
    for await (const data of createReadStream(path)) hash.update(data as Buffer);
  } catch {
    return undefined;
  }
  return hash.digest('base64');
}
