import { systemClock } from '../execute/clock.ts';
import { interrupted, toComposeError } from '../execute/failure.ts';
import { type LockOptions, projectLock, removeLeftLock as removeLeft } from '../lock/project-lock.ts';

import { thisProcess } from '../lock/this-process.ts';
import { turnsOf } from '../lock/turn.ts';
import type { Context } from './context.ts';

/**
 * Runs what changes a project while no other gantry does, and tells for whom it waits. What was observed and planned
 * before may be out of date: `run` looks again, and works with the context that it is given. Nothing is done in turn on
 * an engine that refuses the lock.
 */
export async function withProjectLock<Result>(
  projectName: string,
  command: string,
  context: Context,
  run: (context: Context) => Promise<Result>,
): Promise<Result> {
  const { signal } = context;
  const options = lockOptions(projectName, command, context);
  const lock = projectLock(options);
  const turn = turnsOf(lock, options.clock);
  try {
    await lock.acquire();
    return await run({ ...context, signal: AbortSignal.any([signal, lock.lost]), turn });
  } catch (error) {
    if (lock.lost.aborted) throw lock.lost.reason;
    throw signal.aborted ? interrupted(signal) : toComposeError(error);
  } finally {
    await turn.end();
  }
}

/** For a run that changes nothing: one before it was killed before it let go. */
export function removeLeftLock(projectName: string, command: string, context: Context): Promise<void> {
  return removeLeft(lockOptions(projectName, command, context));
}

function lockOptions(project: string, command: string, context: Context): LockOptions {
  const { engine, emit, signal, clock = systemClock, self = thisProcess() } = context;
  return { project, command, engine, emit, signal, clock, self };
}
