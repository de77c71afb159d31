import type { ContainerState } from '../engine/api.ts';

/** A container of the project as the engine has it, read from one list call. */
export interface ObservedContainer {
  readonly id: string;
  /** Without the leading `/`. */
  readonly name: string;
  readonly service: string;
  /** Replica number, 1 and up; 0 for a one-off, which has none. */
  readonly number: number;
  readonly oneOff: boolean;
  readonly state: ContainerState;
  /** The engine's sentence, `Up 3 seconds (healthy)`. */
  readonly status: string;
  readonly configHash: string | undefined;
  /** Id of the image that it was created from, as its label says. */
  readonly imageLabel: string | undefined;
  /** Ids of the networks that it is attached to, by the engine's network name. */
  readonly networks: Readonly<Record<string, string>>;
  readonly mounts: readonly ObservedMount[];
  /** Of the host. Default: none. */
  readonly publishedPorts?: readonly number[];
  readonly labels: Readonly<Record<string, string>>;
}

export interface ObservedMount {
  readonly type: string;
  /** Volume name, for volumes. */
  readonly name?: string;
  readonly source?: string;
  readonly destination: string;
}

export interface ObservedNetwork {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ObservedVolume {
  readonly name: string;
  /** RFC 3339; undefined when the engine doesn't say. */
  readonly createdAt?: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ObservedImage {
  /** `sha256:…`. */
  readonly id: string;
  /** `linux/amd64`. */
  readonly platform: string;
  /** When it last got its tag here: RFC 3339; undefined when the engine doesn't say. */
  readonly taggedAt?: string;
  /** Paths that the image declares as VOLUME. */
  readonly volumes: readonly string[];
}

/** What the engine has of one project, and of the images that the project names. Read once, before planning. */
export interface ObservedState {
  readonly containers: readonly ObservedContainer[];
  /** Of `pre_start` hooks that failed, or whose run was cut short. Default: none. */
  readonly hookContainers?: readonly ObservedContainer[];
  /** By engine name: those labelled with the project, and those that the project's model names. */
  readonly networks: Readonly<Record<string, ObservedNetwork>>;
  readonly volumes: Readonly<Record<string, ObservedVolume>>;
  /** By the name that services use; absent when the engine lacks it. */
  readonly images: Readonly<Record<string, ObservedImage>>;
  /** Tagged images labelled with the project, when they were asked for. */
  readonly ownImages?: readonly { readonly name: string; readonly service: string | undefined }[];
}
