import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { rootCertificates } from 'node:tls';
import Docker, { type DockerOptions } from 'dockerode';
import type { Endpoint, Environment, Tls } from './endpoint.ts';
import { readFileIfAny } from './node-io.ts';
import { sshAgent } from './ssh.ts';

/** dockerode on one endpoint. In a file of its own, so that it is loaded by the first call and not before. */
export function dockerClient(endpoint: Endpoint, env: Environment): Docker {
  const options: DockerOptions & { agent: Agent } = { ...unset, ...transport(endpoint, env) };
  return new Docker(options);
}

function transport(endpoint: Endpoint, env: Environment): DockerOptions & { agent: Agent } {
  switch (endpoint.type) {
    case 'socket':
      return { socketPath: endpoint.path, agent: new Agent(keepAlive) };
    case 'tcp':
      return { host: endpoint.host, port: endpoint.port, ...tcpTransport(endpoint.tls, env) };
    case 'ssh':
      // The host is for the HTTP header alone: the connection is the program's.
      return { host: 'docker', port: 80, agent: sshAgent(endpoint, env) };
  }
}

/** Following logs takes a connection a container, so there is no limit; the idle ones kept don't hold the process. */
const keepAlive = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 16 };

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

function tcpTransport(tls: Tls | undefined, env: Environment) {
  if (tls === undefined) return { protocol: 'http', agent: new Agent(keepAlive) } as const;
  const { verify, ca, ...pair } = tls;
  const agent = new TlsAgent({ ...keepAlive, ...pair, rejectUnauthorized: verify, ca: authorities(ca, env) });
  return { protocol: 'https', agent } as const;
}

/** NODE_EXTRA_CA_CERTS is read here because bin/gantry hides it from Node's start. */
function authorities(ca: string | undefined, env: Environment): string[] {
  const extra = env.NODE_EXTRA_CA_CERTS ? readFileIfAny(env.NODE_EXTRA_CA_CERTS) : undefined;
  return [...(ca === undefined ? rootCertificates : [ca]), ...(extra === undefined ? [] : [extra])];
}
