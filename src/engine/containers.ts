import type { ContainerInspect, ContainerSummary } from './api.ts';
import type { Connection } from './connection.ts';
import { demultiplex, raw } from './demux.ts';
import type { Engine, LogOptions } from './engine.ts';
import { filters } from './filters.ts';
import { streamed } from './streamed.ts';
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
  | 'logs'
  | 'putArchive'
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

    logs(id, { tty, ...options }) {
      const query = logQuery(options, now);
      const { signal } = options;
      const body = streamed(connection, { method: 'GET', path: `${pathOf(id)}/logs`, query, signal });
      return tty ? raw(body) : demultiplex(body);
    },

    putArchive: async (id, path, archive) => {
      await connection.call('json', { method: 'PUT', path: `${pathOf(id)}/archive`, query: { path }, archive });
    },
  };
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
