import { posix } from 'node:path';

/** As Go's path.Clean: no `.`, no `x/..`, no doubled slash, none at the end. */
export function cleanPath(path: string): string {
  const clean = posix.normalize(path);
  return clean.length > 1 ? clean.replace(/\/$/, '') : clean;
}
