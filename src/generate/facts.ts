import type { ContainerInspect, ImageInspect, NetworkResource, VolumeResource } from '../engine/api.ts';

/** What the engine tells of the containers that a file is wanted for, and of what they stand on. */
export interface Facts {
  readonly containers: readonly ContainerFacts[];
  /** All of the engine's. */
  readonly networks: readonly NetworkResource[];
  readonly volumes: readonly VolumeResource[];
  /** Names of all its containers, by id. */
  readonly names: ReadonlyMap<string, string>;
}

export interface ContainerFacts {
  readonly container: ContainerInspect;
  /** The one that it was made of; undefined when that is gone. */
  readonly image: ImageInspect | undefined;
  /** Another image has its image's name by now. */
  readonly imageHasMoved: boolean;
}

/** How containers, networks and volumes go by other names in the file. */
export interface Naming {
  /** The project that all containers belong to; undefined when they have none in common. */
  readonly source: string | undefined;
  /** Of the service that stands for a container, by the container's id and its name. */
  readonly services: ReadonlyMap<string, string>;
  readonly facts: Facts;
  /** A path as it is written: relative to the project's folder, if one was named and it is below. */
  readonly writtenPath: (path: string) => string;
  readonly warn: (message: string) => void;
}

/** Without the slash that the engine puts before it. */
export function nameOf({ Name }: { readonly Name: string }): string {
  return Name.replace(/^\//, '');
}

/** Labels that Docker Compose and gantry put there themselves. */
export function ownLabels(labels: Readonly<Record<string, string>> | null | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels ?? {}).filter(([key]) => !/^(com\.docker\.compose|dev\.gantry)\./.test(key)),
  );
}
