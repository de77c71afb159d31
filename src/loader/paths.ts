import { posix } from 'node:path';
import type { PathResolver } from './attributes/attribute.ts';
import { mapAttributes, mapChildren } from './attributes/attribute-tree.ts';
import { attributeRoot } from './attributes/index.ts';
import { isMap, type Tree } from './tree.ts';

export interface PathOptions {
  /** What relative paths are relative to. */
  readonly baseDir: string;
  /** What `~` stands for. */
  readonly homeDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Makes the paths of a canonical model absolute. */
export function resolvePaths(tree: Tree, options: PathOptions): Tree {
  const resolver = pathResolver(options);
  return mapAttributes(tree, attributeRoot, (value, { paths }) =>
    paths === undefined || value === null ? value : paths(value, resolver),
  );
}

export function pathResolver({ baseDir, homeDir, env }: PathOptions): PathResolver {
  const file = (path: string) => absolute(expandHome(path, homeDir), baseDir);
  const convertsDrives = ['1', 'true', 't'].includes((env.COMPOSE_CONVERT_WINDOWS_PATHS ?? '').toLowerCase());
  return {
    file,
    context: path => (path === '' || isRemote(path) ? path : file(path)),
    bindSource: path => (convertsDrives ? unixPath(file(path)) : file(path)),
  };
}

/** The symbolic links of watched paths, which the file system's events name by their targets. */
export async function followWatchLinks(tree: Tree, realPath: (path: string) => Promise<string>): Promise<Tree> {
  const targets = new Map<string, string>();
  for (const path of watchedPaths(tree)) targets.set(path, await realPath(path));
  return targets.size === 0 ? tree : replaceWatchedPaths(tree, path => targets.get(path) ?? path);
}

function expandHome(path: string, homeDir: string): string {
  return path.startsWith('~') ? posix.join(homeDir, path.slice(1)) : path;
}

/** Windows paths stay: the engine, not this machine, may be on Windows. */
function absolute(path: string, baseDir: string): string {
  if (path.startsWith('/') || /^([A-Za-z]:[\\/]|\\\\)/.test(path)) return path;
  return posix.join(baseDir, path).replace(/(?<=.)\/$/, '');
}

function isRemote(context: string): boolean {
  return context.includes('://') || /^(service:|https?:\/\/|git:\/\/|ssh:\/\/|github\.com\/|git@)/.test(context);
}

function unixPath(path: string): string {
  const [, drive, rest] = /^([A-Za-z]):[\\/](.*)$/s.exec(path) ?? [];
  return drive === undefined ? path : `/${drive.toLowerCase()}/${rest!.replaceAll('\\', '/')}`;
}

function watchedPaths(tree: Tree): string[] {
  const paths: string[] = [];
  replaceWatchedPaths(tree, path => {
    paths.push(path);
    return path;
  });
  return paths;
}

function replaceWatchedPaths(tree: Tree, replace: (path: string) => string): Tree {
  return mapKey(tree, 'services', services =>
    mapChildren(services, service =>
      mapKey(service, 'develop', develop =>
        mapKey(develop, 'watch', rules =>
          mapChildren(rules, rule => mapKey(rule, 'path', path => (typeof path === 'string' ? replace(path) : path))),
        ),
      ),
    ),
  );
}

function mapKey(tree: Tree, key: string, change: (value: Tree) => Tree): Tree {
  return isMap(tree) ? mapChildren(tree, (value, step) => (step === key ? change(value) : value)) : tree;
}
