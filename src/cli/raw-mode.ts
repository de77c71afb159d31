export interface RawMode {
  /** Whether line feeds get a carriage return: not for programs that draw, which move the cursor by them. */
  readonly lineFeeds: 'as they are' | 'with carriage returns';
  /** Called before the shell gets the terminal, and when we have it again. */
  readonly stopped?: () => void;
  readonly goingOn?: () => void;
}

/** Of the terminal at standard input, while keys are handed over as they are typed. */
let current: RawMode | undefined;

/** Hands over every key as it is typed, until the function that it returns is called. */
export function enterRawMode(mode: RawMode): () => void {
  current = mode;
  takeKeys(mode);
  for (const signal of deadly) process.on(signal, dieInOrder);
  process.on('SIGTSTP', stopInOrder);
  process.on('SIGCONT', goOn);
  return leaveRawMode;
}

/** Whatever happens, the terminal is the user's again. */
export function leaveRawMode(): void {
  if (current === undefined) return;
  current = undefined;
  process.stdin.setRawMode(false);
  for (const signal of deadly) process.off(signal, dieInOrder);
  process.off('SIGTSTP', stopInOrder);
  process.off('SIGCONT', goOn);
}

function takeKeys({ lineFeeds }: RawMode): void {
  process.stdin.setRawMode(true);
  // Node goes on to write a carriage return before each line feed.
  if (lineFeeds === 'as they are')
    process
      .getBuiltinModule('node:child_process')
      .spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] });
}

/** Signals that end a process where nobody listens to them, and the terminal would stay as it is. */
const deadly = [
  ...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGABRT'] as const),
  ...(['SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGVTALRM', 'SIGXCPU'] as const),
];

function dieInOrder(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  leaveRawMode();
  process.kill(process.pid, signal);
}

/** The shell has the terminal while we are stopped. */
function stopInOrder(): void {
  current?.stopped?.();
  process.stdin.setRawMode(false);
  process.kill(process.pid, 'SIGSTOP');
}

/** Not every shell puts the terminal back for the program that it lets go on; to Node it may seem raw still. */
function goOn(): void {
  if (current === undefined) return;
  process.stdin.setRawMode(false);
  takeKeys(current);
  current.goingOn?.();
}
