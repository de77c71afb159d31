import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { LoaderIO } from './options.ts';

/** The machine as the loader sees it. Standard input is read once, however often a file list names it. */
export function nodeIO(world: Pick<LoaderIO, 'cwd' | 'env' | 'homeDir'>, stdin: AsyncIterable<Uint8Array>): LoaderIO {
  let input: Promise<string> | undefined;
  return {
    ...world,
    readFile: path => readFile(path, 'utf8').catch(absent),
    fileType: async path => {
      const found = await stat(path).catch(absent);
      return found && (found.isDirectory() ? 'folder' : 'file');
    },
    realPath: resolveExisting,
    readStdin: () => {
      input ??= readAll(stdin);
      return input;
    },
  };
}

async function resolveExisting(path: string): Promise<string> {
  const real = await realpath(path).catch(absent);
  if (real !== undefined || dirname(path) === path) return real ?? path;
  return join(await resolveExisting(dirname(path)), basename(path));
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
