import { type CallOptions, look } from '../api/call.ts';
import { down } from '../api/down.ts';
import type { Labels } from '../engine/api.ts';
import type { Engine } from '../engine/engine.ts';
import { type ThisProcess, thisProcess } from '../lock/this-process.ts';
import { gantryLabel } from '../model/labels.ts';
import { ownedBy } from './owner.ts';

export interface LeftoverOptions extends CallOptions {
  /** Default: the process that this is. */
  readonly self?: Pick<ThisProcess, 'isAlive'>;
}

/**
 * Removes stacks of processes that have ended without removing them: killed ones. Stacks whose process lives, or of
 * which this machine can't tell whether it does, stay. Resolves to the names of the projects that were removed.
 */
export async function removeLeftovers(options: LeftoverOptions = {}): Promise<string[]> {
  const { self = thisProcess() } = options;
  const found = await look(undefined, options, ({ engine }) => labelsOfStacks(engine));
  const owned = found.flatMap(labels => ownedBy(labels) ?? []);
  const names = [...new Set(owned.map(({ projectName }) => projectName))].sort();
  const left = names.filter(name =>
    owned.every(({ projectName, owner }) => projectName !== name || self.isAlive(owner) === false),
  );
  for (const name of left) await removeStack(name, { ...options, timeoutSeconds: 0 });
  return left;
}

/** All that belongs to the project of a stack, and to no other. */
export async function removeStack(
  name: string,
  options: CallOptions & { readonly timeoutSeconds: number },
): Promise<void> {
  const { engine, signal, timeoutSeconds } = options;
  await down(
    { name },
    {
      ...(engine && { engine }),
      ...(signal && { signal }),
      volumes: true,
      images: 'local',
      removeOrphans: true,
      timeoutSeconds,
    },
  );
}

async function labelsOfStacks(engine: Engine): Promise<Labels[]> {
  const labels = [gantryLabel.stack];
  const [containers, networks, volumes] = await Promise.all([
    engine.listContainers({ labels }),
    engine.listNetworks({ labels }),
    engine.listVolumes({ labels }),
  ]);
  return [...containers, ...networks, ...volumes].map(({ Labels }) => Labels ?? {});
}
