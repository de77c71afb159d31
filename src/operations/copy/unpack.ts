import { createWriteStream, type Stats } from 'node:fs';
import { chmod, link, lstat, mkdir, rm, symlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import { refused, type Unpacking } from './plan.ts';

export interface UnpackOptions extends Unpacking {
  /** Of what can't be made here. */
  readonly onSkip: (name: string) => void;
}

/**
 * Unpacks a tar that a container has given: its uppermost entry gets another name. Nothing is written but below it: an
 * entry that would leave it, by its name or through a link, is refused. Owners stay whoever unpacks.
 */
export async function unpack(source: AsyncIterable<Buffer>, { folder, name, onSkip }: UnpackOptions): Promise<void> {
  const archive = extract();
  const filled = pipeline(Readable.from(source), archive);
  // Told by the loop below, which ends with it.
  filled.catch(() => {});
  const folders: { path: string; headers: Header }[] = [];
  for await (const entry of archive as unknown as AsyncIterable<Entry>) {
    const path = placeOf(entry.header.name, { folder, name });
    await checkParents(folder, path, entry.header.name);
    if (entry.header.type === 'directory' && path !== join(folder)) folders.push({ path, headers: entry.header });
    await write(path, entry, { folder, name, onSkip });
    entry.resume();
  }
  await filled;
  // Last: a folder may be read-only, and each file in it makes it younger.
  for (const { path, headers } of folders.reverse()) await finish(path, headers);
}

/** The first part of an entry's name is the source's own, and is replaced. */
function placeOf(entry: string, { folder, name }: Unpacking): string {
  const [top, ...parts] = entry.replace(/\/+$/, '').split('/');
  if (entry.startsWith('/') || top === '..' || parts.includes('..'))
    throw refused(`archive entry ${JSON.stringify(entry)} is outside of what is copied`);
  return join(folder, name, ...parts);
}

async function checkParents(folder: string, path: string, entry: string): Promise<void> {
  for (let parent = dirname(path); parent.length > folder.length; parent = dirname(parent)) {
    const found = await lstatIfAny(parent);
    if (found === undefined || found.isDirectory()) continue;
    throw refused(
      `archive entry ${JSON.stringify(entry)} would be written through ${JSON.stringify(parent)}, which is no folder`,
    );
  }
}

type Entry = Readable & { readonly header: Header };

async function write(path: string, entry: Entry, { folder, name, onSkip }: UnpackOptions): Promise<void> {
  const { header } = entry;
  const found = await lstatIfAny(path);
  const isFolder = header.type === 'directory';
  if (found?.isDirectory() && !isFolder)
    throw refused(`cannot overwrite directory ${JSON.stringify(path)} with non-directory`);
  if (found && !found.isDirectory() && isFolder)
    throw refused(`cannot overwrite non-directory ${JSON.stringify(path)} with directory`);
  if (found?.isDirectory()) return;
  if (found) await rm(path);
  await mkdir(dirname(path), { recursive: true });
  switch (header.type) {
    case 'directory':
      // Writable for us until all is in it.
      return void (await mkdir(path, { mode: 0o700 }));
    case 'symlink':
      return await symlink(header.linkname ?? '', path);
    case 'link': {
      const target = placeOf(header.linkname ?? '', { folder, name });
      await checkParents(folder, target, header.name);
      return await link(target, path);
    }
    case 'file':
    case 'contiguous-file':
      await pipeline(entry, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      return await finish(path, header);
    default:
      onSkip(header.name);
  }
}

async function finish(path: string, { mode = 0o644, mtime = new Date(0) }: Header): Promise<void> {
  await chmod(path, mode & 0o7777);
  await utimes(path, mtime, mtime);
}

async function lstatIfAny(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch {
    return undefined;
  }
}
