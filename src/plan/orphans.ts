import { label } from '../model/labels.ts';
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
      `Found orphan containers (${names}) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.${ofOtherFiles(orphans, project)}`,
    );
  }
}

/** Two sets of files under one project name take each other's containers for orphans: removing those is a mistake. */
function ofOtherFiles(orphans: readonly ObservedContainer[], { composeFiles }: Project): string {
  const own = composeFiles.join(',');
  const foreign = orphans.filter(({ labels }) => (labels[label.configFiles] ?? own) !== own);
  if (foreign.length === 0) return '';
  const places = foreign.map(({ name, labels }) => `${name} of ${labels[label.configFiles]}`).join(', ');
  return ` Made from other files: ${places}. Give those files a project name of their own if they are in use.`;
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
