import type { Clock } from '../../src/execute/clock.ts';

/** A clock that jumps to the next end of a sleep as soon as nothing else is left to do. It begins at 0. */
export function virtualClock(): Clock {
  const sleeps = new Set<{ readonly end: number; readonly wake: () => void }>();
  let now = 0;
  let isTurning = false;

  const turn = async (): Promise<void> => {
    isTurning = true;
    while (sleeps.size > 0) {
      for (let turns = 0; turns < 5; turns += 1) await new Promise(resolve => setImmediate(resolve));
      const next = [...sleeps].sort((a, b) => a.end - b.end)[0];
      if (!next) break;
      now = next.end;
      next.wake();
    }
    isTurning = false;
  };

  return {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise(resolve => {
        if (signal.aborted) return resolve();
        const wake = (): void => {
          sleeps.delete(sleep);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const sleep = { end: now + milliseconds, wake };
        sleeps.add(sleep);
        signal.addEventListener('abort', wake, { once: true });
        if (!isTurning) void turn();
      }),
  };
}

/** A clock that stands still until it is told that time passes. It begins at 0. */
export function heldClock(): Clock & { pass(milliseconds: number): void } {
  const sleeps = new Set<{ readonly end: number; readonly wake: () => void }>();
  let now = 0;
  return {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise(resolve => {
        const wake = (): void => {
          sleeps.delete(sleep);
          resolve();
        };
        const sleep = { end: now + milliseconds, wake };
        if (signal.aborted) return resolve();
        sleeps.add(sleep);
        signal.addEventListener('abort', sleep.wake, { once: true });
      }),
    pass: milliseconds => {
      now += milliseconds;
      for (const sleep of [...sleeps]) if (sleep.end <= now) sleep.wake();
    },
  };
}
