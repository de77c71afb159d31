import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ComposeError } from '../../diagnostics/errors.ts';

/** Writes what would be printed to a file instead; `path` is relative to `cwd`. */
export async function writeOutputFile(path: string, content: string, cwd: string): Promise<void> {
  try {
    await writeFile(resolve(cwd, path), content);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = reasons[code] ?? code;
    const hint = 'name a file in a folder that exists and may be written to';
    throw new ComposeError('output-file', `open ${path}: ${reason}`, { hint, cause: error });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  EROFS: 'read-only file system',
  ENOSPC: 'no space left on device',
};
