import { dirname } from 'node:path';
import { ComposeError } from '../../src/diagnostics/errors.ts';
import { loadProject } from '../../src/loader/load.ts';
import type { LoaderIO, LoadOptions, LoadResult } from '../../src/loader/options.ts';

export interface World {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** A machine that has only these files, by absolute path. */
export function memoryIO(
  files: Readonly<Record<string, string>>,
  { cwd = '/p', env = {}, stdin = '' }: World = {},
): LoaderIO {
  const folders = new Set(Object.keys(files).flatMap(parents));
  return {
    cwd,
    env,
    homeDir: '/home/me',
    readFile: async path => files[path],
    fileType: async path => (path in files ? 'file' : folders.has(path) ? 'folder' : undefined),
    realPath: async path => path,
    readStdin: async () => stdin,
  };
}

export interface Given extends LoadOptions {
  /** Files beside compose.yaml, by absolute path. */
  readonly beside?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Loads compose.yaml of the folder /p. */
export function load(compose: string, { beside = {}, env = {}, ...options }: Given = {}): Promise<LoadResult> {
  return loadProject(options, memoryIO({ '/p/compose.yaml': compose, ...beside }, { env }));
}

/** What a run is refused for, as `file:line:column message`. */
export async function refusals(run: Promise<unknown>): Promise<string[]> {
  const error = await run.then(
    () => undefined,
    thrown => thrown,
  );
  if (!(error instanceof ComposeError)) throw error ?? new Error('nothing was refused');
  const errors = error.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return [error.message];
  return errors.map(({ message, location }) => {
    if (location === undefined) return message;
    const { line, column } = location.range.start;
    return `${location.file}:${line}:${column} ${message}`;
  });
}

function parents(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [parent, ...parents(parent)];
}
