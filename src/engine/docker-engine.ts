import { archiveCalls } from './archives.ts';
import { type BuildSurroundings, buildCalls } from './build.ts';
import type { Connection } from './connection.ts';
import { containerCalls } from './containers.ts';
import type { Engine } from './engine.ts';
import { execCalls } from './exec.ts';
import { imageCalls } from './images.ts';
import { networkCalls } from './networks.ts';
import { systemCalls } from './system.ts';
import { volumeCalls } from './volumes.ts';

export interface Surroundings extends BuildSurroundings {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly proxyVariables: Engine['proxyVariables'];
  readonly isLocal: Engine['isLocal'];
  readonly host: Engine['host'];
}

/** The `Engine` over one connection, a family of calls a file. */
export function dockerEngine(connection: Connection, surroundings: Surroundings): Engine {
  return {
    ...systemCalls(connection),
    proxyVariables: surroundings.proxyVariables,
    isLocal: surroundings.isLocal,
    host: surroundings.host,
    ...containerCalls(connection, surroundings),
    ...archiveCalls(connection),
    ...execCalls(connection),
    ...networkCalls(connection),
    ...volumeCalls(connection),
    ...imageCalls(connection, surroundings),
    ...buildCalls(connection, surroundings),
  };
}
