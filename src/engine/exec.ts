import type { ExecInspect } from './api.ts';
import type { Connection } from './connection.ts';
import { demultiplex, raw } from './demux.ts';
import type { Engine } from './engine.ts';
import { processStream } from './process-stream.ts';
import { streamed } from './streamed.ts';

type ExecCalls = Pick<
  Engine,
  'createExec' | 'startExec' | 'attachExec' | 'startExecDetached' | 'resizeExec' | 'inspectExec'
>;

/** Commands that are run in containers. */
export function execCalls(connection: Connection): ExecCalls {
  return {
    createExec: async (id, body) => {
      const path = `/containers/${encodeURIComponent(id)}/exec`;
      return (await connection.call('json', { method: 'POST', path, body })) as { Id: string };
    },

    startExec(execId, { tty, signal }) {
      const body = { Detach: false, Tty: tty };
      const output = streamed(connection, { method: 'POST', path: `${pathOf(execId)}/start`, body, signal });
      return tty ? raw(output) : demultiplex(output);
    },

    attachExec: async (execId, { tty, size }) => {
      const body = { Detach: false, Tty: tty, ...(size ? { ConsoleSize: [size.rows, size.columns] } : {}) };
      const socket = await connection.call('upgrade', { method: 'POST', path: `${pathOf(execId)}/start`, body });
      return processStream(socket, { tty });
    },

    startExecDetached: async execId => {
      await connection.call('json', { method: 'POST', path: `${pathOf(execId)}/start`, body: { Detach: true } });
    },

    resizeExec: async (execId, { rows, columns }) => {
      const query = { h: rows, w: columns };
      await connection.call('json', { method: 'POST', path: `${pathOf(execId)}/resize`, query });
    },

    inspectExec: async execId =>
      (await connection.call('json', { method: 'GET', path: `${pathOf(execId)}/json` })) as ExecInspect,
  };
}

function pathOf(execId: string): string {
  return `/exec/${encodeURIComponent(execId)}`;
}
