import { lstatSync, mkdirSync, readlinkSync, realpathSync, renameSync, rmSync, type Stats, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ComposeError } from '../../diagnostics/errors.ts';

/** What stood at a path. `kept` is where something that wasn't gantry's is now. */
export type Before =
  | { readonly was: 'nothing' }
  | { readonly was: 'this gantry' }
  | { readonly was: 'another gantry'; readonly target: string }
  | { readonly was: 'not gantry'; readonly what: string; readonly kept: string };

export type Removed = { readonly was: 'nothing' } | { readonly was: 'gantry'; readonly restored: string | undefined };

interface LinkOptions {
  /** Put aside what isn't gantry's. */
  readonly force: boolean;
  /** Only look. */
  readonly dryRun: boolean;
}

/**
 * Makes a link to `launcher` at `path`. It is a link, so that whatever updates gantry updates this too, and `launcher`
 * knows by its name what it is called as. Throws `plugin-taken` when something else is there, unless told to force it.
 */
export function install(path: string, launcher: string, { force, dryRun }: LinkOptions): Before {
  const found = look(path, launcher);
  const kept = asideOf(path);
  if (found.is === 'this gantry') return { was: 'this gantry' };
  if (found.is === 'not gantry') {
    if (!force) throw taken(path, found.what, '--force puts it aside, and --uninstall back');
    if (statOf(kept) !== undefined)
      throw taken(path, found.what, `${kept} has been put aside before: move it away first`);
  }
  if (!dryRun) {
    attempt(path, () => {
      mkdirSync(dirname(path), { recursive: true });
      if (found.is === 'not gantry') renameSync(path, kept);
      replaceByLink(path, launcher);
    });
  }
  if (found.is === 'nothing') return { was: 'nothing' };
  return found.is === 'another gantry'
    ? { was: 'another gantry', target: found.target }
    : { was: 'not gantry', what: found.what, kept };
}

/** Takes a link to any gantry away, and puts back what `install` put aside. Throws `plugin-taken` for anything else. */
export function uninstall(path: string, { dryRun }: Pick<LinkOptions, 'dryRun'>): Removed {
  const found = look(path, undefined);
  if (found.is === 'nothing') return { was: 'nothing' };
  if (found.is === 'not gantry') throw taken(path, found.what, 'it is left alone');
  const kept = asideOf(path);
  const restored = statOf(kept) === undefined ? undefined : path;
  if (!dryRun) {
    attempt(path, () => {
      if (restored === undefined) rmSync(path);
      else renameSync(kept, path);
    });
  }
  return { was: 'gantry', restored };
}

type Found =
  | { readonly is: 'nothing' }
  | { readonly is: 'this gantry' }
  | { readonly is: 'another gantry'; readonly target: string }
  | { readonly is: 'not gantry'; readonly what: string };

function look(path: string, launcher: string | undefined): Found {
  const stat = statOf(path);
  if (stat === undefined) return { is: 'nothing' };
  if (!stat.isSymbolicLink()) return { is: 'not gantry', what: stat.isDirectory() ? 'a folder' : 'a file' };
  const target = resolve(dirname(path), readlinkSync(path));
  if (launcher !== undefined && realPath(target) === realPath(launcher)) return { is: 'this gantry' };
  // Also one whose folder has gone meanwhile.
  if (target.endsWith('/bin/gantry')) return { is: 'another gantry', target };
  return { is: 'not gantry', what: `a link to ${target}` };
}

/** Its name doesn't begin with `docker-`, or the docker CLI would complain of a plugin that isn't one. */
function asideOf(path: string): string {
  return join(dirname(path), `before-gantry.${basename(path)}`);
}

/** There is one at every moment. */
function replaceByLink(path: string, launcher: string): void {
  const temporary = join(dirname(path), `.gantry-${process.pid}`);
  rmSync(temporary, { force: true });
  symlinkSync(launcher, temporary);
  renameSync(temporary, path);
}

function statOf(path: string): Stats | undefined {
  return attempt(path, () => lstatSync(path, { throwIfNoEntry: false }));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function attempt<T>(path: string, change: () => T): T {
  try {
    return change();
  } catch (cause) {
    throw new ComposeError('plugin-folder', `cannot change ${path}: ${(cause as Error).message}`, { cause });
  }
}

function taken(path: string, what: string, hint: string): ComposeError {
  return new ComposeError('plugin-taken', `${path} is ${what}, which isn't gantry's`, { hint });
}
