import type { Engine } from '../engine/engine.ts';
import type { Clock } from '../execute/clock.ts';
import { type Holder, pingPrefix } from './holder.ts';
import { claim, currentHolder, discard, type LockedProject } from './volumes.ts';

export interface Answering extends LockedProject {
  readonly engine: Engine;
  readonly name: string;
  readonly mine: Holder;
  readonly clock: Clock;
  /** Aborts when the lock is let go of. */
  readonly signal: AbortSignal;
}

/** Most locks are held for less, and cost no connection. Who asks waits longer for an answer. */
const quietMilliseconds = 1_000;

/**
 * Answers those who ask whether the holder of a lock lives, and takes the lock back when somebody has removed it, as
 * `docker volume prune` does. Calls `lose` when another has it by then. Never rejects.
 */
export async function answerPings(answering: Answering, lose: () => void): Promise<void> {
  const { engine, name, mine, clock, signal } = answering;
  const pings = pingPrefix(mine);
  for (let since = mine.since; ; since = clock.now()) {
    await clock.sleep(quietMilliseconds, signal);
    if (signal.aborted) return;
    try {
      // One that asked in the meantime is heard, unless the engine's memory of events is full: it asks again.
      const options = { volumes: [name, pings], since: Math.floor(since / 1000), signal };
      for await (const { Action, Actor } of engine.events(options)) {
        if (Action === 'create' && Actor.ID.startsWith(pings)) await discard(engine, Actor.ID);
        if (Action === 'destroy' && Actor.ID === name && !signal.aborted) await takeBack(answering, lose);
      }
    } catch {
      // The stream has broken, and is opened again.
    }
  }
}

/** What was removed may have been the lock of whoever had it before: the engine tells of a whole second. */
async function takeBack(answering: Answering, lose: () => void): Promise<void> {
  const { engine, name, mine } = answering;
  const holder = (await currentHolder(engine, name)) ?? (await claim(answering, name, mine));
  if (holder?.token !== mine.token) lose();
}
