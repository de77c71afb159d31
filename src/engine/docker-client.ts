import { Agent } from 'node:http';
import Docker, { type DockerOptions } from 'dockerode';
import type { Endpoint, Environment, Tls } from './endpoint.ts';
import { readFileIfAny } from './node-io.ts';

/** dockerode on one endpoint. In a file of its own, so that it is loaded by the first call and not before. */
export async function dockerClient(endpoint: Endpoint, env: Environment): Promise<Docker> {
  const options: Transport = { ...unset, ...(await transport(endpoint, env)) };
  return new Docker(options);
}

type Transport = DockerOptions & { agent: Agent };

async function transport(endpoint: Endpoint, env: Environment): Promise<Transport> {
  switch (endpoint.type) {
    case 'socket':
      return { socketPath: endpoint.path, agent: new Agent(onSocket) };
    case 'tcp':
      return { host: endpoint.host, port: endpoint.port, ...(await tcpTransport(endpoint.tls, env)) };
    case 'ssh': {
      const { sshAgent } = await import('./ssh.ts');
      // The host is for the HTTP header alone: the connection is the program's.
      return { host: 'docker', port: 80, agent: sshAgent(endpoint, env) };
    }
  }
}

/** Following logs takes a connection a container, so there is no limit; the idle ones kept don't hold the process. */
const keepAlive = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 16 };

/** A name for TLS, which a socket has no use for; without one, Node compiles its patterns of IP addresses to find one. */
const onSocket = { ...keepAlive, servername: '' };

/** dockerode would fill in what is absent here from the process's own environment. */
const unset = {
  host: undefined,
  socketPath: undefined,
  port: undefined,
  protocol: 'http',
  ca: undefined,
  cert: undefined,
  key: undefined,
  timeout: undefined,
} as const;

/** Node's TLS is loaded only for an engine that wants it: the local socket is the usual one. */
async function tcpTransport(tls: Tls | undefined, env: Environment): Promise<Transport> {
  if (tls === undefined) return { protocol: 'http', agent: new Agent(keepAlive) };
  const [{ Agent: TlsAgent }, { rootCertificates }] = await Promise.all([import('node:https'), import('node:tls')]);
  const { verify, ca, ...pair } = tls;
  const authorities = [...(ca === undefined ? rootCertificates : [ca]), ...extraAuthorities(env)];
  return {
    protocol: 'https',
    agent: new TlsAgent({ ...keepAlive, ...pair, rejectUnauthorized: verify, ca: authorities }),
  };
}

/** Read here because bin/gantry hides NODE_EXTRA_CA_CERTS from Node's start. */
function extraAuthorities(env: Environment): string[] {
  const extra = env.NODE_EXTRA_CA_CERTS ? readFileIfAny(env.NODE_EXTRA_CA_CERTS) : undefined;
  return extra === undefined ? [] : [extra];
}
