import { ComposeError } from '../diagnostics/errors.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { Emit } from '../events/event.ts';
import type { Clock } from '../execute/clock.ts';
import { acquire, takeAway } from './acquire.ts';
import { answerPings } from './answer.ts';
import { type Holder, lockName } from './holder.ts';
import type { ThisProcess } from './this-process.ts';
import { currentHolder, discard } from './volumes.ts';

export interface LockOptions {
  readonly project: string;
  /** What others that wait are told: `up`. */
  readonly command: string;
  readonly engine: Engine;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly self: ThisProcess;
  /** Ends waiting for the lock. */
  readonly signal: AbortSignal;
}

/** A project's lock: while one has it, no other gantry changes the project. It lives in the engine, as a volume. */
export interface ProjectLock {
  /** Resolves when the lock is held, at once when it is already. Rejects with the signal's reason when aborted. */
  acquire(): Promise<void>;
  /** Lets go of it, where it is held. Never rejects. */
  release(): Promise<void>;
  /** Aborts when another has taken the lock while it was held: it held this process for dead. */
  readonly lost: AbortSignal;
}

/** Nobody holds a process for dead earlier, whose lock isn't looked at before it is removed then. */
const safeMilliseconds = 3_000;

export function projectLock({ project, command, ...options }: LockOptions): ProjectLock {
  const { engine, clock, self } = options;
  const name = lockName(project);
  const lost = new AbortController();
  let held: { readonly mine: Holder; readonly over: AbortController; readonly answering: Promise<void> } | undefined;

  const lose = (): void =>
    lost.abort(
      new ComposeError('lock-lost', `another gantry has taken project "${project}" over: it held this one for dead`),
    );

  return {
    lost: lost.signal,

    async acquire() {
      if (held) return;
      const mine = newHolder(self, command, clock.now());
      const acquiring = { ...options, project, name, mine };
      try {
        if (!(await acquire(acquiring))) return;
      } catch (error) {
        // An engine that allows no volumes has no place for a lock.
        if (error instanceof EngineError && error.kind !== 'unreachable') return;
        throw error;
      }
      const over = new AbortController();
      held = { mine, over, answering: answerPings({ ...acquiring, signal: over.signal }, lose) };
    },

    async release() {
      if (!held) return;
      const { mine, over, answering } = held;
      held = undefined;
      over.abort();
      await answering;
      try {
        const isSafe = clock.now() - mine.since < safeMilliseconds && !lost.signal.aborted;
        if (isSafe || (await currentHolder(engine, name))?.token === mine.token) await discard(engine, name);
      } catch {
        // The next one finds that its holder is dead.
      }
    },
  };
}

/** Removes the lock of a process that was killed, for a run that needs none itself. Never rejects. */
export async function removeLeftLock({ project, command, ...options }: LockOptions): Promise<void> {
  const { engine, self, clock } = options;
  const name = lockName(project);
  try {
    const holder = await currentHolder(engine, name);
    if (!holder || self.isAlive(holder) !== false) return;
    await takeAway(name, holder, { ...options, project, name, mine: newHolder(self, command, clock.now()) });
  } catch {
    // The next one that needs the lock takes it.
  }
}

function newHolder({ newToken, host, machine, pid, began }: ThisProcess, command: string, since: number): Holder {
  return { token: newToken(), command, host, machine, pid, began, since };
}
