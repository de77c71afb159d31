import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';

/**
 * Calls back when the docker CLI, whose plugin this is, was told to end. Where no terminal is, it alone gets the
 * signal, and closes a socket that it has for its plugin. A leading `@` names one that isn't in the file system.
 */
export function onDockerEnd(address: string, listener: () => void): void {
  const socket = connect({ path: address.replace(/^@/, '\0') });
  let connected = false;
  socket.on('connect', () => {
    connected = true;
  });
  // Node 20 fills such a name up with zeros, and so finds none of another program's.
  socket.on('error', () => !connected && address.startsWith('@') && watchForEnd(address, listener));
  socket.on('close', () => connected && listener());
  socket.resume();
  socket.unref();
}

const tableOfSockets = '/proc/net/unix';
const intervalMs = 250;

/** Linux lists the sockets that somebody listens at; one that isn't there from the first is none to wait for. */
function watchForEnd(address: string, listener: () => void): void {
  let wasThere = false;
  const look = async () => {
    const table = await readFile(tableOfSockets, 'utf8').catch(() => '');
    if (table.includes(` ${address}\n`)) {
      wasThere = true;
      setTimeout(look, intervalMs).unref();
    } else if (wasThere) listener();
  };
  look();
}
