import { lockName } from '../lock/holder.ts';
import { currentHolder } from '../lock/volumes.ts';
import type { Context } from './context.ts';

/**
 * Looks at the lock at once, for a run that may turn out to change nothing: one before it may have been killed when
 * all was done but letting go. Gives what removes that lock.
 */
export function leftLock(projectName: string, command: string, context: Context): () => Promise<void> {
  const holder = currentHolder(context.engine, lockName(projectName)).catch(() => undefined);
  return async () => {
    if ((await holder) === undefined) return;
    const { removeLeftLock } = await import('./project-lock.ts');
    await removeLeftLock(projectName, command, context);
  };
}
