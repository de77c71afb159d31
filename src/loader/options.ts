import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Project } from '../model/project.ts';
import type { LoadRecord } from './load-record.ts';

/** Which Docker Compose's model and hash to give: 5 (5.5.0, the default) or 2 (2.40.3). */
export type ComposeFlavour = '5' | '2';

/** What a project is loaded from; names as the command line has them. */
export interface LoadOptions {
  /** -f, in order; `-` reads standard input. Empty: COMPOSE_FILE, else search from `cwd` upwards. */
  readonly files?: readonly string[];
  readonly projectDirectory?: string;
  readonly projectName?: string;
  /** --env-file, in order. Empty: COMPOSE_ENV_FILES, else `.env`. */
  readonly envFiles?: readonly string[];
  readonly profiles?: readonly string[];
  /** Services (or globs) to keep, with what they depend on. Empty: all enabled. */
  readonly services?: readonly string[];
  /** Keep only `services`, without what they depend on; the rest become disabled. Default: false. */
  readonly noDeps?: boolean;
  /** Only turn on the profiles of `services`: the other services stay, too. Default: false. */
  readonly keepOthers?: boolean;
  /** Keep networks, volumes, secrets and configs that no enabled service uses. Default: false. */
  readonly allResources?: boolean;
  readonly compatibility?: boolean;
  /** Each stage of the loader can be left out, for `config`. Default: all true. */
  readonly interpolate?: boolean;
  readonly normalize?: boolean;
  readonly resolvePaths?: boolean;
  readonly checkConsistency?: boolean;
  /** Merge env_file into environment. */
  readonly resolveEnvironment?: boolean;
  /**
   * Read label_file into labels, and keep its names, since they count in the hash of what runs, or discard them, as
   * `config` does; or ignore it. Default: 'keep'.
   */
  readonly labelFiles?: 'keep' | 'discard' | 'ignore';
  /** Default: '5'. */
  readonly composeVersion?: ComposeFlavour;
  /** Warn of keys that nobody heeds. Default: false, since Docker Compose says nothing of them. */
  readonly warnOfIgnoredKeys?: boolean;
  /** Is told which documents make the model, and how. Default: nobody is. */
  readonly record?: LoadRecord;
}

/** The world as the loader sees it: tests hand in their own. */
export interface LoaderIO {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** Text of a file; undefined when there is none. Rejects when it can't be read (a folder, no permission). */
  readFile(path: string): Promise<string | undefined>;
  fileType(path: string): Promise<'file' | 'folder' | undefined>;
  /** Path with symbolic links resolved as far as it exists. */
  realPath(path: string): Promise<string>;
  readStdin(): Promise<string>;
}

/** A loaded project and what should be said about its files. Mistakes are thrown as one ComposeError with all of them. */
export interface LoadResult {
  readonly project: Project;
  readonly warnings: readonly Diagnostic[];
}
