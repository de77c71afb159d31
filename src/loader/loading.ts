import type { ComposeFlavour } from '../model/flavour.ts';
import type { Collector, Origin } from './collector.ts';
import type { ReadComposeFile } from './compose-file.ts';
import type { Environment } from './environment.ts';
import type { IncludedValues } from './included-values.ts';
import type { LoadRecord } from './load-record.ts';
import type { LoaderIO } from './options.ts';
import type { TreeMap } from './tree.ts';

/** What one run of the loader shares: the project's files and those that they include and extend. */
export interface Loading {
  readonly io: LoaderIO;
  readonly collector: Collector;
  readonly readFile: ReadComposeFile;
  readonly flavour: ComposeFlavour;
  readonly interpolate: boolean;
  /** How many more files may be included: two includes in each of thirty files would be a billion. */
  readonly budget: { includes: number };
  readonly resolvePaths: boolean;
  readonly includedValues: IncludedValues;
  /** For whoever wants to know afterwards what came from where. */
  readonly record?: LoadRecord;
}

/** Files that make one model: a project's, or those of an entry of `include`. */
export interface ModelFiles {
  readonly files: readonly string[];
  /** What relative paths are relative to. */
  readonly baseDir: string;
  readonly environment: Environment;
  /** The files that include these, outermost first. */
  readonly includedBy: readonly string[];
  /** The env files that added to the project's environment, one list an including file, outermost first. */
  readonly envFiles?: readonly (readonly string[])[];
}

export type LoadModel = (files: ModelFiles, loading: Loading) => Promise<TreeMap>;

/** What a stage knows of the document that it works on. */
export interface Passage {
  readonly origin: Origin;
  /** What the documents before this one have been merged to. */
  readonly model: TreeMap;
  readonly files: ModelFiles;
  readonly loading: Loading;
}
