/** The image that a container was made from. */
export interface ContainerImage {
  readonly container: string;
  /** `sha256:…`. */
  readonly id: string;
  /** Empty where the name has gone to another image since. */
  readonly repository: string;
  readonly tag: string;
  /** `linux/arm/v7`; empty when the engine has the image no more, as are the next. */
  readonly platform: string;
  /** Bytes. */
  readonly size: number;
  /** RFC 3339. */
  readonly created?: string;
  readonly lastTagTime?: string;
}

/** A project that the engine has containers of. */
export interface KnownProject {
  readonly name: string;
  /** How many of its containers are in each state. */
  readonly states: Readonly<Record<string, number>>;
  /** Files that its containers were made from. */
  readonly configFiles: readonly string[];
}

/** What runs in a container. */
export interface ContainerProcesses {
  readonly service: string;
  /** Number of the replica; empty for a container of `run`. */
  readonly replica: string;
  readonly titles: readonly string[];
  /** A text for each title. */
  readonly processes: readonly (readonly string[])[];
}
