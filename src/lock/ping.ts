import type { Clock } from '../execute/clock.ts';
import { type Holder, pingPrefix, projectLabel } from './holder.ts';
import { currentHolder, discard, exists, type LockedProject } from './volumes.ts';

/** Longer than a holder takes to answer through an engine that is busy. */
const answerMilliseconds = 2_500;
const attempts = 2;
const pauseMilliseconds = 100;

export interface Asking extends LockedProject {
  /** Of the lock whose holder is asked. */
  readonly name: string;
  readonly mine: Holder;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Asks a holder whom only the engine can reach: makes a volume that tells it so, and which it removes. True also when
 * it holds the lock no longer.
 */
export async function answers(holder: Holder, asking: Asking): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt += 1) if (await ping(holder, attempt, asking)) return true;
  return false;
}

async function ping(holder: Holder, attempt: number, asking: Asking): Promise<boolean> {
  const { engine, project, mine, clock, signal } = asking;
  const name = `${pingPrefix(holder)}${mine.token.slice(0, 8)}-${attempt}`;
  await engine.createVolume({ Name: name, Driver: 'local', Labels: { [projectLabel]: project } });
  try {
    for (const end = clock.now() + answerMilliseconds; clock.now() < end; ) {
      await clock.sleep(pauseMilliseconds, signal);
      signal.throwIfAborted();
      const [isUnanswered, current] = await Promise.all([exists(engine, name), currentHolder(engine, asking.name)]);
      if (!isUnanswered || current?.token !== holder.token) return true;
    }
    return false;
  } finally {
    await discard(engine, name);
  }
}
