import type { StandardStreams } from '../operations/standard-streams.ts';
import { readInput } from './standard-input.ts';

/** The process's own streams, each opened when it is used. */
export const processStreams: StandardStreams = {
  input: readInput(),
  get isInputTerminal() {
    return isTerminal(0);
  },
  get isOutputTerminal() {
    return isTerminal(1);
  },

  write: (stream, data) =>
    new Promise((resolve, reject) => {
      // The reader has gone: what is left to say to it is nothing, as to the writer of any pipe.
      const failed = (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE') return reject(error);
        process.exit(stream === 'stdout' ? 0 : 1);
      };
      process[stream].once('error', failed);
      process[stream].write(data, error => {
        process[stream].off('error', failed);
        if (error) failed(error);
        else resolve();
      });
    }),

  size() {
    if (!process.stdout.isTTY) return undefined;
    const [columns, rows] = process.stdout.getWindowSize();
    return { columns, rows };
  },

  onResize(listener) {
    process.stdout.on('resize', listener);
    return () => process.stdout.off('resize', listener);
  },

  enterRawMode() {
    process.stdin.setRawMode(true);
    // Node goes on to write a carriage return before each line feed, which programs that draw move the cursor by.
    process
      .getBuiltinModule('node:child_process')
      .spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] });
    isRaw = true;
    return leaveRawMode;
  },

  onSignal(listener) {
    for (const signal of forwarded) process.on(signal, listener);
    return () => {
      for (const signal of forwarded) process.off(signal, listener);
    };
  },
};

let isRaw = false;

/** Whatever happens, the terminal is the user's again. */
export function leaveRawMode(): void {
  if (isRaw) process.stdin.setRawMode(false);
  isRaw = false;
}

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** The terminal's module brings those of streams and sockets, for which nobody need wait who isn't at one. */
function isTerminal(fd: number): boolean {
  return process.getBuiltinModule('node:tty').isatty(fd);
}
