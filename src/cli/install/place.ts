import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { configDir, parseConfig } from '../../engine/docker-config.ts';
import type { World } from '../world.ts';

/** Where gantry is to be found by another name. */
export interface Place {
  readonly path: string;
  /** What is typed: `docker compose`. */
  readonly command: string;
  /** How to undo it. */
  readonly undo: string;
  /** Of the same name, found by those who look for it before ours. */
  readonly hiding: string | undefined;
  /** Of the same name, found only while ours isn't there. */
  readonly hidden: string | undefined;
  /** For a program: its folder is on the PATH. */
  readonly isFound: boolean;
}

type Wanted = { readonly plugin: string } | { readonly shim: string };
type PlaceWorld = Pick<World, 'env' | 'cwd' | 'homeDir'>;

export function placeOf(wanted: Wanted, world: PlaceWorld): Place {
  return 'plugin' in wanted ? pluginPlace(wanted.plugin, world) : shimPlace(resolve(world.cwd, wanted.shim), world);
}

/** The docker CLI looks for plugins in the folders of its configuration, in its own, then in the system's. */
const systemFolders = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];

function pluginPlace(plugin: string, world: PlaceWorld): Place {
  const file = `docker-${plugin}`;
  const folder = resolve(world.cwd, configDir(world));
  const first = (folders: readonly string[]) => folders.map(at => join(at, file)).find(path => existsSync(path));
  return {
    path: join(folder, 'cli-plugins', file),
    command: `docker ${plugin}`,
    undo: `gantry install-plugin${plugin === 'gantry' ? '' : ` --as ${plugin}`} --uninstall`,
    hiding: first(extraFolders(folder)),
    hidden: first(systemFolders),
    isFound: true,
  };
}

function extraFolders(folder: string): readonly string[] {
  const config = parseConfig<{ cliPluginsExtraDirs?: string[] }>(join(folder, 'config.json'), readIfThere);
  return config?.cliPluginsExtraDirs ?? [];
}

function shimPlace(folder: string, { env, cwd }: PlaceWorld): Place {
  const file = 'docker-compose';
  const folders = (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map(entry => resolve(cwd, entry));
  const own = folders.indexOf(folder);
  const first = (some: readonly string[]) => some.map(at => join(at, file)).find(path => existsSync(path));
  return {
    path: join(folder, file),
    command: file,
    undo: `gantry install-plugin --shim ${folder} --uninstall`,
    hiding: first(own < 0 ? folders : folders.slice(0, own)),
    hidden: own < 0 ? undefined : first(folders.slice(own + 1)),
    isFound: own >= 0,
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
