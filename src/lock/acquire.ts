import type { Emit } from '../events/event.ts';
import { type Holder, projectLabel, takeoverName } from './holder.ts';
import { type Asking, answers } from './ping.ts';
import type { ThisProcess } from './this-process.ts';
import { claim, currentHolder, discard } from './volumes.ts';

export interface Acquiring extends Asking {
  readonly self: ThisProcess;
  readonly emit: Emit;
}

const shortestPause = 25;
const longestPause = 200;
/** How often a holder is asked whom only the engine can reach. */
const askAgainMilliseconds = 5_000;

/**
 * Waits for the lock and takes it, from a dead holder, too. False where there can be none: another volume has its
 * name. Rejects with the signal's reason when aborted.
 */
export async function acquire(acquiring: Acquiring): Promise<boolean> {
  const { mine, name, emit, clock } = acquiring;
  let told: string | undefined;
  for (;;) {
    const holder = await claim(acquiring, name, mine);
    if (holder?.token === mine.token) {
      if (told !== undefined) await clearAway(acquiring);
      return true;
    }
    if (holder === undefined) return false;
    if (holder.token !== told && acquiring.self.isAlive(holder) !== false)
      emit({ type: 'notice', level: 'info', message: `waiting for another gantry: ${describe(holder, clock.now())}` });
    told = holder.token;
    await untilFree(holder, acquiring);
  }
}

/** `up, pid 123 on HOST, since 4 s`. */
export function describe({ command, pid, host, since }: Holder, now: number): string {
  const seconds = Math.max(0, Math.floor((now - since) / 1000)) || 0;
  const time = seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
  return `${command}, pid ${pid} on ${host}, since ${time}`;
}

/** Looks at the lock until the holder has let go of it; takes it away from one that is dead. */
async function untilFree(holder: Holder, acquiring: Acquiring): Promise<void> {
  const { engine, name, self, clock, signal } = acquiring;
  let isAlive: boolean | undefined = true;
  let askedAt = Number.NEGATIVE_INFINITY;
  for (let pause = shortestPause; ; pause = Math.min(2 * pause, longestPause)) {
    signal.throwIfAborted();
    if (isAlive) isAlive = self.isAlive(holder);
    if (isAlive === undefined) {
      const isDue = clock.now() - askedAt >= askAgainMilliseconds;
      isAlive = !isDue || (await answers(holder, acquiring));
      if (isDue) askedAt = clock.now();
    }
    if (!isAlive && (await takeAway(name, holder, acquiring))) return;
    await clock.sleep(pause, signal);
    if ((await currentHolder(engine, name))?.token !== holder.token) return;
  }
}

/**
 * Removes the lock of a holder that is dead. Two that do so could remove the lock of one another: so it is done under
 * a lock of its own, whose holder may be dead as well. True when it is done, false when it is another's turn to.
 */
export async function takeAway(name: string, dead: Holder, acquiring: Acquiring): Promise<boolean> {
  const { engine, mine, self } = acquiring;
  const takeover = takeoverName(dead);
  const other = await claim(acquiring, takeover, mine);
  if (other?.token !== mine.token) {
    const isAlive = !other || (self.isAlive(other) ?? (await answers(other, { ...acquiring, name: takeover })));
    if (!isAlive) await takeAway(takeover, other, acquiring);
    return false;
  }
  try {
    if ((await currentHolder(engine, name))?.token === dead.token) await discard(engine, name);
  } finally {
    await discard(engine, takeover);
  }
  return true;
}

/** What others have left that died while they waited. Those that live can do without: it was about a former holder. */
async function clearAway({ engine, project, name }: Acquiring): Promise<void> {
  const found = await engine.listVolumes({ labels: [`${projectLabel}=${project}`] });
  const left = found.filter(volume => volume.Name !== name);
  await Promise.all(left.map(volume => discard(engine, volume.Name)));
}
