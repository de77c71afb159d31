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

/** What a container uses. Sizes are in bytes, since it was started but for memory. */
export interface ContainerUsage {
  readonly id: string;
  /** Undefined while the engine has told nothing of it. */
  readonly sample?: UsageSample;
}

export interface UsageSample {
  readonly name: string;
  /** Of one processor: 200 where two are busy. */
  readonly cpuPercent: number;
  /** Without what the machine can take back at any time. */
  readonly memory: number;
  readonly memoryLimit: number;
  readonly memoryPercent: number;
  readonly received: number;
  readonly sent: number;
  readonly read: number;
  readonly written: number;
  readonly processes: number;
}

/** What has happened to a container of a project. */
export interface ContainerEvent {
  /** `start`, `die`, `health_status: healthy` … */
  readonly action: string;
  readonly id: string;
  readonly service: string;
  /** Of the container and the event, without labels of Compose and gantry. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
}
