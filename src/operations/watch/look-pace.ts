import type { Clock } from '../../execute/clock.ts';

const soon = 200;
const busy = 1_000;
const idle = 5_000;
/** A look that takes long is taken seldom: so much of the time, at most, is spent on it. */
const share = 25;

/** When containers are looked at again: soon after something has happened, seldom while nothing does. */
export interface LookPace {
  /** A look is over. `found`: there was something to bring, or there will be more soon. */
  looked(milliseconds: number, found: 'nothing' | 'something' | 'more'): void;
  /** A container has done something: it is looked at as soon as the last look is long enough ago. */
  hurry(): void;
  stop(): void;
}

export function lookPace(look: () => void, clock: Clock, signal: AbortSignal): LookPace {
  let pause = busy;
  let took = 0;
  let last = 0;
  let waiting: AbortController | undefined;
  const wait = async (milliseconds: number): Promise<void> => {
    waiting?.abort();
    const own = new AbortController();
    waiting = own;
    await clock.sleep(Math.max(0, milliseconds), AbortSignal.any([own.signal, signal]));
    if (!own.signal.aborted && !signal.aborted) look();
  };
  return {
    looked: (milliseconds, found) => {
      [took, last] = [milliseconds, clock.now()];
      pause = found === 'nothing' ? Math.min(pause * 1.5, idle) : busy;
      void wait(Math.max(found === 'more' ? soon : pause, took * share));
    },
    hurry: () => {
      pause = busy;
      void wait(last + took * share - clock.now());
    },
    stop: () => waiting?.abort(),
  };
}
