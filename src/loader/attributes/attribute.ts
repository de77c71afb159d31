import type { Severity } from '../../diagnostics/diagnostic.ts';
import type { ComposeFlavour } from '../../model/flavour.ts';
import type { Path, Tree } from '../tree.ts';

/** What interpolated text becomes before the schema sees it; `integer` is 64 bits wide. */
export type Cast = 'boolean' | 'integer' | 'float';

/**
 * All that the loader knows of one attribute. `index.ts` says where it stands; one generic walker a stage
 * (canonical, merge, unique, defaults, paths, check) asks the slices on its way down.
 */
export interface Attribute {
  readonly cast?: Cast;
  /** Short syntax to long. What it can't read it reports, and returns as it was. */
  canonical?(value: Tree, scope: Scope): Tree;
  /** Two canonical values to one; without it mappings merge deep, lists are appended, scalars replaced. */
  merge?(base: Tree, override: Tree, scope: MergeScope): Tree;
  /**
   * Of list entries with the same key only the last is kept, at the place of the first. Entries in short syntax
   * come here too: the same text twice is no mistake, and the schema should not take it for one.
   */
  uniqueBy?(entry: Tree): string | undefined;
  /** Writes what the specification says for absent keys. */
  defaults?(value: Tree, flavour: ComposeFlavour): Tree;
  /** Relative paths to absolute ones. */
  paths?(value: Tree, resolve: PathResolver): Tree;
  /** Reports what the schema can't tell, seen on the merged model. */
  check?(value: Tree, scope: Scope): void;
}

export interface Scope {
  /** Where the value stands in its document. */
  readonly path: Path;
  /** Reports a mistake at `path`, or below it. */
  problem(code: string, message: string, details?: ProblemDetails): void;
}

export interface ProblemDetails {
  /** Default: error. */
  readonly severity?: Severity;
  readonly below?: Path;
  /** Point at the key instead of its value. Default: false. */
  readonly atKey?: boolean;
  readonly hint?: string;
}

export interface MergeScope extends Scope {
  /** The general rule, for slices that need it for a part or in some cases. */
  readonly mergeDeep: (base: Tree, override: Tree) => Tree;
}

export interface PathResolver {
  /** Absolute, `~` expanded; Windows paths stay as they are. */
  file(path: string): string;
  /** As `file`; with COMPOSE_CONVERT_WINDOWS_PATHS, `c:\\x` becomes `/c/x`. */
  bindSource(path: string): string;
  /** As `file`, for what may also be a URL, a git reference or an image. */
  context(path: string): string;
}
