import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEngine } from '../../src/engine/connect.ts';
import type { Engine } from '../../src/engine/engine.ts';

export interface ServedEngine {
  readonly engine: Engine;
  /** `GET /v1.51/containers/json?all=true`, in the order of arrival. */
  readonly requests: string[];
  connect(env?: Readonly<Record<string, string>>): Engine;
  /** Makes `ssh` a program that reaches this engine; gives the environment that finds it. */
  sshProgram(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A server on a socket of its own that answers as a test says, to see what the adapter sends and how it takes answers. */
export async function serveEngine(answer: Answer): Promise<ServedEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-engine-'));
  const path = join(folder, 'docker.sock');
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const body: Buffer[] = [];
    for await (const piece of request) body.push(piece as Buffer);
    answer(request, response, Buffer.concat(body).toString());
  });
  await new Promise<void>(resolve => server.listen(path, resolve));
  const connect = (env: Readonly<Record<string, string>> = {}) =>
    connectEngine({ env: { DOCKER_HOST: `unix://${path}`, ...env }, homeDir: folder });

  return {
    engine: connect(),
    requests,
    connect,
    sshProgram: () => {
      writeFileSync(join(folder, 'ssh'), bridge(path));
      chmodSync(join(folder, 'ssh'), 0o755);
      return { PATH: folder, DOCKER_HOST: 'ssh://me@far:2222' };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** What `ssh … docker system dial-stdio` does, without the journey; it refuses other arguments. */
function bridge(path: string): string {
  const expected = '-l me -p 2222 -o ConnectTimeout=30 -T -- far docker system dial-stdio';
  return `#!${process.execPath}
if (process.argv.slice(2).join(' ') !== ${JSON.stringify(expected)}) {
  console.error('ssh: strange arguments');
  process.exit(255);
}
const socket = require('node:net').connect(${JSON.stringify(path)});
process.stdin.pipe(socket).pipe(process.stdout);
`;
}
