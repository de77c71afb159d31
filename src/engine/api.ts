/**
 * The parts of the Docker Engine API (1.41 to 1.51) that gantry reads and writes, in the API's own spelling, so that
 * a payload here is the JSON on the wire. Source: the Engine API reference.
 */
export type Labels = Readonly<Record<string, string>>;

export interface ContainerSummary {
  readonly Id: string;
  /** With a leading `/`. */
  readonly Names: readonly string[];
  readonly Image: string;
  readonly ImageID: string;
  readonly Command: string;
  /** Unix seconds. */
  readonly Created: number;
  readonly Ports: readonly PortSummary[];
  readonly Labels: Labels;
  readonly State: ContainerState;
  /** `Up 3 seconds (healthy)`, `Exited (0) 2 minutes ago`. */
  readonly Status: string;
  readonly HostConfig?: { readonly NetworkMode?: string };
  readonly NetworkSettings?: { readonly Networks: Readonly<Record<string, EndpointSettings>> };
  readonly Mounts: readonly MountPoint[];
  readonly SizeRw?: number;
  readonly SizeRootFs?: number;
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

export interface PortSummary {
  readonly IP?: string;
  readonly PrivatePort: number;
  readonly PublicPort?: number;
  readonly Type: string;
}

export interface MountPoint {
  readonly Type: string;
  readonly Name?: string;
  readonly Source?: string;
  readonly Destination: string;
  readonly Driver?: string;
  readonly Mode?: string;
  readonly RW?: boolean;
  readonly Propagation?: string;
}

export interface ContainerInspect {
  readonly Id: string;
  /** With a leading `/`. */
  readonly Name: string;
  readonly Created: string;
  readonly Image: string;
  readonly Platform?: string;
  readonly RestartCount?: number;
  readonly State: {
    readonly Status: ContainerState;
    readonly Running: boolean;
    readonly OOMKilled?: boolean;
    readonly ExitCode: number;
    readonly Error?: string;
    readonly StartedAt?: string;
    readonly FinishedAt?: string;
    readonly Health?: Health;
  };
  readonly Config: ContainerConfig & { readonly Labels: Labels; readonly Image: string };
  readonly HostConfig: HostConfig;
  readonly Mounts: readonly MountPoint[];
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, EndpointSettings>> };
}

/** Answer of GET /containers/{id}/top. */
export interface ContainerTop {
  readonly Titles: readonly string[];
  /** A text for each title. */
  readonly Processes: readonly (readonly string[])[];
}

/** Of a file in a container. */
export interface PathStat {
  readonly name: string;
  readonly size: number;
  /** Go's bits, more of them than JavaScript's operators take. */
  readonly mode: number;
  /** Empty for what is no link. */
  readonly linkTarget: string;
}

/** Answer of GET /containers/{id}/stats. What the engine's machine doesn't count is missing. Sizes are in bytes. */
export interface ContainerStats {
  readonly name?: string;
  readonly pids_stats?: { readonly current?: number };
  readonly blkio_stats?: {
    readonly io_service_bytes_recursive?: readonly { readonly op: string; readonly value: number }[] | null;
  };
  readonly cpu_stats: CpuStats;
  /** Of the sample before. */
  readonly precpu_stats: CpuStats;
  readonly memory_stats: {
    readonly usage?: number;
    readonly limit?: number;
    readonly stats?: Readonly<Record<string, number>>;
  };
  readonly networks?: Readonly<Record<string, { readonly rx_bytes: number; readonly tx_bytes: number }>>;
}

/** Nanoseconds of processor time. */
interface CpuStats {
  readonly cpu_usage: { readonly total_usage: number; readonly percpu_usage?: readonly number[] | null };
  readonly system_cpu_usage?: number;
  readonly online_cpus?: number;
}

export interface Health {
  readonly Status: 'none' | 'starting' | 'healthy' | 'unhealthy';
  readonly FailingStreak: number;
  readonly Log?: readonly {
    readonly Start: string;
    readonly End: string;
    readonly ExitCode: number;
    readonly Output: string;
  }[];
}

/** Body of POST /containers/create. */
export interface ContainerCreate extends ContainerConfig {
  readonly HostConfig: HostConfig;
  readonly NetworkingConfig?: { readonly EndpointsConfig: Readonly<Record<string, EndpointSettings>> };
}

export interface ContainerConfig {
  readonly Hostname?: string;
  readonly Domainname?: string;
  readonly User?: string;
  readonly AttachStdin?: boolean;
  readonly AttachStdout?: boolean;
  readonly AttachStderr?: boolean;
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
  readonly Tty?: boolean;
  readonly OpenStdin?: boolean;
  readonly StdinOnce?: boolean;
  readonly Env?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly Healthcheck?: HealthConfig;
  readonly Image?: string;
  readonly Volumes?: Readonly<Record<string, Record<string, never>>>;
  readonly WorkingDir?: string;
  readonly Entrypoint?: readonly string[] | null;
  readonly NetworkDisabled?: boolean;
  readonly MacAddress?: string;
  readonly Labels?: Labels;
  readonly StopSignal?: string;
  /** What runs commands that are given as text. */
  readonly Shell?: readonly string[] | null;
  /** Seconds. */
  readonly StopTimeout?: number | null;
}

/** Body of POST /containers/{id}/exec. */
export interface ExecCreate {
  readonly Cmd: readonly string[];
  readonly User?: string;
  readonly Privileged?: boolean;
  readonly WorkingDir?: string;
  readonly Env?: readonly string[];
  readonly AttachStdin?: boolean;
  readonly AttachStdout?: boolean;
  readonly AttachStderr?: boolean;
  readonly Tty?: boolean;
  readonly DetachKeys?: string;
}

export interface ExecInspect {
  readonly ID: string;
  readonly Running: boolean;
  /** Null until it has ended. */
  readonly ExitCode: number | null;
}

/** Durations in nanoseconds. */
export interface HealthConfig {
  readonly Test?: readonly string[];
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
}

export interface HostConfig {
  readonly Binds?: readonly string[] | null;
  readonly NetworkMode?: string;
  readonly PortBindings?: Readonly<Record<string, readonly { readonly HostIp?: string; readonly HostPort?: string }[]>>;
  readonly RestartPolicy?: { readonly Name?: string; readonly MaximumRetryCount?: number };
  readonly AutoRemove?: boolean;
  readonly Mounts?: readonly Mount[];
  readonly [field: string]: unknown;
}

export interface Mount {
  readonly Type: string;
  readonly Source?: string;
  readonly Target: string;
  readonly ReadOnly?: boolean;
  readonly Consistency?: string;
  readonly BindOptions?: Readonly<Record<string, unknown>>;
  readonly VolumeOptions?: Readonly<Record<string, unknown>>;
  readonly TmpfsOptions?: Readonly<Record<string, unknown>>;
  readonly ImageOptions?: Readonly<Record<string, unknown>>;
}

export interface EndpointSettings {
  readonly Aliases?: readonly string[] | null;
  readonly Links?: readonly string[] | null;
  readonly NetworkID?: string;
  readonly IPAddress?: string;
  readonly MacAddress?: string;
  readonly GwPriority?: number;
  readonly DriverOpts?: Readonly<Record<string, string>> | null;
  readonly IPAMConfig?: {
    readonly IPv4Address?: string;
    readonly IPv6Address?: string;
    readonly LinkLocalIPs?: readonly string[];
  } | null;
  readonly [field: string]: unknown;
}

/** An entry of GET /networks; also GET /networks/{id}. */
export interface NetworkResource {
  readonly Id: string;
  readonly Name: string;
  readonly Driver: string;
  readonly Labels: Labels;
  readonly Containers?: Readonly<Record<string, { readonly Name: string }>>;
  readonly Options?: Readonly<Record<string, string>> | null;
  readonly IPAM?: {
    readonly Driver?: string;
    readonly Config?: readonly IpamPool[] | null;
    readonly Options?: Readonly<Record<string, string>> | null;
  } | null;
  readonly Internal?: boolean;
  readonly Attachable?: boolean;
  readonly EnableIPv4?: boolean;
  readonly EnableIPv6?: boolean;
}

export interface IpamPool {
  readonly Subnet?: string;
  readonly IPRange?: string;
  readonly Gateway?: string;
  readonly AuxiliaryAddresses?: Readonly<Record<string, string>> | null;
}

/** Body of POST /networks/create. */
export interface NetworkCreate {
  readonly Name: string;
  readonly Driver?: string;
  readonly Options?: Readonly<Record<string, string>>;
  readonly IPAM?: {
    readonly Driver?: string;
    readonly Config?: readonly Readonly<Record<string, unknown>>[];
    readonly Options?: Readonly<Record<string, string>>;
  };
  readonly Internal?: boolean;
  readonly Attachable?: boolean;
  readonly EnableIPv4?: boolean;
  readonly EnableIPv6?: boolean;
  readonly Labels?: Labels;
}

export interface VolumeResource {
  readonly Name: string;
  readonly Driver: string;
  readonly Mountpoint: string;
  readonly Labels: Labels | null;
  readonly Scope?: string;
  readonly Options?: Readonly<Record<string, string>> | null;
  /** RFC 3339. */
  readonly CreatedAt?: string;
}

/** Body of POST /volumes/create. */
export interface VolumeCreate {
  readonly Name: string;
  readonly Driver?: string;
  readonly DriverOpts?: Readonly<Record<string, string>>;
  readonly Labels?: Labels;
}

/** What a registry says of an image. */
export interface DistributionInspect {
  readonly Descriptor: { readonly mediaType: string; readonly digest: string; readonly size: number };
}

export interface ImageInspect {
  /** `sha256:…`. */
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly RepoDigests?: readonly string[] | null;
  readonly Architecture: string;
  readonly Os: string;
  readonly Variant?: string;
  readonly Size?: number;
  readonly Created?: string;
  readonly Metadata?: { readonly LastTagTime?: string };
  readonly Config?: ImageConfig | null;
}

/** What containers have that don't say otherwise. */
export interface ImageConfig
  extends Pick<
    ContainerConfig,
    'User' | 'Env' | 'Cmd' | 'Entrypoint' | 'WorkingDir' | 'StopSignal' | 'Healthcheck' | 'ExposedPorts'
  > {
  readonly Volumes?: Readonly<Record<string, unknown>> | null;
  readonly Labels?: Labels | null;
}

export interface ImageSummary {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly Labels?: Labels | null;
}

/** A line of GET /events. */
export interface EngineEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly time: number;
  /** Nanoseconds since 1970: more than a number can tell apart. */
  readonly timeNano: bigint;
}

export interface VersionInfo {
  readonly Version: string;
  readonly ApiVersion: string;
  readonly MinAPIVersion?: string;
  readonly Os: string;
  readonly Arch: string;
}
