import type { NetworkResource } from './api.ts';
import type { Connection } from './connection.ts';
import type { Engine } from './engine.ts';
import { filters } from './filters.ts';

type NetworkCalls = Pick<
  Engine,
  'listNetworks' | 'inspectNetwork' | 'createNetwork' | 'removeNetwork' | 'connectNetwork' | 'disconnectNetwork'
>;

export function networkCalls(connection: Connection): NetworkCalls {
  return {
    listNetworks: async (options = {}) => {
      const query = { filters: filters(options) };
      return (await connection.call('json', { method: 'GET', path: '/networks', query })) as NetworkResource[];
    },

    inspectNetwork: async idOrName =>
      (await connection.call('json', { method: 'GET', path: pathOf(idOrName) })) as NetworkResource,

    createNetwork: async network => {
      // Engines before 1.44 allow two networks of one name unless told to look.
      const body = { ...network, CheckDuplicate: true };
      const answer = await connection.call('json', { method: 'POST', path: '/networks/create', body });
      return { Id: (answer as { Id: string }).Id };
    },

    removeNetwork: async id => {
      await connection.call('json', { method: 'DELETE', path: pathOf(id) });
    },

    connectNetwork: async (id, containerId, endpoint) => {
      const body = { Container: containerId, ...(endpoint && { EndpointConfig: endpoint }) };
      await connection.call('json', { method: 'POST', path: `${pathOf(id)}/connect`, body });
    },

    disconnectNetwork: async (id, containerId, { force = false } = {}) => {
      const body = { Container: containerId, Force: force };
      await connection.call('json', { method: 'POST', path: `${pathOf(id)}/disconnect`, body });
    },
  };
}

function pathOf(idOrName: string): string {
  return `/networks/${encodeURIComponent(idOrName)}`;
}
