import { openConnection } from './connection.ts';
import { configDir } from './docker-config.ts';
import { dockerEngine } from './docker-engine.ts';
import type { Endpoint, Environment } from './endpoint.ts';
import type { Engine } from './engine.ts';
import { readFileIfAny, runProgram } from './node-io.ts';
import { proxyVariables } from './proxy-variables.ts';
import { credentialStore } from './registry-auth.ts';
import { type EndpointOptions, resolveEndpoint } from './resolve-endpoint.ts';

export type ConnectOptions = EndpointOptions;

/** The engine that the options name. Nothing is read, loaded or dialled until the first call. */
export function connectEngine(options: ConnectOptions): Engine {
  const { env } = options;
  const connection = openConnection({
    resolve: () => resolveEndpoint(options, readFileIfAny),
    env,
    ...(env.DOCKER_API_VERSION && { pinnedVersion: env.DOCKER_API_VERSION }),
  });
  const credentials = credentialStore({
    configDir: configDir(options),
    readFile: readFileIfAny,
    runProgram: (program, args, stdin) => runProgram(program, args, { env, stdin }),
  });
  return dockerEngine(connection, {
    credentials,
    now: () => Date.now(),
    buildKit: buildKitWish(env),
    proxyVariables: () => readProxies(options),
    host: async () => hostOf(await resolveEndpoint(options, readFileIfAny)),
    isLocal: async () => (await resolveEndpoint(options, readFileIfAny)).type === 'socket',
  });
}

function hostOf(endpoint: Endpoint): string {
  return endpoint.type === 'socket' ? '127.0.0.1' : endpoint.host;
}

async function readProxies(options: ConnectOptions): Promise<Record<string, string>> {
  const { url } = await resolveEndpoint(options, readFileIfAny);
  return proxyVariables({ configDir: configDir(options), url, readFile: readFileIfAny });
}

/** DOCKER_BUILDKIT decides where it is set; undefined leaves it to the engine. */
function buildKitWish({ DOCKER_BUILDKIT: wish }: Environment): boolean | undefined {
  return wish ? !/^(0|f|false)$/i.test(wish) : undefined;
}
