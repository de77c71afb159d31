import { posix } from 'node:path';
import { ComposeError } from '../../diagnostics/errors.ts';

/** One end of a copy, by its path as it was given: a last `/` says that it is a folder, a last `/.` means what is in it. */
export interface CopyEnd {
  readonly path: string;
  readonly exists: boolean;
  readonly isFolder: boolean;
}

/** Where what is copied is unpacked, and what its uppermost entry is called there; empty: the entry is the folder itself. */
export interface Unpacking {
  readonly folder: string;
  readonly name: string;
}

/**
 * As Docker's `cp` decides: into a folder that exists, else to the name that is given. `name` is what the source is
 * called where it goes by its own name.
 */
export function planUnpacking(source: CopyEnd, name: string, destination: CopyEnd): Unpacking {
  const { path, exists, isFolder } = destination;
  if (exists && isFolder) return { folder: path, name: meansContents(source.path) ? '' : name };
  if (exists && source.isFolder) throw refused('cannot copy directory');
  if (!source.isFolder && assertsFolder(path)) throw refused('no such directory');
  return { folder: posix.dirname(path), name: posix.basename(path) };
}

export function refused(message: string): ComposeError {
  return new ComposeError('copy', message);
}

/** `folder/.` */
export function meansContents(path: string): boolean {
  return /(^|\/)\.$/.test(path);
}

/** Says that it is a folder, whether it is one or not. */
export function assertsFolder(path: string): boolean {
  return path === '' || path.endsWith('/') || meansContents(path);
}

/** Parts an argument of `cp`: a path here, which `./` or `/` begins if it has a colon, or one of a service. */
export function parseArgument(argument: string): { readonly service?: string; readonly path: string } {
  const colon = argument.indexOf(':');
  if (argument.startsWith('/') || argument.startsWith('.') || colon < 0) return { path: argument };
  return colon === 0
    ? { path: argument.slice(1) }
    : { service: argument.slice(0, colon), path: argument.slice(colon + 1) };
}
