import { ComposeError } from '../diagnostics/errors.ts';
import type { LoaderIO } from './options.ts';

/** The text of a file that the user named; a ComposeError when there is none to be had. */
export async function readText(file: string, io: LoaderIO): Promise<string> {
  if ((await io.fileType(file)) === 'folder') {
    throw new ComposeError('unreadable-file', `read ${file}: is a directory`, { hint: 'name a file' });
  }
  const text = await io.readFile(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  if (text !== undefined) return text;
  const hint = addressed.test(file)
    ? 'files are read from this machine only, not from a registry or a repository: fetch it, and name its path'
    : 'create it, or correct its path';
  throw new ComposeError('no-such-file', `open ${file}: no such file or directory`, { hint });
}

/** What was an address before it was taken for a path: `oci://…`, `https://…`, `git@…`. */
const addressed = /\/((oci|https?|git|ssh):\/|git@)/;

function unreadable(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reason = typeof code === 'string' ? reasons[code] : undefined;
  if (reason === undefined) return error;
  const { words, hint } = reason;
  return new ComposeError('unreadable-file', `open ${file}: ${words}`, { hint, cause: error });
}

const reasons: Readonly<Record<string, { words: string; hint: string }>> = {
  EACCES: { words: 'permission denied', hint: 'make it readable for the user who runs this' },
  EPERM: { words: 'operation not permitted', hint: 'make it readable for the user who runs this' },
  EIO: { words: 'input/output error', hint: 'the disk, or the network that it is on, has a fault' },
  ELOOP: { words: 'too many levels of symbolic links', hint: 'the link leads back to itself: name the file' },
  ENAMETOOLONG: { words: 'file name too long', hint: 'correct its path' },
  ERR_INVALID_ARG_VALUE: { words: 'invalid argument', hint: 'paths have no NUL in them' },
  ENXIO: { words: 'no such device or address', hint: 'it is a socket: name a file' },
  ERR_FS_FILE_TOO_LARGE: { words: 'file too large', hint: 'name a file of text' },
  ERR_STRING_TOO_LONG: { words: 'file too large', hint: 'name a file of text' },
};
