import { posix } from 'node:path';
import type { PathStat } from '../../engine/api.ts';
import type { Engine } from '../../engine/engine.ts';
import { isNotFound } from '../../engine/engine-error.ts';
import { type CopyEnd, refused } from './plan.ts';

/** Go's bits of a file's mode. */
const bit = { folder: 2 ** 31, link: 2 ** 27, device: 2 ** 26, pipe: 2 ** 25, socket: 2 ** 24, irregular: 2 ** 19 };

/** A place in a container that a copy goes to; of a link, the place that it leads to. */
export async function containerDestination(engine: Engine, id: string, path: string): Promise<CopyEnd> {
  const found = await statIfAny(engine, id, path);
  const target = found && linkTarget(found, path);
  const last = target === undefined ? found : await statIfAny(engine, id, target);
  const at = target ?? path;
  if (last === undefined) return { path: at, exists: false, isFolder: false };
  if (has(last, bit.device) || has(last, bit.pipe) || has(last, bit.socket) || has(last, bit.irregular)) {
    const what = has(last, bit.device) ? 'got a device' : 'got an irregular file';
    throw refused(`destination "${id}:${path}" must be a directory or a regular file: ${what}`);
  }
  return { path: at, exists: true, isFolder: has(last, bit.folder) };
}

/** Where a link leads to; undefined for what is none. */
export function linkTarget(found: PathStat, path: string): string | undefined {
  if (!has(found, bit.link)) return undefined;
  return posix.resolve('/', posix.dirname(path.replace(/\/+$/, '')), found.linkTarget);
}

export function isFolder(found: PathStat): boolean {
  return has(found, bit.folder);
}

function has({ mode }: PathStat, wanted: number): boolean {
  // Beyond the 31 bits that JavaScript's operators know.
  return Math.floor(mode / wanted) % 2 === 1;
}

export async function statIfAny(engine: Engine, id: string, path: string): Promise<PathStat | undefined> {
  if (path === '') return undefined;
  try {
    return await engine.statPath(id, path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
