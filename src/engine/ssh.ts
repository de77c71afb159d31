import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Agent } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex, type Readable, type Writable } from 'node:stream';
import type { Endpoint, Environment } from './endpoint.ts';

type SshEndpoint = Extract<Endpoint, { type: 'ssh' }>;

/**
 * Connections through the system's `ssh`, which knows the user's configuration, keys, agent and known hosts; at the
 * other end `docker system dial-stdio` speaks to the engine's socket.
 */
export function sshAgent(endpoint: SshEndpoint, env: Environment): Agent {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 16 });
  return Object.assign(agent, { createConnection: () => dialStdio(sshArguments(endpoint), env) });
}

export function sshArguments({ host, port, user }: SshEndpoint): string[] {
  return [
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...['-o', 'ConnectTimeout=30', '-T', '--', host, 'docker', 'system', 'dial-stdio'],
  ];
}

type Ssh = ChildProcessByStdio<Writable, Readable, Readable>;

/** The program's standard streams as a socket, with the methods that Node's HTTP client calls on one. */
function dialStdio(args: readonly string[], env: Environment): Duplex {
  const child: Ssh = spawn('ssh', args, { env: { ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const socket = overStreams(child);
  failWith(socket, child, args);
  const parts = [child, child.stdin as Socket, child.stdout as Socket, child.stderr as Socket];
  const setReferenced = (method: 'ref' | 'unref') => () => {
    for (const part of parts) part[method]();
    return socket;
  };
  return Object.assign(socket, {
    ref: setReferenced('ref'),
    unref: setReferenced('unref'),
    setKeepAlive: () => socket,
    setNoDelay: () => socket,
    setTimeout: () => socket,
  });
}

function overStreams(child: Ssh): Duplex {
  const socket = new Duplex({
    read: () => child.stdout.resume(),
    write: (chunk, encoding, done) => child.stdin.write(chunk, encoding, done),
    final: done => child.stdin.end(done),
    destroy: (error, done) => {
      child.kill();
      done(error);
    },
  });
  child.stdout.on('data', chunk => socket.push(chunk) || child.stdout.pause());
  // The reason comes with the program's end.
  child.stdin.on('error', () => {});
  return socket;
}

function failWith(socket: Duplex, child: Ssh, args: readonly string[]): void {
  let stderr = '';
  child.stderr.on('data', chunk => {
    stderr += chunk;
  });
  child.on('error', cause => socket.destroy(new Error(`can't start ssh: ${cause.message}`, { cause })));
  child.on('close', code => {
    if (code === 0) socket.push(null);
    if (code === 0 || socket.destroyed) return;
    const command = `[ssh ${args.join(' ')}]`;
    const advice = 'make sure the URL is valid, and Docker 18.09 or later is installed on the remote host';
    socket.destroy(
      new Error(`command ${command} has exited with exit status ${code}, ${advice}: stderr=${stderr.trim()}`),
    );
  });
}
