import type { ProcessStream, TerminalSize } from '../engine/engine.ts';
import { detachScanner } from './detach-keys.ts';
import type { StandardStreams } from './standard-streams.ts';

export interface ConverseOptions {
  /** The process has a terminal. */
  readonly tty: boolean;
  /** Pass on what is typed or piped in. */
  readonly input: boolean;
  /** The end of the input is the end of the process's own. Default: true. */
  readonly endsInput?: boolean;
  /** Keys that leave a terminal (`parseDetachKeys`). */
  readonly detachKeys: Buffer;
  /** Gives the terminal of the process another size. */
  readonly resize: (size: TerminalSize) => Promise<void>;
  /** Leaves the process as it is. */
  readonly signal: AbortSignal;
}

/** How it came to an end: the process's own, the keys that leave it, or the signal. */
export type ConverseEnd = 'ended' | 'detached' | 'aborted';

/** Passes bytes both ways between the user and a process, and the terminal's size, until it ends. */
export async function converse(
  process: ProcessStream,
  streams: StandardStreams,
  options: ConverseOptions,
): Promise<ConverseEnd> {
  const isTerminal = options.tty && streams.isInputTerminal;
  const leaveRawMode = isTerminal && options.input ? streams.enterRawMode() : undefined;
  const stopResizing = options.tty ? followSize(streams, options.resize) : undefined;
  try {
    const output = passOutput(process, streams).then(() => 'ended' as const);
    const ends: Promise<ConverseEnd>[] = [output, aborted(options.signal)];
    // The end of the input is not the end.
    if (options.input) ends.push(passInput(process, streams, options).then(how => (how === 'over' ? output : how)));
    return await Promise.race(ends);
  } finally {
    stopResizing?.();
    leaveRawMode?.();
    process.close();
  }
}

async function passOutput(process: ProcessStream, streams: StandardStreams): Promise<void> {
  for await (const { stream, data } of process.output) await streams.write(stream, data);
}

async function passInput(
  process: ProcessStream,
  streams: StandardStreams,
  { tty, detachKeys, endsInput = true }: ConverseOptions,
): Promise<'over' | 'detached'> {
  const scan = tty ? detachScanner(detachKeys) : undefined;
  for await (const typed of streams.input) {
    const { data, detached } = scan?.(typed) ?? { data: typed, detached: false };
    const isHeard = data.length === 0 || (await process.write(data));
    if (detached) return 'detached';
    if (!isHeard) return 'over';
  }
  if (endsInput) process.end();
  return 'over';
}

/**
 * The first size may come before the process has a terminal: it is asked for again until it is taken. One at a time,
 * since of two that are under way the engine may take the older last.
 */
function followSize(streams: StandardStreams, resize: ConverseOptions['resize']): () => void {
  let isOver = false;
  const adapt = async (): Promise<void> => {
    for (let attempt = 1; attempt <= 10 && !isOver; attempt += 1) {
      const size = streams.size();
      if (size === undefined) return;
      try {
        return await resize(size);
      } catch {
        await new Promise(next => setTimeout(next, 10 * attempt));
      }
    }
  };
  let adapted = adapt();
  const stop = streams.onResize(() => {
    adapted = adapted.then(adapt);
  });
  return () => {
    isOver = true;
    stop();
  };
}

function aborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise(resolve => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
}
