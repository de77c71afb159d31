import { EngineError, isNotFound } from '../engine/engine-error.ts';
import type { Operation } from '../plan/operation.ts';
import type { Run } from './context.ts';
import type { Outcome } from './outcome.ts';

type RemoveContainer = Extract<Operation, { type: 'remove-container' }>;

/** Longer than the engine takes for what somebody else has asked it for. */
const patienceMilliseconds = 10_000;
const pauseMilliseconds = 50;

/**
 * Gone already is as good as removed. One that somebody else is removing is waited for: until it is gone it keeps its
 * name and its networks.
 */
export async function removeContainer(
  { container, force, volumes }: RemoveContainer,
  run: Pick<Run, 'engine' | 'clock' | 'signal'>,
): Promise<Outcome> {
  try {
    await run.engine.removeContainer(container.id, { force, volumes });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    const isConflict = error instanceof EngineError && error.kind === 'conflict';
    if (!isConflict || !(await goes(container.id, { force, run }))) throw error;
  }
  return undefined;
}

/** The engine refuses to force a removal for no other reason than one under way, and says that it runs until it is killed. */
async function goes(
  id: string,
  { force, run }: { force: boolean; run: Pick<Run, 'engine' | 'clock' | 'signal'> },
): Promise<boolean> {
  const { engine, clock, signal } = run;
  for (const end = clock.now() + patienceMilliseconds; clock.now() < end; ) {
    try {
      const { Status } = (await engine.inspectContainer(id)).State;
      if (!force && Status !== 'removing' && Status !== 'dead') return false;
    } catch (error) {
      if (isNotFound(error)) return true;
      throw error;
    }
    await clock.sleep(pauseMilliseconds, signal);
    signal.throwIfAborted();
  }
  return false;
}
