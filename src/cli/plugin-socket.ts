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
  // Older ones have none, or have ended before they could be asked.
  socket.on('error', () => {});
  socket.on('close', () => connected && listener());
  socket.resume();
  socket.unref();
}
