import type { ExecInspect } from './api.ts';
import type { Connection } from './connection.ts';
import { demultiplex, raw } from './demux.ts';
import type { Engine } from './engine.ts';
import { streamed } from './streamed.ts';

/** Commands that are run in containers. */
export function execCalls(connection: Connection): Pick<Engine, 'createExec' | 'startExec' | 'inspectExec'> {
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

    inspectExec: async execId =>
      (await connection.call('json', { method: 'GET', path: `${pathOf(execId)}/json` })) as ExecInspect,
  };
}

function pathOf(execId: string): string {
  return `/exec/${encodeURIComponent(execId)}`;
}
