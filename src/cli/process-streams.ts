import type { StandardStreams } from '../operations/standard-streams.ts';
import { enterRawMode } from './raw-mode.ts';
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

  enterRawMode: () => enterRawMode({ lineFeeds: 'as they are' }),

  onSignal(listener) {
    for (const signal of forwarded) process.on(signal, listener);
    return () => {
      for (const signal of forwarded) process.off(signal, listener);
    };
  },
};

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** The terminal's module brings those of streams and sockets, for which nobody need wait who isn't at one. */
function isTerminal(fd: number): boolean {
  return process.getBuiltinModule('node:tty').isatty(fd);
}
