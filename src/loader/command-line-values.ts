import { resolve } from 'node:path';
import { ComposeError } from '../diagnostics/errors.ts';
import type { Port, ServiceVolume } from '../model/service.ts';
import { parsePort } from './attributes/port-text.ts';
import { parseVolume } from './attributes/volume-text.ts';
import type { Decoder } from './decode/decoder.ts';
import { port, serviceVolume } from './decode/service-parts.ts';
import { parseDotenv } from './dotenv.ts';
import type { Tree } from './tree.ts';
import { splitShellWords } from './values/shell-words.ts';
import { ValueError } from './values/value-error.ts';

// What stands on a command line and is read as in a file.

/** `8080:80`, one entry per port of the container. */
export function readPublished(text: string): Port[] {
  return readAs(() => parsePort(text).map(entry => decoded(entry, port)));
}

/** `data:/data`; a path is relative to `cwd`. */
export function readMounted(text: string, { cwd, homeDir }: { cwd: string; homeDir: string }): ServiceVolume {
  const volume = readAs(() => decoded(parseVolume(text), serviceVolume));
  if (volume.type !== 'bind' || volume.source === undefined) return volume;
  return { ...volume, source: resolve(cwd, volume.source.replace(/^~(?=\/|$)/, homeDir)) };
}

/** A command line, as the words of a command. */
export function readWords(text: string): string[] {
  return readAs(() => splitShellWords(text));
}

/** Variables of an env file; those that it uses are looked up. */
export function readVariables(
  text: string,
  file: string,
  lookup: (name: string) => string | undefined,
): Readonly<Record<string, string>> {
  const result = parseDotenv(text, lookup);
  if ('values' in result) return Object.fromEntries(result.values);
  const { line, message, hint } = result.mistake;
  const place = line === undefined ? '' : `line ${line}: `;
  throw new ComposeError('invalid-env-file', `failed to read ${file}: ${place}${message}`, { hint });
}

function decoded<T>(tree: Tree, decode: Decoder<T>): T {
  const value = decode(tree, {
    path: [],
    report: problem => {
      throw new ValueError(problem.message, problem.hint);
    },
  });
  if (value === undefined) throw new ValueError('invalid value');
  return value;
}

function readAs<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ComposeError('invalid-argument', error.message, error.hint === undefined ? {} : { hint: error.hint });
  }
}
