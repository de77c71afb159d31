import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

/** Where this checkout keeps its private engine, and what names it on the machine. */
export function engineOfCheckout(checkout = resolve(import.meta.dirname, '../..')) {
  const id = createHash('sha256').update(checkout).digest('hex').slice(0, 8);
  const home = join(checkout, '.gantry/engine');
  const runtime = fitsSockets(home) ? home : `/run/gantry-${id}`;
  const socket = join(runtime, 'docker.sock');
  return {
    home,
    runtime,
    socket,
    host: `unix://${socket}`,
    data: join(home, 'data'),
    exec: join(runtime, 'exec'),
    pidFile: join(home, 'pid'),
    log: join(home, 'dockerd.log'),
    runningFile: join(home, 'running'),
    keepFile: join(home, 'keep'),
    // An interface's name has at most 15 characters.
    bridge: `gantry-${id}`,
    namespace: `gantry-${id}`,
    number: Number.parseInt(id, 16),
  };
}

/** A socket's path has at most 107 bytes; the longest below an engine's folder is containerd's. */
function fitsSockets(folder) {
  return Buffer.byteLength(join(folder, 'exec/containerd/containerd-debug.sock.ttrpc')) <= 107;
}
