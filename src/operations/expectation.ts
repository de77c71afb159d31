import type { Clock } from '../execute/clock.ts';

/** Which containers may still write something. */
export interface Expectation {
  readonly mayWrite: (...ids: readonly string[]) => void;
  /** It was sent a signal. */
  readonly isKilled: (id: string) => void;
  /** It has ended. To be called with whether it will be started again, once its log has been read. */
  readonly ends: (id: string, exitCode: number) => (restarting: boolean) => void;
  readonly isGone: (id: string) => void;
  /** All others are gone. */
  readonly areLeft: (ids: readonly string[]) => void;
}

/**
 * How long somebody who has stopped or removed a container may take to start it again, or another in its place. What
 * has ended by itself is started by nobody but its restart policy.
 */
const graceMilliseconds = 3_000;

export function createExpectation({
  clock,
  signal,
  onNothingLeft,
}: {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onNothingLeft: () => void;
}): Expectation {
  const ids = new Set<string>();
  const killed = new Set<string>();
  const starts = new Map<string, number>();
  let graceEnd = 0;

  const look = async () => {
    if (ids.size > 0) return;
    for (let left = graceEnd - clock.now(); left > 0 && !signal.aborted; left = graceEnd - clock.now())
      await clock.sleep(left, signal);
    if (ids.size === 0) onNothingLeft();
  };
  const remove = (id: string, { deliberately }: { readonly deliberately: boolean }) => {
    if (deliberately) graceEnd = clock.now() + graceMilliseconds;
    if (ids.delete(id)) look();
  };
  return {
    mayWrite(...more) {
      for (const id of more) {
        ids.add(id);
        killed.delete(id);
        starts.set(id, (starts.get(id) ?? 0) + 1);
      }
    },
    isKilled: id => void killed.add(id),
    ends(id, exitCode) {
      const run = starts.get(id);
      // The end may be told before the signal.
      const deliberately = killed.has(id) || exitCode > 128;
      return restarting => {
        if (!restarting && starts.get(id) === run) remove(id, { deliberately });
      };
    },
    isGone: id => remove(id, { deliberately: true }),
    areLeft(left) {
      for (const id of [...ids]) if (!left.includes(id)) remove(id, { deliberately: true });
    },
  };
}
