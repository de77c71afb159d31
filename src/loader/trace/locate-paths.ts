import type { SourceLocation } from '../../diagnostics/diagnostic.ts';
import { loadProject } from '../load.ts';
import { LoadRecord } from '../load-record.ts';
import type { LoaderIO, LoadOptions } from '../options.ts';
import type { Path } from '../tree.ts';
import { attributeSteps } from './attribute-steps.ts';
import { contributionsTo } from './contributions.ts';
import { expressionsBelow } from './expressions.ts';

/** Where the files have a path of the model; undefined for what no file says. */
export type LocatePath = (path: Path) => PathPlace | undefined;

export interface PathPlace {
  readonly location: SourceLocation;
  /** Names of the variables in the value's text. */
  readonly variables: readonly string[];
}

/** Loads the project once more, as it was loaded, to say where its parts stand: nothing is kept for this meanwhile. */
export async function locatePaths(options: LoadOptions, io: LoaderIO): Promise<LocatePath> {
  const record = new LoadRecord();
  await loadProject({ ...options, record, resolveEnvironment: false }, io);
  return path => {
    const steps = attributeSteps(path, contributionsTo(path, record));
    const last = steps.findLast(({ effect }) => effect === 'sets' || effect === 'adds');
    if (last?.location === undefined) return undefined;
    const { origin, path: own } = last.contribution;
    return { location: last.location, variables: expressionsBelow(own, origin).map(({ name }) => name) };
  };
}
