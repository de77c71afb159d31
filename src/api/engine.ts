import { connectEngine as connect } from '../engine/connect.ts';
import type { Engine } from '../engine/engine.ts';
import { here } from './here.ts';

export interface ConnectOptions {
  /** `unix:///run/docker.sock`, `tcp://build.example:2376`, `ssh://user@build.example`: wins over everything else. */
  readonly host?: string;
  /** Name of a Docker context: wins over the environment and Docker's configuration. */
  readonly context?: string;
  /** DOCKER_HOST, DOCKER_CONTEXT, DOCKER_TLS_VERIFY … Default: the process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where Docker's configuration is looked for, in `.docker`. Default: the user's. */
  readonly homeDir?: string;
}

/**
 * The engine that the options name, else the one of the environment, else that of Docker's current context, else the
 * local socket. Nothing is read or dialled until the first call, and connections that are idle don't keep a process
 * alive. Calls that get the same one share its connections.
 */
export function connectEngine({ host, context, ...world }: ConnectOptions = {}): Engine {
  const { env, homeDir } = here(world);
  return connect({
    env,
    homeDir,
    ...(host === undefined ? {} : { host }),
    ...(context === undefined ? {} : { context }),
  });
}
