import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The engine that DOCKER_HOST names, behind a socket that notes what is asked of it. */
export interface RecordedEngine {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** `POST /containers/1a2b/start`, in order, without the version of the API. */
  readonly calls: string[];
  close(): void;
}

/** A call that changes something, or may. */
export function isWrite(call: string): boolean {
  return !/^(GET|HEAD) /.test(call);
}

/** Bytes pass as they are. A client sends a request when the one before is answered, so each begins a piece of data. */
export async function recordEngine(): Promise<RecordedEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-engine-'));
  const path = join(folder, 'engine.sock');
  const calls: string[] = [];
  const open = new Set<Socket>();
  const server = createServer(client => {
    const engine = connect(engineAddress());
    for (const socket of [client, engine]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.on('data', data => {
      const [, method, path] = /^([A-Z]+) (?:\/v[0-9.]+)?(\S*) HTTP\/1\.1\r\n/.exec(data.toString('latin1')) ?? [];
      if (method !== undefined) calls.push(`${method} ${path}`);
    });
    client.pipe(engine).pipe(client);
  });
  await new Promise<void>(ready => server.listen(path, ready));
  return {
    host: `unix://${path}`,
    calls,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function engineAddress() {
  const { protocol, pathname, hostname, port } = new URL(process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock');
  return protocol === 'unix:' ? { path: pathname } : { host: hostname, port: Number(port) };
}
