import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ComposeError } from '../diagnostics/errors.ts';
import type { Emit } from '../events/event.ts';
import { reloadScript, renderLiveReload } from '../render/live-reload.ts';

/** A small server that tells pages of this machine what becomes of their services. */
export interface LiveReload {
  readonly url: string;
  readonly emit: Emit;
  close(): void;
}

/** What may wait for a page that doesn't read. */
const mostBytes = 1_000_000;

/** Serves `/events` and `/reload.js` on 127.0.0.1; at port 0, on any that is free. Throws if the port is taken. */
export async function openLiveReload(port: number, now: () => Date): Promise<LiveReload> {
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => answer(request, response, listeners));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refusal(port, error)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const open = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://localhost:${open}`,
    emit: event => {
      const text = renderLiveReload(event, now());
      if (text === '') return;
      for (const listener of listeners) {
        if (listener.writableLength > mostBytes) listener.destroy();
        else listener.write(text);
      }
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, listeners: Set<ServerResponse>): void {
  const { host, origin } = request.headers;
  // Names that others give to this machine's address, and pages of other sites, are kept out.
  const isForeign = !isLocal(`http://${host}`) || (origin !== undefined && !isLocal(origin));
  if (isForeign || request.method !== 'GET') {
    response.writeHead(isForeign ? 403 : 405).end();
    return;
  }
  const cors = origin === undefined ? {} : { 'access-control-allow-origin': origin };
  const headers = { 'cache-control': 'no-store', vary: 'origin', ...cors };
  switch (request.url?.replace(/\?.*/, '')) {
    case '/events':
      response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' }).write('retry: 500\n\n');
      listeners.add(response);
      response.once('close', () => listeners.delete(response));
      return;
    case '/reload.js':
      response.writeHead(200, { ...headers, 'content-type': 'text/javascript; charset=utf-8' }).end(reloadScript);
      return;
    default:
      response.writeHead(404).end();
  }
}

function isLocal(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { hostname } = new URL(origin);
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname) || hostname.endsWith('.localhost');
}

function refusal(port: number, { code, message }: NodeJS.ErrnoException): ComposeError {
  const reason = code === 'EADDRINUSE' ? 'another program has it' : message;
  return new ComposeError('live-reload-port', `--live-reload: port ${port} of 127.0.0.1 can't be had: ${reason}`);
}
