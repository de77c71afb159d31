import type { OnReadOpts, SocketConstructorOpts } from 'node:net';

/** Bytes at once: a pipe has no more than the first, and of a file fewer and larger pieces cost less. */
const pieceOfPipe = 64 * 1024;
const pieceOfFile = 1024 * 1024;

/** What is typed or piped in; each piece is good until the next one is asked for. */
export async function* readInput(): AsyncGenerator<Uint8Array> {
  const { fstatSync, createReadStream } = process.getBuiltinModule('node:fs');
  // It has to stay open: a terminal that is closed can't be put back.
  if (process.getBuiltinModule('node:tty').isatty(0)) return yield* process.stdin.iterator({ destroyOnReturn: false });
  const kind = fstatSync(0);
  if (kind.isDirectory()) return;
  if (kind.isFIFO() || kind.isSocket()) yield* readPipe();
  else yield* createReadStream('', { fd: 0, autoClose: false, highWaterMark: pieceOfFile });
}

/**
 * Reads into the same memory again and again, which the processor still has at hand: fresh memory for each piece would
 * take half as much time again. One piece is with the reader, one waits for it, one is being filled.
 */
async function* readPipe(): AsyncGenerator<Uint8Array> {
  const { Socket } = process.getBuiltinModule('node:net');
  const buffers = [0, 1, 2].map(() => Buffer.allocUnsafeSlow(pieceOfPipe));
  const waiting: Uint8Array[] = [];
  let turn = 0;
  let isOver = false;
  let failure: Error | undefined;
  let wake = (): void => {};

  const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
    fd: 0,
    readable: true,
    writable: false,
    onread: {
      buffer: () => buffers[turn++ % buffers.length]!,
      callback: (length, piece) => {
        waiting.push(piece.subarray(0, length));
        wake();
        return waiting.length < 2;
      },
    },
  };
  const socket = new Socket(options);
  socket.on('error', error => {
    failure = error;
  });
  for (const event of ['end', 'close'] as const)
    socket.on(event, () => {
      isOver = true;
      wake();
    });
  for (;;) {
    const piece = waiting.shift();
    socket.resume();
    if (piece !== undefined) yield piece;
    else if (failure !== undefined) throw failure;
    else if (isOver) return;
    else
      await new Promise<void>(resolve => {
        wake = resolve;
      });
  }
}
