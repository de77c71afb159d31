import { configDir, currentContext } from './docker-config.ts';
import { defaultHost, type Endpoint, type Environment, type ReadFile, unresolved } from './endpoint.ts';
import { parseHost } from './host.ts';
import { readTls, type TlsFiles } from './tls.ts';

export interface EndpointOptions {
  /** `unix://…`, `tcp://…`, `ssh://…`: wins over everything else. */
  readonly host?: string;
  /** The name of a context: wins over DOCKER_HOST, DOCKER_CONTEXT and the configuration. */
  readonly context?: string;
  /** Wins over DOCKER_TLS, DOCKER_TLS_VERIFY and the files of DOCKER_CERT_PATH. */
  readonly tls?: { readonly mode?: TlsMode } & TlsFiles;
  readonly env: Environment;
  readonly homeDir: string;
}

type TlsMode = 'none' | 'encrypt' | 'verify';

/** Flag, then DOCKER_HOST, then DOCKER_CONTEXT, then the configuration's current context, then the local socket. */
export async function resolveEndpoint(options: EndpointOptions, readFile: ReadFile): Promise<Endpoint> {
  const { host, context, env } = options;
  if (host && context) throw unresolved('conflicting options: cannot specify both --host and --context');
  const name = contextName(options, readFile);
  if (name !== undefined) {
    const { contextEndpoint } = await import('./context-store.ts');
    return contextEndpoint(name, { configDir: configDir(options), readFile });
  }
  const url = host || (context ? undefined : env.DOCKER_HOST) || defaultHost;
  return withTls(parseHost(url, { tls: tlsMode(options) !== 'none' }), options, readFile);
}

/** The context to use, or undefined for the `default` one, which is made of the environment. */
function contextName(options: EndpointOptions, readFile: ReadFile): string | undefined {
  const { host, context, env } = options;
  if (host) return undefined;
  const name = context || (env.DOCKER_HOST ? '' : env.DOCKER_CONTEXT || currentContext(configDir(options), readFile));
  return name && name !== 'default' ? name : undefined;
}

/** The variables count when they are not empty, whatever they say: `DOCKER_TLS_VERIFY=0` still verifies. */
function tlsMode({ tls, env }: EndpointOptions): TlsMode {
  if (tls?.mode) return tls.mode;
  if (env.DOCKER_TLS_VERIFY) return 'verify';
  return env.DOCKER_TLS ? 'encrypt' : 'none';
}

/** What is to be verified must be there, even for a socket, which has no use for it. */
function withTls(endpoint: Endpoint, options: EndpointOptions, readFile: ReadFile): Endpoint {
  const mode = tlsMode(options);
  if (mode === 'none' || (mode === 'encrypt' && endpoint.type !== 'tcp')) return endpoint;
  const folder = options.env.DOCKER_CERT_PATH || configDir(options);
  const tls = readTls(folder, { verify: mode === 'verify', readFile, files: options.tls ?? {} });
  return endpoint.type === 'tcp' ? { ...endpoint, tls } : endpoint;
}
