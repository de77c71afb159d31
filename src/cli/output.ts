/**
 * Standard output and error. Writing waits until the terminal or pipe has taken the text: a reader that is slower than
 * the containers slows us, and through the sockets the engine, and nothing piles up in memory.
 */
export interface Output {
  readonly stdout: Screen;
  readonly stderr: Screen;
  /** Writes what is still held back. */
  flush(): void;
}

export interface Screen {
  write(piece: string | Uint8Array): void;
  readonly isTTY: boolean;
  /** Size of the terminal in characters; undefined when it is none. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
}

export interface OutputDevices {
  readonly isTTY: (fd: 1 | 2) => boolean;
  readonly size: (fd: 1 | 2) => { columns: number; rows: number } | undefined;
  readonly write: (fd: 1 | 2, bytes: Buffer) => void;
  /** Calls back soon, once what is running has ended. */
  readonly later: (callback: () => void) => void;
}

const enough = 64 * 1024;

/** Pieces for one stream are gathered and written together; changing the stream writes first, so order is kept. */
export function createOutput(devices: OutputDevices): Output {
  let held: (string | Uint8Array)[] = [];
  let length = 0;
  let holder: 1 | 2 = 1;
  let scheduled = false;

  const flush = () => {
    if (length === 0) return;
    const bytes = joined(held);
    held = [];
    length = 0;
    devices.write(holder, bytes);
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    devices.later(() => {
      scheduled = false;
      flush();
    });
  };
  const screen = (fd: 1 | 2): Screen => ({
    write(piece) {
      if (holder !== fd) flush();
      holder = fd;
      held.push(piece);
      length += piece.length;
      if (length >= enough) flush();
      else schedule();
    },
    get isTTY() {
      return devices.isTTY(fd);
    },
    get columns() {
      return devices.size(fd)?.columns;
    },
    get rows() {
      return devices.size(fd)?.rows;
    },
  });
  return { stdout: screen(1), stderr: screen(2), flush };
}

function joined(pieces: readonly (string | Uint8Array)[]): Buffer {
  const buffers = pieces.map(piece => (typeof piece === 'string' ? Buffer.from(piece) : bufferOf(piece)));
  return buffers.length === 1 ? buffers[0]! : Buffer.concat(buffers);
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
