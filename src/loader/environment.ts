import { resolve } from 'node:path';
import { ComposeError, invalidInput } from '../diagnostics/errors.ts';
import { type DotenvMistake, type DotenvValues, parseDotenv } from './dotenv.ts';
import type { LoaderIO } from './options.ts';
import { readText } from './read-text.ts';
import { shortened } from './shortened.ts';

/** What interpolation sees. Null-prototype, since any name may be asked for. */
export type Environment = Readonly<Record<string, string>>;

/** The process's environment, which always wins, as a copy to add to; PWD is filled in where a shell did not. */
export function processEnvironment(io: LoaderIO): Environment {
  const environment: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(io.env)) if (value !== undefined) environment[name] = value;
  environment.PWD ??= io.cwd;
  return environment;
}

/** `environment` with what it lacks from `added`. */
export function withMissing(environment: Environment, added: Iterable<readonly [string, string]>): Environment {
  const result: Record<string, string> = Object.assign(Object.create(null), environment);
  for (const [name, value] of added) result[name] ??= value;
  return result;
}

/** The env files that the command line or COMPOSE_ENV_FILES names, absolute. */
export function namedEnvFiles(envFiles: readonly string[] | undefined, io: LoaderIO): string[] {
  const named = envFiles?.length ? envFiles : (io.env.COMPOSE_ENV_FILES ?? '').split(',').filter(file => file !== '');
  return named.map(file => resolve(io.cwd, file));
}

/** `.env` of `folder` when there is one and COMPOSE_DISABLE_ENV_FILE does not leave it out. */
export async function defaultEnvFile(folder: string, io: LoaderIO): Promise<string[]> {
  if (disabled(io.env.COMPOSE_DISABLE_ENV_FILE)) return [];
  const file = resolve(folder, '.env');
  return (await io.fileType(file)) === 'file' ? [file] : [];
}

/** What `files` define, later ones over earlier ones; their values may use `environment` and what came before. */
export async function readEnvFiles(
  files: readonly string[],
  environment: Environment,
  io: LoaderIO,
  unset?: (name: string) => void,
): Promise<DotenvValues> {
  const values = new Map<string, string>();
  for (const file of files) {
    const result = parseDotenv(await readEnvFile(file, io), name => environment[name] ?? values.get(name), unset);
    if ('mistake' in result) throw unreadableEnvFile(file, result.mistake);
    for (const [name, value] of result.values) values.set(name, value);
  }
  return values;
}

async function readEnvFile(file: string, io: LoaderIO): Promise<string> {
  const type = await io.fileType(file);
  if (type === 'folder') throw new ComposeError('env-file', `${file} is a directory`, { hint: 'name a file' });
  if (type !== undefined) return readText(file, io);
  throw new ComposeError('env-file', `couldn't find env file: ${file}`, { hint: 'create it, or correct its path' });
}

function unreadableEnvFile(file: string, { line, message, hint, location }: DotenvMistake): ComposeError {
  const whole = `failed to read ${file}: ${line === undefined ? '' : `line ${line}: `}${message}`;
  const diagnostic = { severity: 'error', code: 'env-file', message: shortened(whole), hint: shortened(hint) } as const;
  return invalidInput([{ ...diagnostic, location: { file, ...location } }]);
}

function disabled(value: string | undefined): boolean {
  if (value === undefined) return false;
  if (/^(1|t|T|TRUE|true|True)$/.test(value)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(value)) return false;
  const message = `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
  throw new ComposeError('environment', message, { hint: 'COMPOSE_DISABLE_ENV_FILE is true or false' });
}
