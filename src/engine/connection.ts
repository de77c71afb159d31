import { highestVersion, olderVersion } from './api-version.ts';
import type { Endpoint, Environment } from './endpoint.ts';
import { EngineError } from './engine-error.ts';
import { isOfBody, mapError } from './map-error.ts';
import { type Answers, type EngineRequest, send } from './request.ts';

/** A way to one engine. Its calls reject with `EngineError`, or with the signal's reason when aborted. */
export interface Connection {
  call<As extends keyof Answers>(as: As, request: EngineRequest): Promise<Answers[As]>;
  /**
   * The whole body of an answer to a GET, the quickest way that there is to the engine; for many small chunks. Rejects
   * also where the engine went away before the end.
   */
  read(request: Pick<EngineRequest, 'path' | 'query' | 'signal'>): AsyncIterable<Buffer>;
  /** What the engine says of itself. Asked once. */
  ping(): Promise<Ping>;
  apiVersion(): Promise<string>;
  /** What a stream of this connection failed with, in our terms. */
  failure(error: unknown, signal?: AbortSignal): Promise<unknown>;
}

export interface Ping {
  readonly apiVersion: string;
  /** `1`: the classic builder, `2`: BuildKit. */
  readonly builderVersion: '1' | '2';
}

export interface ConnectionOptions {
  readonly resolve: () => Promise<Endpoint>;
  readonly env: Environment;
  /** DOCKER_API_VERSION: used as it is, whatever the engine says. */
  readonly pinnedVersion?: string;
}

/**
 * Calls name the highest version that we speak, which all but old engines know; one that answers 400 is asked what it
 * speaks, and asked again. So no call to a current engine costs a second round trip.
 */
export function openConnection({ resolve, env, pinnedVersion }: ConnectionOptions): Connection {
  const endpoint = once(resolve);
  const open = once(async () => {
    const { dockerClient } = await import('./docker-client.ts');
    return dockerClient(await endpoint(), env);
  });
  let version = pinnedVersion ?? highestVersion;

  const ping = once(async () => {
    const answer = await attempt('stream', { method: 'GET', path: '/_ping' }, undefined);
    answer.resume();
    return readPing(answer.headers);
  });

  async function negotiate(): Promise<string> {
    if (pinnedVersion === undefined) version = olderVersion((await ping()).apiVersion, highestVersion);
    return version;
  }

  async function call<As extends keyof Answers>(as: As, request: EngineRequest): Promise<Answers[As]> {
    // A body that streams can be sent only once.
    if (request.archive !== undefined && !Buffer.isBuffer(request.archive)) await negotiate();
    const tried = version;
    try {
      return await attempt(as, request, tried);
    } catch (error) {
      if (!isBadRequest(error) || (await negotiate()) === tried) throw error;
      return attempt(as, request, version);
    }
  }

  async function attempt<As extends keyof Answers>(as: As, request: EngineRequest, at: string | undefined) {
    try {
      return await send(await open(), { request, version: at, as });
    } catch (error) {
      throw await failure(error, request.signal);
    }
  }

  async function* read(request: Pick<EngineRequest, 'path' | 'query' | 'signal'>): AsyncGenerator<Buffer> {
    const at = await endpoint();
    if (at.type !== 'socket') {
      yield* await call('stream', { method: 'GET', ...request });
      return;
    }
    const { plainStream } = await import('./plain-stream.ts');
    const target = { socketPath: at.path, version };
    let hasBegun = false;
    try {
      for await (const piece of plainStream(request, target)) {
        hasBegun = true;
        yield piece;
      }
    } catch (error) {
      const failed = await failure(error, request.signal);
      if (hasBegun || !isBadRequest(failed) || (await negotiate()) === target.version) throw failed;
      yield* plainStream(request, { ...target, version });
    }
    // The end of the connection is also what an engine leaves that was killed.
    (await attempt('stream', { method: 'GET', path: '/_ping', signal: request.signal }, undefined)).resume();
  }

  async function failure(error: unknown, signal?: AbortSignal): Promise<unknown> {
    if (signal?.aborted) return signal.reason;
    return isOfBody(error) ? error : mapError(error, await endpoint());
  }

  return { call, read, ping, apiVersion: negotiate, failure };
}

function readPing(headers: Readonly<Record<string, string | string[] | undefined>>): Ping {
  return {
    apiVersion: String(headers['api-version'] ?? highestVersion),
    builderVersion: headers['builder-version'] === '2' ? '2' : '1',
  };
}

function isBadRequest(error: unknown): boolean {
  return error instanceof EngineError && error.status === 400;
}

/** A failure isn't kept: an engine that is down may come back. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch(error => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
