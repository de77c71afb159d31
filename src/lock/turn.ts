import type { Clock } from '../execute/clock.ts';
import type { Turn } from '../execute/turn.ts';
import type { ProjectLock } from './project-lock.ts';

/** Most steps follow one another sooner, and then nobody need let go of the lock in between. */
const idleMilliseconds = 200;

/** Lets go of the lock while its holder changes nothing, and waits for it again before the next change. */
export function turnsOf(lock: ProjectLock, clock: Clock): Turn & { end(): Promise<void> } {
  let writers = 0;
  let idle = new AbortController();
  let last: Promise<void> = Promise.resolve();
  /** One at a time. */
  const next = (act: () => Promise<void>): Promise<void> => {
    last = last.then(act, act);
    return last;
  };

  const releaseWhenIdle = async (signal: AbortSignal): Promise<void> => {
    await clock.sleep(idleMilliseconds, signal);
    if (!signal.aborted) await next(lock.release);
  };

  return {
    async enter() {
      writers += 1;
      idle.abort();
      try {
        await next(lock.acquire);
      } catch (error) {
        writers -= 1;
        throw error;
      }
    },
    leave() {
      writers -= 1;
      if (writers > 0) return;
      idle = new AbortController();
      void releaseWhenIdle(idle.signal);
    },
    async end() {
      idle.abort();
      await next(lock.release);
    },
  };
}
