import type { EngineEvent, VersionInfo } from './api.ts';
import type { Connection } from './connection.ts';
import type { Engine } from './engine.ts';
import { filters } from './filters.ts';
import { lines } from './lines.ts';
import { streamed } from './streamed.ts';

export function systemCalls(connection: Connection): Pick<Engine, 'apiVersion' | 'version' | 'events'> {
  return {
    apiVersion: () => connection.apiVersion(),

    version: async () => (await connection.call('json', { method: 'GET', path: '/version' })) as VersionInfo,

    async *events({ labels = [], volumes = [], since, until, signal }) {
      const ofVolumes = volumes.length > 0 ? { type: ['volume'], volume: volumes } : undefined;
      const query = { filters: ofVolumes ?? filters({ labels }), since, until };
      const body = streamed(connection, { method: 'GET', path: '/events', query, signal });
      for await (const line of lines(body)) yield parseEvent(line);
    },
  };
}

/** Of the digits that JSON has, JavaScript's numbers would lose the last. In the texts of an event quotes are escaped. */
function parseEvent(line: string): EngineEvent {
  const [, digits] = /"timeNano":(\d+)/.exec(line) ?? [];
  return { ...(JSON.parse(line) as EngineEvent), timeNano: BigInt(digits ?? 0) };
}
