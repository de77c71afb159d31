import { enterRawMode } from './raw-mode.ts';

/** Keys pressed at the terminal, while no command in a container has them. */
export interface Keyboard {
  /** Somebody can press keys, and it is us whom they are meant for. */
  readonly isOurs: boolean;
  /** Hands over what is typed as it is typed, Ctrl-C included, until the function that it returns is called. */
  open(listener: KeyListener): () => void;
  /** What Ctrl-Z does where nobody has opened the keyboard: the shell has the terminal until it lets us go on. */
  stop(): void;
}

export interface KeyListener {
  readonly typed: (keys: string) => void;
  readonly stopped: () => void;
  readonly goingOn: () => void;
}

export const processKeyboard: Keyboard = {
  get isOurs() {
    return process.getBuiltinModule('node:tty').isatty(0) && isForeground();
  },

  open({ typed, ...breaks }) {
    const leave = enterRawMode({ lineFeeds: 'with carriage returns', ...breaks });
    const listener = (data: Buffer) => typed(data.toString());
    const { stdin } = process;
    // A terminal that goes says so by SIGHUP as well.
    stdin.on('error', ignore).on('data', listener);
    // A question that was answered, or who had the keys before, has paused it.
    stdin.resume();
    return () => {
      stdin.off('data', listener).pause();
      leave();
    };
  },

  stop() {
    process.kill(process.pid, 'SIGTSTP');
  },
};

function ignore(): void {}

/** Whoever changes a terminal from the background is stopped. Linux alone says who is where. */
function isForeground(): boolean {
  try {
    const stat = process.getBuiltinModule('node:fs').readFileSync('/proc/self/stat', 'latin1');
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === foreground;
  } catch {
    return true;
  }
}
