import { volumeHash } from '../model/hash.ts';
import { label } from '../model/labels.ts';
import type { Project } from '../model/project.ts';
import type { Volume } from '../model/resources.ts';
import type { ObservedContainer, ObservedState, ObservedVolume } from '../observe/observed-state.ts';
import { comparable, modelsOf } from './counterpart.ts';
import type { ReconcileOptions } from './options.ts';
import type { Planning } from './planning.ts';
import type { Reason } from './reason.ts';
import { planRemoval } from './removal.ts';

export interface PlannedVolumes {
  /** The node that makes a volume, by its key in the project; those that stay are absent. */
  readonly made: ReadonlyMap<string, number>;
}

/** Own volumes whose declaration changed. Making one anew loses its data: who runs this has to agree. */
export function divergedVolumes(
  project: Project,
  observed: ObservedState,
  options: ReconcileOptions = {},
): { key: string; name: string }[] {
  return Object.keys(project.volumes)
    .sort()
    .map(key => ({ key, volume: project.volumes[key]! }))
    .filter(
      ({ key, volume }) => !volume.external && isDiverged(key, observed.volumes[volume.name], { project, options }),
    )
    .map(({ key, volume }) => ({ key, name: volume.name }));
}

/** Makes the volumes that are missing, and those anew that changed and whose loss the user agreed to. */
export function planVolumes(planning: Planning): PlannedVolumes {
  const { project, observed, options } = planning;
  const made = new Map<string, number>();
  for (const key of Object.keys(project.volumes).sort()) {
    const volume = project.volumes[key]!;
    if (volume.external) continue;
    const found = observed.volumes[volume.name];
    if (!found) made.set(key, create(key, volume, { planning, reason: { type: 'missing' }, dependsOn: [] }));
    else if (found.labels[label.project] !== project.name) warnForeign(found, planning);
    else if (options.recreateVolumes?.includes(key)) made.set(key, recreate(key, volume, planning));
  }
  return { made };
}

function isDiverged(
  key: string,
  found: ObservedVolume | undefined,
  comparing: Pick<Planning, 'project' | 'options'>,
): boolean {
  if (found?.labels[label.project] !== comparing.project.name) return false;
  const hash = found.labels[label.configHash];
  const hashes = comparable(found, modelsOf(comparing)).flatMap(({ project: { volumes } }) =>
    volumes[key] ? [volumeHash(volumes[key])] : [],
  );
  return hash !== undefined && !hashes.includes(hash);
}

function warnForeign(found: ObservedVolume, { project, plan }: Planning): void {
  const owner = found.labels[label.project];
  const maker =
    owner === undefined
      ? 'not created by Docker Compose'
      : `created for project "${owner}" (expected "${project.name}")`;
  plan.warn(`volume "${found.name}" already exists but was ${maker}. Use \`external: true\` to use an existing volume`);
}

function recreate(key: string, volume: Volume, planning: Planning): number {
  const reason: Reason = { type: 'volume-changed', volume: key };
  const removals = displacedBy(volume.name, planning).map(container => planRemoval(container, { planning, reason }));
  const removed = planning.plan.add({
    resource: `volume:${key}`,
    operation: { type: 'remove-volume', name: volume.name, ifUnused: false },
    reason,
    dependsOn: removals,
  });
  return create(key, volume, { planning, reason, dependsOn: [removed] });
}

function displacedBy(volume: string, { decisions }: Planning): ObservedContainer[] {
  return [...decisions.values()]
    .flatMap(decision => decision.displaced)
    .filter(container => container.mounts.some(mount => mount.name === volume));
}

interface Creation {
  readonly planning: Planning;
  readonly reason: Reason;
  readonly dependsOn: readonly number[];
}

function create(key: string, volume: Volume, { planning, reason, dependsOn }: Creation): number {
  return planning.plan.add({
    resource: `volume:${key}`,
    operation: { type: 'create-volume', key, volume },
    reason,
    dependsOn,
  });
}
