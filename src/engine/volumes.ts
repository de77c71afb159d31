import type { VolumeResource } from './api.ts';
import type { Connection } from './connection.ts';
import type { Engine } from './engine.ts';
import { filters } from './filters.ts';

type VolumeCalls = Pick<Engine, 'listVolumes' | 'inspectVolume' | 'createVolume' | 'removeVolume'>;

export function volumeCalls(connection: Connection): VolumeCalls {
  return {
    listVolumes: async (options = {}) => {
      const query = { filters: filters(options) };
      const answer = await connection.call('json', { method: 'GET', path: '/volumes', query });
      return (answer as { Volumes: VolumeResource[] | null }).Volumes ?? [];
    },

    inspectVolume: async name =>
      (await connection.call('json', { method: 'GET', path: pathOf(name) })) as VolumeResource,

    createVolume: async body =>
      (await connection.call('json', { method: 'POST', path: '/volumes/create', body })) as VolumeResource,

    removeVolume: async (name, { force } = {}) => {
      await connection.call('json', { method: 'DELETE', path: pathOf(name), query: { force } });
    },
  };
}

function pathOf(name: string): string {
  return `/volumes/${encodeURIComponent(name)}`;
}
