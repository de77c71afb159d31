import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/**
 * A lock on a file that the kernel lets go when its holder ends, however it ends, so none is ever stale.
 * Node has no flock(2) of its own; flock(1) locks the open file that it inherits from us, and we keep it open.
 */
export function openLock(path) {
  const file = openSync(path, 'a');
  return {
    /** Waits until nobody else holds the lock. */
    exclusive: () => flock(file, '--exclusive'),
    /** Whether nobody else holds it; if so, it is now held. */
    tryExclusive: () => flock(file, '--exclusive', '--nonblock'),
    share: () => flock(file, '--shared'),
    close: () => closeSync(file),
  };
}

/** Runs an action while no other process runs one under the same lock. */
export async function oneAtATime(path, action) {
  const turn = openLock(path);
  turn.exclusive();
  try {
    return await action();
  } finally {
    turn.close();
  }
}

function flock(file, ...options) {
  const { status, error } = spawnSync('flock', [...options, '3'], { stdio: ['ignore', 'ignore', 'inherit', file] });
  // Systems without flock(1) have no private engine to share either, and go without.
  if (error) return true;
  return status === 0;
}
