import type { Clock } from '../../execute/clock.ts';

/** What came of an attempt. `partly`: something was left out because it was being written. */
export type Outcome = 'done' | 'partly' | 'failed';

const firstRetry = 1_000;
const lastRetry = 30_000;
/** Whoever empties a file is about to write it. */
const soon = 10;

export interface Attempts {
  /** Asks for an attempt: at once, or after the one under way. */
  wake(): void;
  isRunning(): boolean;
  /** Resolves when no attempt is under way. */
  idle(): Promise<void>;
  /** After which one that fails now is followed by another. */
  retryMilliseconds(): number;
  /** Calls off the one that is to come. */
  stop(): void;
}

interface Attempting {
  /** How long to wait before an attempt, in milliseconds; asked again when that is over. */
  readonly pause: () => number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Makes one attempt at a time; another one soon after what was left out, and later and later after what fails. */
export function attempts(attempt: () => Promise<Outcome>, { pause, clock, signal }: Attempting): Attempts {
  let running: Promise<void> | undefined;
  let again = false;
  let retry = firstRetry;
  let waiting: AbortController | undefined;

  const wake = (): void => {
    waiting?.abort();
    again = true;
    running ??= run();
  };

  async function run(): Promise<void> {
    // What wakes it is sure to find it either running, to go round again, or not.
    await Promise.resolve();
    try {
      while (again && !signal.aborted) {
        for (let left = pause(); left > 0 && !signal.aborted; left = pause()) await clock.sleep(left, signal);
        again = false;
        const outcome = await attempt();
        if (outcome === 'partly') void wakeAfter(soon);
        else if (outcome === 'done') retry = firstRetry;
        else {
          void wakeAfter(retry);
          retry = Math.min(retry * 2, lastRetry);
        }
      }
    } finally {
      running = undefined;
    }
  }

  async function wakeAfter(milliseconds: number): Promise<void> {
    const stop = new AbortController();
    waiting = stop;
    await clock.sleep(milliseconds, AbortSignal.any([stop.signal, signal]));
    if (!stop.signal.aborted && !signal.aborted) wake();
  }

  return {
    wake,
    isRunning: () => running !== undefined,
    idle: async () => {
      while (running) await running;
    },
    retryMilliseconds: () => retry,
    stop: () => waiting?.abort(),
  };
}
