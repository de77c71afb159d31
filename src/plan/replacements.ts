import type { Project } from '../model/project.ts';
import { containerName, replacementName, setAsideName } from '../model/resource-names.ts';
import type { ObservedContainer, ObservedState } from '../observe/observed-state.ts';

/** A container of an earlier run that was cut short: it hasn't its final name yet, or what it replaces is still there. */
export interface Replacement {
  /** The name that it has. */
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
  const containers = observed.containers.map(container => {
    const name = finalName(container, project);
    return name === undefined ? container : { ...container, name };
  });
  const replacements = new Map<string, Replacement>();
  for (const [index, { name: temporaryName }] of observed.containers.entries()) {
    const container = containers[index]!;
    const replaced = containers.find(
      (other, at) =>
        other !== container && isReplaced(other, observed.containers[at]!.name, { by: container, temporaryName }),
    );
    if (replaced || container.name !== temporaryName) {
      replacements.set(container.id, { temporaryName, ...(replaced ? { replaced } : {}) });
    }
  }
  return { observed: { ...observed, containers }, replacements };
}

/** Names of a container and its replacement: `name` and `<id>_name`; or the first one was set aside. */
function isReplaced(
  { id, name, service }: ObservedContainer,
  actualName: string,
  { by, temporaryName }: { by: ObservedContainer; temporaryName: string },
): boolean {
  if (by.name !== name || by.service !== service || by.oneOff) return false;
  return temporaryName === replacementName(id, name) || actualName === setAsideName(id, name);
}

/** The container as the engine has it. */
export function withTemporaryName(container: ObservedContainer, replacements: Replacements): ObservedContainer {
  const replacement = replacements.get(container.id);
  return replacement ? { ...container, name: replacement.temporaryName } : container;
}

/** What it was made to replace, where that is still there, under the name that it has now. */
export function replacedBy(container: ObservedContainer, replacements: Replacements): ObservedContainer | undefined {
  const { replaced, temporaryName } = replacements.get(container.id) ?? {};
  if (replaced === undefined || temporaryName !== replaced.name) return replaced;
  return { ...replaced, name: setAsideName(replaced.id, replaced.name) };
}

/** Undefined for a container whose name isn't made of an id and the name that its service gives it. */
function finalName({ id, name, service, number, oneOff }: ObservedContainer, project: Project): string | undefined {
  const owner = project.services[service];
  if (!owner || oneOff || !/^[0-9a-f]{12}_/.test(name)) return undefined;
  const final = containerName(project, owner, number);
  const isTemporary = name.slice(13) === final || name === setAsideName(id, final);
  return isTemporary && name !== final ? final : undefined;
}
