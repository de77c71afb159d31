import type { Project } from '../model/project.ts';
import { containerName, replacementName } from '../model/resource-names.ts';
import type { ObservedContainer, ObservedState } from '../observe/observed-state.ts';

/** A container that was made to replace another and still has its temporary name: an earlier run was cut short. */
export interface Replacement {
  readonly temporaryName: string;
  /** The container that it was made to replace, where that is still there. */
  readonly replaced?: ObservedContainer;
}

/** By the id of the container. */
export type Replacements = ReadonlyMap<string, Replacement>;

/** The state with replacements under the names that they are to have, and what is left to be done for these. */
export function findReplacements(
  project: Project,
  observed: ObservedState,
): { observed: ObservedState; replacements: Replacements } {
  const replacements = new Map<string, Replacement>();
  const containers = observed.containers.map(container => {
    const name = finalName(container, project);
    if (name === undefined) return container;
    const replaced = observed.containers.find(({ id }) => replacementName(id, name) === container.name);
    replacements.set(container.id, { temporaryName: container.name, ...(replaced ? { replaced } : {}) });
    return { ...container, name };
  });
  const renamed = new Map(containers.map(container => [container.id, container]));
  for (const [id, { replaced, ...replacement }] of replacements) {
    if (replaced) replacements.set(id, { ...replacement, replaced: renamed.get(replaced.id)! });
  }
  return { observed: { ...observed, containers }, replacements };
}

/** The container as the engine has it. */
export function withTemporaryName(container: ObservedContainer, replacements: Replacements): ObservedContainer {
  const replacement = replacements.get(container.id);
  return replacement ? { ...container, name: replacement.temporaryName } : container;
}

/** Undefined for a container whose name isn't made of an id and the name that its service gives it. */
function finalName({ name, service, number, oneOff }: ObservedContainer, project: Project): string | undefined {
  const owner = project.services[service];
  if (!owner || oneOff || !/^[0-9a-f]{12}_/.test(name)) return undefined;
  const final = containerName(project, owner, number);
  return name.slice(13) === final && name !== final ? final : undefined;
}
