import { randomUUID } from 'node:crypto';
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { Connection } from './connection.ts';
import { protobufFields, protobufText } from './protobuf.ts';
import type { CredentialStore } from './registry-auth.ts';

export interface BuildKitSession {
  readonly id: string;
  close(): void;
}

/** A method of gRPC with one message in and one out. */
type Method = (message: Buffer) => Promise<Buffer> | Buffer;

/**
 * The other half of a BuildKit build: a connection on which the roles turn round, and the engine asks us by gRPC.
 * It asks for the credentials of registries, and whether we are still here.
 */
export async function openBuildKitSession(
  connection: Connection,
  credentials: CredentialStore,
): Promise<BuildKitSession> {
  const id = randomUUID();
  const methods: Readonly<Record<string, Method>> = {
    '/grpc.health.v1.Health/Check': () => serving,
    '/moby.filesync.v1.Auth/Credentials': message => answerCredentials(message, credentials),
  };
  const socket = await connection.call('upgrade', {
    method: 'POST',
    path: '/session',
    headers: {
      Upgrade: 'h2c',
      'X-Docker-Expose-Session-Uuid': id,
      'X-Docker-Expose-Session-Name': 'gantry',
      'X-Docker-Expose-Session-Grpc-Method': Object.keys(methods),
    },
  });
  // The engine hangs up when the build ends, in whatever state the connection is.
  socket.on('error', () => {});
  serve(methods).emit('connection', socket);
  return { id, close: () => socket.destroy() };
}

/** `HealthCheckResponse{status: SERVING}`. */
const serving = Buffer.from([8, 1]);

async function answerCredentials(request: Buffer, credentials: CredentialStore): Promise<Buffer> {
  const host = String([...protobufFields(request)].find(([field]) => field === 1)?.[1] ?? '');
  const auth = await credentials.find(host === 'registry-1.docker.io' ? 'docker.io' : host);
  if (auth === undefined) return Buffer.alloc(0);
  // BuildKit takes a secret without a user name for an identity token.
  const secret = auth.identitytoken ?? auth.password ?? '';
  const userName = auth.identitytoken ? '' : (auth.username ?? '');
  return Buffer.concat([protobufText(1, userName), protobufText(2, secret)]);
}

function serve(methods: Readonly<Record<string, Method>>): Http2Server {
  const server = createServer();
  server.on('stream', async (stream, headers) => {
    stream.on('error', () => {});
    const method = methods[String(headers[':path'])];
    if (method === undefined) return finish(stream, 'unimplemented');
    try {
      finish(stream, 'ok', await method(await readMessage(stream)));
    } catch {
      finish(stream, 'unknown');
    }
  });
  return server;
}

/** A message of gRPC: a byte for compression, four for the length, the message. */
async function readMessage(stream: ServerHttp2Stream): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).subarray(5);
}

const codes = { ok: '0', unknown: '2', unimplemented: '12' };

function finish(stream: ServerHttp2Stream, outcome: keyof typeof codes, message?: Buffer): void {
  if (stream.destroyed) return;
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': codes[outcome] }));
  stream.end(message && Buffer.concat([frameHeader(message.length), message]));
}

function frameHeader(length: number): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(length, 1);
  return header;
}
