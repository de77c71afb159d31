import { type FileHandle, lstat, open, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Header, type Pack, pack } from 'tar-stream';
import { ComposeError } from '../diagnostics/errors.ts';
import { type IgnoreRules, ignoreRules, parseIgnoreFile } from '../ignore/ignore-rules.ts';
import type { Build } from '../model/service.ts';

export interface BuildContext {
  /** A tar of the folder without what its ignore file excludes. */
  readonly context: Readable;
  /** Path of the Dockerfile within the tar. */
  readonly dockerfile: string;
}

/** The Dockerfile's name in the tar when it isn't a file of the context. */
const addedDockerfile = '.dockerfile.gantry';

/** Reads a build's folder. Files are read as the tar is: nothing is held in memory but what is under way. */
export async function buildContext(service: string, build: Build): Promise<BuildContext> {
  const folder = build.context ?? '.';
  await checkFolder(service, folder);
  const { name, text, path } = await findDockerfile(folder, build);
  const ignored = ignoreRules(await readIgnorePatterns(folder, path));
  const archive = pack();
  fill(archive, { folder, ignored, dockerfile: name, added: text }).catch(error => archive.destroy(error));
  return { context: Readable.from(archive), dockerfile: name };
}

async function checkFolder(service: string, folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new ComposeError('missing-build-context', `unable to prepare context: path "${folder}" not found`, {
    hint: `services.${service}.build.context has to be a folder`,
  });
}

interface Dockerfile {
  /** Within the tar. */
  readonly name: string;
  /** Its text, when the tar has to be given it. */
  readonly text?: string;
  /** On disk; undefined for an inline one. */
  readonly path?: string;
}

async function findDockerfile(folder: string, build: Build): Promise<Dockerfile> {
  if (build.dockerfile_inline) return { name: addedDockerfile, text: build.dockerfile_inline };
  const path = resolve(folder, build.dockerfile || 'Dockerfile');
  const name = relative(folder, path);
  if (!name.startsWith('..')) return { name: name.split('\\').join('/'), path };
  return { name: addedDockerfile, path, text: await readDockerfile(path) };
}

async function readDockerfile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ComposeError('missing-dockerfile', `failed to read dockerfile: open ${path}: no such file or directory`, {
      cause,
    });
  }
}

/** `<Dockerfile>.dockerignore` beside the Dockerfile wins over `.dockerignore` of the context. */
export async function readIgnorePatterns(folder: string, dockerfile: string | undefined): Promise<string[]> {
  const own = dockerfile === undefined ? undefined : await readIfAny(`${dockerfile}.dockerignore`);
  return parseIgnoreFile(own ?? (await readIfAny(join(folder, '.dockerignore'))) ?? '');
}

async function readIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

interface Filling {
  readonly folder: string;
  readonly ignored: IgnoreRules;
  /** Sent even when it is ignored: the engine needs it. */
  readonly dockerfile: string;
  readonly added: string | undefined;
}

async function fill(archive: Pack, filling: Filling): Promise<void> {
  if (filling.added !== undefined) archive.entry({ name: filling.dockerfile, mode: 0o644 }, filling.added);
  for await (const path of walkFolder(filling)) await addEntry(archive, filling.folder, path);
  archive.finalize();
}

/** Paths to send, with `/`, parents before children. An ignored folder is entered only if a rule may except from it. */
async function* walkFolder(filling: Filling, below = ''): AsyncGenerator<string> {
  const entries = (await unlessGone(readdir(join(filling.folder, below), { withFileTypes: true }))) ?? [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    const isSent = isNeeded(path, filling) || !filling.ignored.ignores(path);
    if (isSent) yield path;
    if (entry.isDirectory() && (isSent || mustEnter(path, filling))) yield* walkFolder(filling, path);
  }
}

/** The engine needs the Dockerfile and the rules even if they are ignored. */
function isNeeded(path: string, { dockerfile }: Filling): boolean {
  return path === dockerfile || path === '.dockerignore';
}

function mustEnter(folder: string, { ignored, dockerfile }: Filling): boolean {
  return ignored.mayExceptBelow(folder) || dockerfile.startsWith(`${folder}/`);
}

/** What is removed while the folder is read (a lock, an object of git) is left out, as docker does. */
async function addEntry(archive: Pack, folder: string, path: string): Promise<void> {
  const full = join(folder, path);
  const found = await unlessGone(lstat(full));
  if (found === undefined) return;
  const common: Named = { name: path, mode: found.mode & 0o7777, mtime: found.mtime, uid: 0, gid: 0 };
  if (found.isDirectory()) archive.entry({ ...common, type: 'directory' });
  else if (found.isSymbolicLink()) {
    const linkname = await unlessGone(readlink(full));
    if (linkname !== undefined) archive.entry({ ...common, type: 'symlink', linkname });
  } else if (found.isFile()) {
    const file = await unlessGone(open(full));
    if (file) await addFile(archive, common, file, full);
  }
}

type Named = Partial<Header> & { name: string };

/** As much as there is when it is opened: a tar says the size before the content. */
async function addFile(archive: Pack, header: Named, file: FileHandle, path: string): Promise<void> {
  try {
    const { size } = await file.stat();
    if (size === 0) return void archive.entry(header, '');
    const entry = archive.entry({ ...header, size });
    const content = file.createReadStream({ end: size - 1, autoClose: false });
    await pipeline(content, pieces => whole(pieces, size, path), entry);
  } finally {
    await file.close();
  }
}

async function* whole(pieces: AsyncIterable<Buffer>, size: number, path: string): AsyncGenerator<Buffer> {
  let seen = 0;
  for await (const piece of pieces) {
    seen += piece.length;
    yield piece;
  }
  if (seen < size) throw madeShorter(path);
}

function madeShorter(path: string): ComposeError {
  return new ComposeError('unreadable-file', `unable to prepare context: ${path} was made shorter while it was read`, {
    hint: 'build again, or name it in .dockerignore',
  });
}

async function unlessGone<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
