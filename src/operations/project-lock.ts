import { systemClock } from '../execute/clock.ts';
import { interrupted, toComposeError } from '../execute/failure.ts';
import { isLocked, type LockOptions, projectLock, removeLeftLock as removeLeft } from '../lock/project-lock.ts';

import { thisProcess } from '../lock/this-process.ts';
import { turnsOf } from '../lock/turn.ts';
import type { Plan } from '../plan/plan.ts';
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

/**
 * Looks at the lock at once, for a run that may turn out to change nothing: one before it may have been killed when
 * all was done but letting go. Gives what removes that lock.
 */
export function leftLock(projectName: string, command: string, context: Context): () => Promise<void> {
  const locked = isLocked(projectName, context.engine);
  return async () => {
    if (await locked) await removeLeft(lockOptions(projectName, command, context));
  };
}

function lockOptions(project: string, command: string, context: Context): LockOptions {
  const { engine, emit, signal, clock = systemClock, self = thisProcess() } = context;
  return { project, command, engine, emit, signal, clock, self };
}

/** False for a plan that leaves all as it is, and waits at most: it needs no lock. */
export function changesAnything({ nodes }: Plan): boolean {
  return nodes.some(({ operation }) => operation.type !== 'wait-for');
}
