import { ComposeError } from '../diagnostics/errors.ts';
import { nodeIO } from '../loader/node-io.ts';
import type { LoaderIO, LoadOptions as LoaderOptions, LoadResult } from '../loader/options.ts';
import { here } from './here.ts';
import { type Origin, rememberOrigin } from './origin.ts';

/** What a project is loaded from. All may be left out. */
export interface LoadOptions
  extends Omit<LoaderOptions, 'record' | 'keepOthers' | 'labelFiles' | 'warnOfIgnoredKeys' | 'normalize'> {
  /** Folder from which files are looked for, and paths are relative. Default: the process's. */
  readonly cwd?: string;
  /** Variables: those of the files, and COMPOSE_FILE, COMPOSE_PROJECT_NAME, COMPOSE_PROFILES … Default: the process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What `~` stands for. Default: the user's. */
  readonly homeDir?: string;
  /** The text of a file named `-`. Default: there is none. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Warn of keys that nobody heeds, as `up` does on the command line. Default: true. */
  readonly warnOfIgnoredKeys?: boolean;
}

/**
 * Loads a project from its Compose files, as Docker Compose reads them. Resolves to it and to what its files leave in
 * doubt; rejects with one `ComposeError` whose `diagnostics` has every mistake, each with its code, file, line and
 * column. No engine is asked.
 */
export async function loadProject(options: LoadOptions = {}): Promise<LoadResult> {
  const { warnOfIgnoredKeys = true } = options;
  const origin = openFiles(options);
  const { loadProject: load } = await import('../loader/load.ts');
  const result = await load({ ...origin.options, warnOfIgnoredKeys }, origin.io);
  rememberOrigin(result.project, origin);
  return result;
}

/** The options of the loader among those given, and the machine as it is to see it. */
export function openFiles(options: LoadOptions): Origin {
  const { cwd, env, homeDir, stdin = noInput(), warnOfIgnoredKeys, ...loader } = options;
  const world = here({ ...(cwd && { cwd }), ...(env && { env }), ...(homeDir && { homeDir }) });
  return { options: loader, io: rememberingFiles(nodeIO(world, stdin)) };
}

/** A second load sees what the first one saw. */
function rememberingFiles(io: LoaderIO): LoaderIO {
  const texts = new Map<string, Promise<string | undefined>>();
  return {
    ...io,
    readFile(path) {
      const text = texts.get(path) ?? io.readFile(path);
      texts.set(path, text);
      return text;
    },
  };
}

// biome-ignore lint/correctness/useYield: it never gets so far.
async function* noInput(): AsyncGenerator<Uint8Array> {
  throw new ComposeError('no-standard-input', 'a file is named - and there is no standard input', {
    hint: 'give it by the option stdin',
  });
}
