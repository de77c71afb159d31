import type { Engine } from '../engine/engine.ts';
import { orAbsent } from '../engine/engine-error.ts';
import { type Holder, holderOf, lockVolume } from './holder.ts';

export interface LockedProject {
  readonly engine: Engine;
  readonly project: string;
}

/**
 * Takes the lock where it is free: the engine leaves a volume that exists as it is, and answers whose it is. Resolves
 * to the holder; undefined when a volume that is no lock has its name.
 */
export async function claim(
  { engine, project }: LockedProject,
  name: string,
  mine: Holder,
): Promise<Holder | undefined> {
  return holderOf(await engine.createVolume(lockVolume(name, project, mine)));
}

/** Undefined when the lock is free. */
export async function currentHolder(engine: Engine, name: string): Promise<Holder | undefined> {
  const volume = await orAbsent(engine.inspectVolume(name));
  return volume && holderOf(volume);
}

export async function exists(engine: Engine, name: string): Promise<boolean> {
  return (await orAbsent(engine.inspectVolume(name))) !== undefined;
}

/** Gone already is as good as removed. */
export async function discard(engine: Engine, name: string): Promise<void> {
  await orAbsent(engine.removeVolume(name));
}
