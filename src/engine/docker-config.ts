import { join } from 'node:path';
import { type Environment, type ReadFile, unresolved } from './endpoint.ts';

/** Docker's own folder of settings. */
export function configDir({ env, homeDir }: { env: Environment; homeDir: string }): string {
  return env.DOCKER_CONFIG || join(homeDir, '.docker');
}

/** The context that `docker context use` chose, or undefined. */
export function currentContext(folder: string, readFile: ReadFile): string | undefined {
  return parseConfig<{ currentContext?: string }>(join(folder, 'config.json'), readFile)?.currentContext || undefined;
}

/** The keys that leave a container's terminal, where the user has chosen others: `ctrl-a,d`. */
export function configuredDetachKeys(folder: string, readFile: ReadFile): string | undefined {
  return parseConfig<{ detachKeys?: string }>(join(folder, 'config.json'), readFile)?.detachKeys || undefined;
}

/** How lists of containers are printed where no `--format` says otherwise: a Go template, mostly behind `table `. */
export function configuredPsFormat(folder: string, readFile: ReadFile): string | undefined {
  return parseConfig<{ psFormat?: string }>(join(folder, 'config.json'), readFile)?.psFormat || undefined;
}

export function parseConfig<T>(path: string, readFile: ReadFile): T | undefined {
  const text = readFile(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw Object.assign(unresolved(`${path} is not JSON`), { cause });
  }
}
