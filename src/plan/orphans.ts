import type { Project } from '../model/project.ts';
import type { ObservedContainer, ObservedState } from '../observe/observed-state.ts';
import type { Planning } from './planning.ts';
import { planRemoval } from './removal.ts';

/** Removes the containers of services that the project no longer has, or warns of them. */
export function planOrphans(planning: Planning): void {
  const { project, observed, options, plan } = planning;
  const orphans = orphansOf(project, observed);
  if (orphans.length === 0) return;
  if (options.removeOrphans) {
    for (const orphan of orphans) planRemoval(orphan, { planning, reason: { type: 'orphan' } });
  } else if (!options.ignoreOrphans) {
    const names = orphans.map(orphan => orphan.name).join(', ');
    plan.warn(
      `Found orphan containers (${names}) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.`,
    );
  }
}

/** Containers of services that are neither enabled nor disabled in the project, and one-off ones that ended; by name. */
export function orphansOf(project: Project, observed: ObservedState): ObservedContainer[] {
  return [...observed.containers, ...(observed.hookContainers ?? [])]
    .filter(container => isOrphan(container, project))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isOrphan(container: ObservedContainer, project: Project): boolean {
  if (container.oneOff) return container.state === 'exited' || container.state === 'dead';
  return !(container.service in project.services) && !(container.service in project.disabledServices);
}
