import type { FileObject, Model, Network, Volume } from './resources.ts';
import type { Extensions, Service } from './service.ts';

/**
 * A loaded Compose project: long syntax only, paths absolute, names resolved, values interpolated. It is never
 * changed: `select.ts` and the like return a new one.
 */
export interface Project extends Extensions {
  readonly name: string;
  /** Between the parts of the names of containers and images: `_` is what Compose 1 had. Default: `-`. */
  readonly nameSeparator?: '-' | '_';
  /** Enabled services by name; the file's order is not kept, maps are sorted where they are printed. */
  readonly services: Readonly<Record<string, Service>>;
  /** Services that the active profiles or the selection leave out; they are no orphans. */
  readonly disabledServices: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, Network>>;
  readonly volumes: Readonly<Record<string, Volume>>;
  readonly secrets: Readonly<Record<string, FileObject>>;
  readonly configs: Readonly<Record<string, FileObject>>;
  readonly models: Readonly<Record<string, Model>>;
  /** Absolute base folder of the project's relative paths. */
  readonly workingDir: string;
  /** Absolute paths of the files that the project was loaded from, `-` for standard input, in merge order. */
  readonly composeFiles: readonly string[];
  /** Absolute paths given by --env-file, in order; empty when the default .env was used. */
  readonly envFiles: readonly string[];
  /** What interpolation saw: the process environment over the env files. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names of the variables that providers gave to services, by service. Default: no provider has been asked. */
  readonly provided?: Readonly<Record<string, readonly string[]>>;
}
