import { dirname, join, resolve } from 'node:path';
import { ComposeError } from '../diagnostics/errors.ts';
import {
  defaultEnvFile,
  type Environment,
  namedEnvFiles,
  processEnvironment,
  readEnvFiles,
  withMissing,
} from './environment.ts';
import type { LoaderIO, LoadOptions } from './options.ts';

/** Which files a project is loaded from, where, and with which variables. */
export interface Sources {
  /** Absolute paths, `-` for standard input, in merge order. */
  readonly files: readonly string[];
  readonly projectDirectory: string;
  readonly environment: Environment;
  /** Absolute paths of the env files that were named; empty when the default .env was used. */
  readonly envFiles: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Finds the files in Docker Compose's order, in which `.env` is read twice: it may name the files by COMPOSE_FILE,
 * and the files may lie in another folder that has its own.
 */
export async function findSources(options: LoadOptions, io: LoaderIO): Promise<Sources> {
  const warnings: string[] = [];
  const given = options.projectDirectory === undefined ? undefined : resolve(io.cwd, options.projectDirectory);
  const named = namedEnvFiles(options.envFiles, io);
  const addEnvFiles = async (environment: Environment, folder: string): Promise<Environment> => {
    const files = named.length > 0 ? named : await defaultEnvFile(folder, io);
    const unset = (name: string) => warnings.push(`The "${name}" variable is not set. Defaulting to a blank string.`);
    return withMissing(environment, await readEnvFiles(files, environment, io, unset));
  };
  const flagged = (options.files ?? []).map(file => (file === '-' ? file : resolve(io.cwd, file)));
  const first = await addEnvFiles(processEnvironment(io), given ?? folderOf(flagged) ?? io.cwd);
  const files =
    nonEmpty(flagged) ?? (await filesFromEnvironment(first, io)) ?? (await discover(given ?? io.cwd, io, warnings));
  const projectDirectory = given ?? folderOf(files) ?? io.cwd;
  const environment = await addEnvFiles(first, projectDirectory);
  return { files, projectDirectory, environment, envFiles: named, warnings };
}

const fileNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const overrideNames = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/** The first folder from `start` upwards that has a Compose file, with the override beside it. */
async function discover(start: string, io: LoaderIO, warnings: string[]): Promise<readonly string[]> {
  for (let folder = start; ; folder = dirname(folder)) {
    const found = await present(fileNames, folder, io);
    if (found.length > 0) {
      const overrides = await present(overrideNames, folder, io);
      warnings.push(...severalFound('config', found), ...severalFound('override', overrides));
      return [found[0]!, ...overrides.slice(0, 1)];
    }
    if (dirname(folder) === folder) return [];
  }
}

async function present(names: readonly string[], folder: string, io: LoaderIO): Promise<string[]> {
  const files = names.map(name => join(folder, name));
  const types = await Promise.all(files.map(file => io.fileType(file)));
  return files.filter((_, index) => types[index] !== undefined);
}

function severalFound(kind: string, files: readonly string[]): string[] {
  if (files.length < 2) return [];
  return [`Found multiple ${kind} files with supported names: ${files.join(', ')}`, `Using ${files[0]}`];
}

async function filesFromEnvironment(environment: Environment, io: LoaderIO): Promise<readonly string[] | undefined> {
  const list = environment.COMPOSE_FILE;
  if (!list) return undefined;
  const separator = environment.COMPOSE_PATH_SEPARATOR || ':';
  const files = list.split(separator).map(file => (file === '-' ? file : resolve(io.cwd, file)));
  for (const file of files) {
    if (file === '-' || (await io.fileType(file)) !== undefined) continue;
    const hint = 'COMPOSE_FILE names it';
    throw new ComposeError('no-such-file', `stat ${file}: no such file or directory`, { hint });
  }
  return files;
}

function folderOf(files: readonly string[]): string | undefined {
  const file = files.find(name => name !== '-');
  return file === undefined ? undefined : dirname(file);
}

function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
