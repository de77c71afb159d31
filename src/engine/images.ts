import type { DistributionInspect, ImageInspect, ImageSummary } from './api.ts';
import type { Connection } from './connection.ts';
import type { Engine, TransferProgress } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { filters } from './filters.ts';
import { familiarName, parseReference } from './image-reference.ts';
import { progressMessages } from './progress-message.ts';
import { type CredentialStore, encodeAuth } from './registry-auth.ts';
import { streamed } from './streamed.ts';

type ImageCalls = Pick<
  Engine,
  'inspectImage' | 'listImages' | 'pullImage' | 'pushImage' | 'removeImage' | 'inspectDistribution'
>;

export function imageCalls(connection: Connection, { credentials }: { credentials: CredentialStore }): ImageCalls {
  return {
    inspectImage: async name =>
      (await connection.call('json', { method: 'GET', path: `${pathOf(name)}/json` })) as ImageInspect,

    listImages: async ({ labels, names } = {}) => {
      const asked = { ...filters({ labels: labels ?? [] }), ...(names?.length && { reference: names }) };
      const query = { filters: Object.keys(asked).length > 0 ? asked : undefined };
      return (await connection.call('json', { method: 'GET', path: '/images/json', query })) as ImageSummary[];
    },

    pullImage: async (name, { platform, signal, onProgress } = {}) => {
      const { tag, digest } = parseReference(name);
      const body = streamed(connection, {
        method: 'POST',
        path: '/images/create',
        query: { fromImage: familiarName(name), tag: digest ?? tag ?? 'latest', platform },
        headers: await authHeaders(name, credentials),
        signal,
      });
      await followTransfer(body, onProgress);
      signal?.throwIfAborted();
    },

    pushImage: async (name, { signal, onProgress } = {}) => {
      const { tag } = parseReference(name);
      const body = streamed(connection, {
        method: 'POST',
        path: `${pathOf(familiarName(name))}/push`,
        query: { tag: tag ?? 'latest' },
        // Without this header older engines refuse, even if there is nothing to tell.
        headers: { 'X-Registry-Auth': encodeAuth({}), ...(await authHeaders(name, credentials)) },
        signal,
      });
      await followTransfer(body, onProgress);
      signal?.throwIfAborted();
    },

    removeImage: async (name, { force } = {}) => {
      await connection.call('json', { method: 'DELETE', path: pathOf(name), query: { force } });
    },

    inspectDistribution: async name => {
      const headers = await authHeaders(name, credentials);
      const path = `/distribution/${escaped(name)}/json`;
      return (await connection.call('json', { method: 'GET', path, headers })) as DistributionInspect;
    },
  };
}

/** Reads to the end what the engine tells of a pull or a push. */
async function followTransfer(body: AsyncIterable<Buffer>, onProgress?: (step: TransferProgress) => void) {
  for await (const { id, status, progressDetail } of progressMessages(body)) {
    if (status === undefined) continue;
    const { current, total } = progressDetail ?? {};
    onProgress?.({
      ...(id !== undefined && { id }),
      status,
      ...(current !== undefined && { current }),
      ...(total !== undefined && { total }),
    });
  }
}

async function authHeaders(name: string, credentials: CredentialStore): Promise<Readonly<Record<string, string>>> {
  const auth = await credentials.find(parseReference(name).registry);
  return auth ? { 'X-Registry-Auth': encodeAuth(auth) } : {};
}

function pathOf(name: string): string {
  return `/images/${escaped(name)}`;
}

/**
 * A name's slashes and colons belong to the path; what would end the path doesn't. The engine would look elsewhere for a
 * path with parts that are none.
 */
function escaped(name: string): string {
  if (/(^|\/)\.{0,2}(\/|$)/.test(name)) throw new EngineError('refused', 'invalid reference format', { status: 400 });
  return encodeURI(name).replace(/[?#]/g, encodeURIComponent);
}
