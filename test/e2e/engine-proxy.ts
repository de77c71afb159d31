import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A call that may change something: `POST /containers/create`, without the API's version and without a query. */
export interface Write {
  /** 1 for the first. */
  readonly number: number;
  readonly call: string;
}

export interface ProxyOptions {
  /** Called with every request: `GET /v1.51/containers/json?all=true`. */
  readonly onRequest?: (line: string) => void;
  /** Called before a write reaches the engine; nothing of it does until the promise resolves. */
  readonly beforeWrite?: (write: Write) => void | Promise<void>;
  /** Called when the engine has answered a write; the caller hears of it when the promise resolves. */
  readonly afterWrite?: (write: Write) => void | Promise<void>;
}

export interface EngineProxy {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** All calls so far. */
  readonly calls: readonly string[];
  /** Of those, the ones that may change something. */
  readonly writes: readonly Write[];
  /** Breaks all connections; new ones may be made. */
  breakOff(): void;
  close(): Promise<void>;
}

/** Stands between gantry and the engine that DOCKER_HOST names, and sees every call. */
export async function openProxy({ onRequest, beforeWrite, afterWrite }: ProxyOptions = {}): Promise<EngineProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-proxy-'));
  const socket = join(folder, 'engine.sock');
  const calls: string[] = [];
  const writes: Write[] = [];
  const agent = new Agent({ keepAlive: true });
  const open = new Set<Socket>();

  const counted = (incoming: IncomingMessage): Write | undefined => {
    calls.push(callOf(incoming));
    onRequest?.(`${incoming.method} ${incoming.url}`);
    if (!changes(incoming)) return undefined;
    const write = { number: writes.length + 1, call: callOf(incoming) };
    writes.push(write);
    return write;
  };

  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const write = counted(incoming);
    if (write) await beforeWrite?.(write);
    const { method, url, headers } = incoming;
    const upstream = request({ ...engineAddress(), method, path: url, headers, agent });
    // A caller that goes takes its connection to the engine with it.
    outgoing.on('close', () => upstream.destroy());
    upstream.on('error', () => outgoing.destroy());
    upstream.on('response', async answer => {
      answer.on('error', () => outgoing.destroy());
      if (write) await afterWrite?.(write);
      outgoing.writeHead(answer.statusCode!, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    });
    incoming.pipe(upstream);
  };

  const server = createServer(forward);
  server.on('connection', connection => {
    open.add(connection);
    connection.on('close', () => open.delete(connection)).on('error', () => {});
  });
  server.on('upgrade', async (incoming: IncomingMessage, caller: Socket, head: Buffer) => {
    const write = counted(incoming);
    if (write) await beforeWrite?.(write);
    const address = engineAddress();
    const engine = 'socketPath' in address ? connect(address.socketPath) : connect(address.port, address.host);
    const lines = incoming.rawHeaders.flatMap((name, index, all) => (index % 2 ? [] : [`${name}: ${all[index + 1]}`]));
    engine.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    engine.write(head);
    engine.on('error', () => caller.destroy()).on('close', () => caller.destroy());
    caller.on('error', () => engine.destroy()).on('close', () => engine.destroy());
    caller.pipe(engine).pipe(caller);
  });
  await new Promise<void>(ready => server.listen(socket, ready));
  return {
    host: `unix://${socket}`,
    calls,
    writes,
    breakOff: () => {
      for (const connection of open) connection.destroy();
    },
    close: async () => {
      for (const connection of open) connection.destroy();
      await new Promise(done => server.close(done));
      agent.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** All but reading and waiting. */
function changes(incoming: IncomingMessage): boolean {
  const { method } = incoming;
  return method !== 'GET' && method !== 'HEAD' && !/\/containers\/[^/]+\/wait$/.test(callOf(incoming));
}

function callOf({ method, url = '' }: IncomingMessage): string {
  return `${method} ${url.replace(/^\/v[\d.]+/, '').replace(/\?.*/, '')}`;
}

function engineAddress(): { socketPath: string } | { host: string; port: number } {
  const host = new URL(process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock');
  return host.protocol === 'unix:' ? { socketPath: host.pathname } : { host: host.hostname, port: Number(host.port) };
}
