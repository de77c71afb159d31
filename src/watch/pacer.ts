/** Runs something after a time; gives a function that calls it off. */
export type Schedule = (milliseconds: number, run: () => void) => () => void;

export const systemSchedule: Schedule = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
};

/** For the rest of one write, and what else is told of it. */
const leadMilliseconds = 1;

/**
 * Collects what comes in quick succession into one run: the first waits no longer than for the rest of its own write.
 * What comes while a run is under way is the next one's.
 */
export function createPacer(
  run: () => Promise<void>,
  schedule: Schedule,
  /** Milliseconds that the next run has to wait, from now. */
  pause: () => number = () => 0,
): { poke(): void; close(): void } {
  let cancel: (() => void) | undefined;
  let running = false;
  let again = false;
  let closed = false;
  const start = async (): Promise<void> => {
    cancel = undefined;
    running = true;
    await run();
    running = false;
    if (again) poke();
  };
  const poke = (): void => {
    if (closed) return;
    again = running;
    if (running || cancel) return;
    cancel = schedule(Math.max(leadMilliseconds, pause()), () => void start());
  };
  return {
    poke,
    close: () => {
      closed = true;
      cancel?.();
    },
  };
}
