import type { Duplex } from 'node:stream';
import { demultiplex, raw } from './demux.ts';
import type { ProcessStream } from './engine.ts';

/** Both ways to a process, over a connection that has been taken over from HTTP. */
export function processStream(socket: Duplex, { tty }: { tty: boolean }): ProcessStream {
  const arriving = received(socket);
  let isDeaf = false;
  return {
    output: tty ? raw(arriving) : demultiplex(arriving),
    write: data =>
      new Promise(resolve => {
        if (isDeaf || socket.writableEnded) return resolve(false);
        socket.write(data, error => {
          isDeaf ||= Boolean(error);
          resolve(!isDeaf);
        });
      }),
    end: () => {
      if (!isDeaf) socket.end();
    },
    close: () => socket.destroy(),
  };
}

/** How much may lie here that nobody has asked for yet. */
const enough = 256 * 1024;

/**
 * All that arrives, to the end. A process may end without having read what it was given: then a write fails, upon which
 * Node's sockets drop what they have received. So what arrives is taken before it gets into the socket's own buffer, and
 * a write that fails does not end the connection.
 */
function received(socket: Duplex): AsyncIterable<Buffer> {
  const queue: Buffer[] = [];
  let length = 0;
  let isOver = false;
  let isPaused = false;
  let wake = (): void => {};

  const take = (data: Buffer | null): boolean => {
    if (data === null) isOver = true;
    else {
      queue.push(data);
      length += data.length;
    }
    isPaused = length >= enough;
    wake();
    return !isPaused;
  };
  const destroy = socket.destroy.bind(socket);
  const finish = (error?: Error): Duplex => {
    take(null);
    return destroy(error);
  };
  // What came with the answer's head is in the socket's buffer already.
  for (let early = socket.read(); early !== null; early = socket.read()) take(early);
  socket.push = take;
  socket.destroy = error => (!isOver && isOfWriting(error) ? socket : finish(error));
  // The engine hangs up in whatever state the connection is; how the process ended, it is asked.
  socket.on('error', () => {});
  socket.on('close', () => take(null));

  return (async function* () {
    try {
      for (;;) {
        const data = queue.shift();
        if (data !== undefined) {
          length -= data.length;
          yield data;
        } else if (isOver) return;
        else
          await new Promise<void>(resolve => {
            wake = resolve;
            isPaused = false;
            socket._read(enough);
          });
      }
    } finally {
      finish();
    }
  })();
}

function isOfWriting(error: unknown): boolean {
  const { syscall } = (error ?? {}) as { syscall?: string };
  return syscall === 'write';
}
