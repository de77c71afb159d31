import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A socket in front of the engine's that takes note of each request. */
export interface RecordingProxy {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** `POST /v1.51/containers/create`, in the order in which they came. */
  readonly requests: string[];
  /** Those that could change something. */
  writes(): string[];
  close(): void;
}

/** Passes everything on to the engine that DOCKER_HOST names, connections that are upgraded included. */
export async function recordingProxy(): Promise<RecordingProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-proxy-'));
  const path = join(folder, 'engine.sock');
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const forward = (incoming: IncomingMessage) => {
    requests.push(`${incoming.method} ${incoming.url}`);
    const { method, url, headers } = incoming;
    const outgoing = request({ ...engineAddress(), method, path: url, headers });
    incoming.pipe(outgoing);
    return outgoing;
  };

  const server = createServer((incoming, response) => {
    const outgoing = forward(incoming);
    outgoing.on('response', answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
  });
  server.on('upgrade', (incoming: IncomingMessage, client: Socket, head: Buffer) => {
    const outgoing = forward(incoming);
    outgoing.on('upgrade', (answer, engine, first) => {
      const headers = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      client.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${headers.join('')}\r\n`);
      client.write(first);
      engine.write(head);
      client.pipe(engine).pipe(client);
      engine.on('error', () => client.destroy());
      client.on('error', () => engine.destroy());
    });
    outgoing.on('response', () => client.destroy());
    outgoing.on('error', () => client.destroy());
  });
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>(ready => server.listen(path, ready));
  return {
    host: `unix://${path}`,
    requests,
    writes: () => requests.filter(line => !/^(GET|HEAD) /.test(line)),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function engineAddress(): { socketPath: string } | { host: string; port: string } {
  const host = new URL(process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock');
  return host.protocol === 'unix:' ? { socketPath: host.pathname } : { host: host.hostname, port: host.port };
}
