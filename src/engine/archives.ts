import type { PathStat } from './api.ts';
import type { Connection } from './connection.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { familiarName, parseReference } from './image-reference.ts';
import { streamed } from './streamed.ts';

type ArchiveCalls = Pick<Engine, 'putArchive' | 'statPath' | 'getArchive' | 'exportContainer' | 'commitContainer'>;

/** Files of containers, and images made of containers. */
export function archiveCalls(connection: Connection): ArchiveCalls {
  return {
    putArchive: async (id, path, archive, { ownedByUser, keepFolders, signal } = {}) => {
      const query = { path, copyUIDGID: ownedByUser || undefined, noOverwriteDirNonDir: keepFolders || undefined };
      await connection.call('json', { method: 'PUT', path: `${pathOf(id)}/archive`, query, archive, signal });
    },

    statPath: async (id, path) => {
      const answer = await connection.call('stream', {
        method: 'HEAD',
        path: `${pathOf(id)}/archive`,
        query: { path },
      });
      answer.resume();
      return readStat(answer.headers);
    },

    getArchive: async (id, path, { signal } = {}) => {
      const request = { method: 'GET', path: `${pathOf(id)}/archive`, query: { path }, signal } as const;
      const answer = await connection.call('stream', request);
      return { stat: readStat(answer.headers), archive: continued(connection, answer, signal) };
    },

    exportContainer: (id, { signal } = {}) =>
      streamed(connection, { method: 'GET', path: `${pathOf(id)}/export`, signal }),

    commitContainer: async (id, { reference, author, comment, changes, pause }) => {
      const { tag } = parseReference(reference ?? '');
      const repo = reference === undefined ? undefined : familiarName(reference);
      const query = {
        container: id,
        repo,
        tag,
        author,
        comment,
        pause,
        changes: changes?.length ? changes : undefined,
      };
      // An empty body: settings in it, be they none, would take the place of the container's own.
      const headers = { 'Content-Type': 'application/json' };
      const answer = await connection.call('json', {
        method: 'POST',
        path: '/commit',
        query,
        archive: Buffer.alloc(0),
        headers,
      });
      return answer as { Id: string };
    },
  };
}

/** A connection that breaks is an `EngineError`. */
async function* continued(
  connection: Connection,
  answer: AsyncIterable<Buffer>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  try {
    yield* answer;
  } catch (error) {
    throw await connection.failure(error, signal);
  }
}

function readStat(headers: Readonly<Record<string, string | string[] | undefined>>): PathStat {
  const header = headers['x-docker-container-path-stat'];
  if (typeof header !== 'string') throw new EngineError('refused', 'the engine does not tell what is at the path');
  return JSON.parse(Buffer.from(header, 'base64').toString()) as PathStat;
}

function pathOf(id: string): string {
  return `/containers/${encodeURIComponent(id)}`;
}
