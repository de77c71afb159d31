import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Registry {
  /** `127.0.0.1:PORT`: engines don't ask for TLS there. */
  readonly host: string;
  /** `team/app:1`, of each manifest that was put, in order. */
  readonly pushed: readonly string[];
  close(): Promise<void>;
}

/** As much of a registry as engines need to push to it and to pull from it, in memory. */
export async function openRegistry(): Promise<Registry> {
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, { readonly type: string; readonly body: Buffer }>();
  const uploads = new Map<string, Buffer>();
  const pushed: string[] = [];
  let count = 0;

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://registry');
    const answer = (status: number, headers: Record<string, string> = {}, content: Buffer = Buffer.alloc(0)) => {
      response.writeHead(status, { 'content-length': String(content.length), ...headers });
      response.end(request.method === 'HEAD' ? undefined : content);
    };
    const [, name = '', kind, id = ''] = /^\/v2\/(.+)\/(blobs\/uploads|blobs|manifests)\/(.*)$/.exec(pathname) ?? [];
    if (kind === undefined) return answer(200);
    if (kind === 'blobs/uploads') {
      const upload = id || `upload-${++count}`;
      uploads.set(upload, Buffer.concat([uploads.get(upload) ?? Buffer.alloc(0), body]));
      const digest = searchParams.get('digest');
      if (digest !== null) blobs.set(digest, uploads.get(upload)!);
      const size = uploads.get(upload)!.length;
      const location = digest === null ? `/v2/${name}/blobs/uploads/${upload}` : `/v2/${name}/blobs/${digest}`;
      return answer(digest === null ? 202 : 201, { location, range: `0-${size - 1}`, 'docker-upload-uuid': upload });
    }
    if (kind === 'manifests' && request.method === 'PUT') {
      const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
      for (const key of [id, digest]) manifests.set(`${name}:${key}`, { type: request.headers['content-type']!, body });
      pushed.push(`${name}:${id}`);
      return answer(201, { 'docker-content-digest': digest });
    }
    const manifest = manifests.get(`${name}:${id}`);
    if (kind === 'manifests' && manifest) {
      const digest = `sha256:${createHash('sha256').update(manifest.body).digest('hex')}`;
      return answer(200, { 'content-type': manifest.type, 'docker-content-digest': digest }, manifest.body);
    }
    const blob = kind === 'blobs' ? blobs.get(id) : undefined;
    if (blob) return answer(200, { 'content-type': 'application/octet-stream' }, blob);
    const code = kind === 'blobs' ? 'BLOB_UNKNOWN' : 'MANIFEST_UNKNOWN';
    return answer(
      404,
      { 'content-type': 'application/json' },
      Buffer.from(JSON.stringify({ errors: [{ code, message: 'unknown' }] })),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  };
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, pushed, close };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
