import { relative } from 'node:path';

/** A file as people know it: below `cwd` from there, else by its whole path. */
export function fileName(file: string, cwd: string): string {
  if (file === '-') return 'standard input';
  const fromHere = relative(cwd, file);
  return fromHere.startsWith('..') ? file : fromHere;
}
