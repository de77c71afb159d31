import { lstat, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { assertsFolder, type CopyEnd, meansContents, refused } from './plan.ts';

/** A path of this machine, whole, with what its end says. */
export function wholePath(path: string, cwd: string): string {
  const whole = resolve(cwd, path);
  if (meansContents(path)) return `${whole === '/' ? '' : whole}/.`;
  return path.endsWith('/') && whole !== '/' ? `${whole}/` : whole;
}

/** What is there to copy: `name` is what it is called, also where it is a link that is followed. */
export async function localSource(
  path: string,
  { followLink }: { readonly followLink: boolean },
): Promise<CopyEnd & { readonly name: string }> {
  const whole = resolve(path);
  const end = path.slice(whole === '/' ? 1 : whole.length);
  const found = await lstat(whole).catch(() => refuse(`lstat ${whole}: no such file or directory`));
  const real = found.isSymbolicLink() && (followLink || end !== '') ? await realpath(whole) : whole;
  const isFolder = real === whole ? found.isDirectory() : (await stat(real)).isDirectory();
  if (end !== '' && !isFolder) refuse('not a directory');
  return { path: `${real}${end}`, exists: true, isFolder, name: basename(whole) };
}

/** Where a copy goes; of a link, where it leads to. The folder around it has to exist. */
export async function localDestination(path: string): Promise<CopyEnd> {
  const whole = resolve(path);
  if (!(await stat(dirname(whole)).catch(() => undefined)))
    refuse(`invalid output path: directory ${JSON.stringify(dirname(whole))} does not exist`);
  const found = await stat(whole).catch(() => undefined);
  if (found === undefined) return { path: await behindLink(path), exists: false, isFolder: false };
  if (!found.isFile() && !found.isDirectory()) {
    const what = found.isBlockDevice() || found.isCharacterDevice() ? 'got a device' : 'got an irregular file';
    refuse(`invalid output path: ${JSON.stringify(whole)} must be a directory or a regular file: ${what}`);
  }
  if (assertsFolder(path) && !found.isDirectory()) refuse('not a directory');
  return { path: await realpath(whole), exists: true, isFolder: found.isDirectory() };
}

/** A link may lead to what isn't there yet. */
async function behindLink(path: string): Promise<string> {
  const target = await readlink(path).catch(() => undefined);
  return target === undefined ? path : join(dirname(path), target);
}

function refuse(message: string): never {
  throw refused(message);
}
