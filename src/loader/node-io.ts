import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LoaderIO } from './options.ts';

/**
 * The machine as the loader sees it. Standard input is read once, however often a file list names it. Files are read
 * on the spot: they are few and small, and nothing else could be done meanwhile.
 */
export function nodeIO(world: Pick<LoaderIO, 'cwd' | 'env' | 'homeDir'>, stdin: AsyncIterable<Uint8Array>): LoaderIO {
  let input: Promise<string> | undefined;
  return {
    ...world,
    readFile: async path => (isPipe(path) ? readThroughPipe(path) : present(() => readFileSync(path, 'utf8'))),
    fileType: async path => fileType(path),
    realPath: async path => resolveExisting(path),
    readStdin: () => {
      input ??= readAll(stdin);
      return input;
    },
  };
}

/** What cannot be looked at counts as a file: reading it tells why. */
function fileType(path: string): 'file' | 'folder' | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found && (found.isDirectory() ? 'folder' : 'file');
  } catch (error) {
    return isAbsence(error) ? undefined : 'file';
  }
}

function isPipe(path: string): boolean {
  return fileType(path) === 'file' && (present(() => statSync(path, { throwIfNoEntry: false }))?.isFIFO() ?? false);
}

async function readThroughPipe(path: string): Promise<string> {
  const { readPipe } = await import('./read-pipe.ts');
  return readPipe(path);
}

function resolveExisting(path: string): string {
  const real = present(() => realpathSync(path));
  if (real !== undefined || dirname(path) === path) return real ?? path;
  return join(resolveExisting(dirname(path)), basename(path));
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function present<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
