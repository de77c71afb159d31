import { buildOutput } from './build-output.ts';
import type { Connection } from './connection.ts';
import type { BuildOptions, Engine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { type ProgressMessage, progressMessages } from './progress-message.ts';
import { type CredentialStore, encodeAuth } from './registry-auth.ts';
import { streamed } from './streamed.ts';

export interface BuildSurroundings {
  readonly credentials: CredentialStore;
  /** Undefined: what the engine prefers. */
  readonly buildKit: boolean | undefined;
}

export function buildCalls(connection: Connection, surroundings: BuildSurroundings): Pick<Engine, 'buildImage'> {
  return { buildImage: options => buildImage(connection, surroundings, options) };
}

async function buildImage(
  connection: Connection,
  { credentials, buildKit }: BuildSurroundings,
  options: BuildOptions,
): Promise<{ imageId: string }> {
  const useBuildKit = buildKit ?? (await connection.ping()).builderVersion === '2';
  const session = useBuildKit ? await openSession(connection, credentials) : undefined;
  try {
    const output = buildOutput(options.onOutput);
    const body = streamed(connection, {
      method: 'POST',
      path: '/build',
      query: { ...buildQuery(options), ...(session && { version: 2, session: session.id }) },
      archive: options.context,
      headers: session ? {} : { 'X-Registry-Config': encodeAuth(await credentials.all()) },
      signal: options.signal,
    });
    const messages = progressMessages(body);
    for await (const message of session ? inWordsOfBuildKit(messages) : messages) output.add(message);
    options.signal?.throwIfAborted();
    return { imageId: output.imageId() ?? missingImage() };
  } finally {
    session?.close();
  }
}

async function openSession(connection: Connection, credentials: CredentialStore) {
  const { openBuildKitSession } = await import('./buildkit-session.ts');
  return openBuildKitSession(connection, credentials);
}

function buildQuery(options: BuildOptions): Record<string, unknown> {
  return {
    dockerfile: options.dockerfile,
    t: options.tags,
    buildargs: options.args,
    labels: options.labels,
    target: options.target,
    nocache: options.noCache,
    pull: options.pull,
    networkmode: options.networkMode,
    platform: options.platform,
    extrahosts: options.extraHosts,
    shmsize: options.shmSize,
    isolation: options.isolation,
    ulimits: options.ulimits === undefined ? undefined : JSON.stringify(options.ulimits),
    cachefrom: options.cacheFrom === undefined ? undefined : JSON.stringify(options.cacheFrom),
    rm: true,
    // Else a step that fails leaves a container that nobody asked for.
    forcerm: true,
  };
}

/** The engine leaves out how BuildKit's own clients begin. What has a status is no answer of the builder. */
async function* inWordsOfBuildKit(messages: AsyncIterable<ProgressMessage>): AsyncGenerator<ProgressMessage> {
  try {
    yield* messages;
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'refused' || error.status !== undefined) throw error;
    throw new EngineError('refused', `failed to solve: ${error.message}`, { cause: error });
  }
}

function missingImage(): never {
  throw new EngineError('refused', 'the build ended without an image');
}
