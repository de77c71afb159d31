import type { ContainerInspect, ContainerStats, ContainerSummary, ContainerTop } from './api.ts';
import type { Connection } from './connection.ts';
import { demultiplex, raw } from './demux.ts';
import type { Engine, LogOptions } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { filters } from './filters.ts';
import { lines } from './lines.ts';
import { processStream } from './process-stream.ts';
import { streamed, streamedWhole } from './streamed.ts';
import { toTimestamp } from './timestamp.ts';

type ContainerCalls = Pick<
  Engine,
  | 'listContainers'
  | 'inspectContainer'
  | 'createContainer'
  | 'startContainer'
  | 'stopContainer'
  | 'restartContainer'
  | 'pauseContainer'
  | 'unpauseContainer'
  | 'killContainer'
  | 'removeContainer'
  | 'renameContainer'
  | 'waitContainer'
  | 'awaitExit'
  | 'attachContainer'
  | 'resizeContainer'
  | 'logs'
  | 'topContainer'
  | 'containerStats'
>;

export function containerCalls(connection: Connection, { now }: { now: () => number }): ContainerCalls {
  const act = async (id: string, action: string, query: Record<string, unknown> = {}): Promise<void> => {
    await connection.call('json', { method: 'POST', path: `${pathOf(id)}/${action}`, query });
  };

  return {
    listContainers: async (options = {}) => {
      const query = { all: true, filters: filters(options) };
      return (await connection.call('json', { method: 'GET', path: '/containers/json', query })) as ContainerSummary[];
    },

    inspectContainer: async id =>
      (await connection.call('json', { method: 'GET', path: `${pathOf(id)}/json` })) as ContainerInspect,

    createContainer: async (name, body, { platform } = {}) => {
      const query = { name, platform };
      const answer = await connection.call('json', { method: 'POST', path: '/containers/create', query, body });
      const { Id, Warnings } = answer as { Id: string; Warnings: string[] | null };
      return { Id, Warnings: Warnings ?? [] };
    },

    startContainer: id => act(id, 'start'),
    stopContainer: (id, { timeoutSeconds } = {}) => act(id, 'stop', { t: timeoutSeconds }),
    restartContainer: (id, { timeoutSeconds } = {}) => act(id, 'restart', { t: timeoutSeconds }),
    pauseContainer: id => act(id, 'pause'),
    unpauseContainer: id => act(id, 'unpause'),
    killContainer: (id, { signal } = {}) => act(id, 'kill', { signal }),
    renameContainer: (id, name) => act(id, 'rename', { name }),

    removeContainer: async (id, { force, volumes } = {}) => {
      await connection.call('json', { method: 'DELETE', path: pathOf(id), query: { force, v: volumes } });
    },

    waitContainer: async (id, { signal } = {}) => {
      const query = { condition: 'not-running' };
      const answer = await connection.call('json', { method: 'POST', path: `${pathOf(id)}/wait`, query, signal });
      return { StatusCode: (answer as { StatusCode: number }).StatusCode };
    },

    awaitExit: async (id, { removed = false, signal } = {}) => {
      const query = { condition: removed ? 'removed' : 'next-exit' };
      const answer = await connection.call('stream', { method: 'POST', path: `${pathOf(id)}/wait`, query, signal });
      return { exit: exitOf(answer).catch(async error => Promise.reject(await connection.failure(error, signal))) };
    },

    attachContainer: async (id, { tty, stdin = false, detachKeys }) => {
      const socket = await connection.call('upgrade', {
        method: 'POST',
        path: `${pathOf(id)}/attach`,
        query: { stream: true, stdin, stdout: true, stderr: true, detachKeys },
        // An empty body of a known length: the end of a chunked one could be taken for input of the process.
        archive: Buffer.alloc(0),
        headers: { 'Content-Type': 'text/plain' },
      });
      return processStream(socket, { tty });
    },

    resizeContainer: async (id, { rows, columns }) => {
      const query = { h: rows, w: columns };
      await connection.call('json', { method: 'POST', path: `${pathOf(id)}/resize`, query });
    },

    logs(id, { tty, ...options }) {
      const query = logQuery(options, now);
      const { signal } = options;
      const path = `${pathOf(id)}/logs`;
      const body = options.follow
        ? streamed(connection, { method: 'GET', path, query, signal })
        : streamedWhole(connection, { path, query, signal });
      return tty ? raw(body) : demultiplex(body, { cuts: true });
    },

    topContainer: async id =>
      (await connection.call('json', { method: 'GET', path: `${pathOf(id)}/top` })) as ContainerTop,

    async *containerStats(id, { stream, signal }) {
      const body = streamed(connection, { method: 'GET', path: `${pathOf(id)}/stats`, query: { stream }, signal });
      for await (const line of lines(body)) yield JSON.parse(line) as ContainerStats;
    },
  };
}

/** The answer's head comes at once, its body when the container has ended. */
async function exitOf(answer: AsyncIterable<Buffer>): Promise<{ StatusCode: number }> {
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece);
  const { StatusCode, Error: failure } = JSON.parse(Buffer.concat(pieces).toString()) as ExitAnswer;
  if (failure?.Message) throw new EngineError('refused', failure.Message);
  return { StatusCode };
}

interface ExitAnswer {
  readonly StatusCode: number;
  readonly Error?: { readonly Message?: string } | null;
}

function logQuery({ follow, since, until, tail, timestamps }: LogOptions, now: () => number): Record<string, unknown> {
  return {
    stdout: true,
    stderr: true,
    follow,
    tail,
    timestamps,
    since: since === undefined ? undefined : toTimestamp(since, now()),
    until: until === undefined ? undefined : toTimestamp(until, now()),
  };
}

function pathOf(id: string): string {
  return `/containers/${encodeURIComponent(id)}`;
}
