/** Keys that start with `x-`, kept as written. */
export interface Extensions {
  readonly [extension: `x-${string}`]: unknown;
}
export type StringMap = Readonly<Record<string, string>>;
/** A key without a value (null) takes it from the environment of whoever runs gantry, or stays unset. */
export type NullableStringMap = Readonly<Record<string, string | null>>;
/** A duration as Go prints it: `1m30s`. */
export type GoDuration = string;
/** A size in bytes as a decimal number in text: `1073741824`, `-1`. Text, since `config` prints and hashes it so. */
export type ByteCount = string;

/**
 * One service in long syntax. Names, meanings and defaults are the Compose Specification's; the order of the fields
 * is the order in which `config` prints them and the config hash takes them.
 */
export interface Service extends Extensions {
  /** The key under `services`; not printed inside the service. */
  readonly name: string;
  readonly profiles?: readonly string[];
  readonly annotations?: StringMap;
  readonly attach?: boolean;
  readonly build?: Build;
  readonly develop?: Develop;
  readonly blkio_config?: BlkioConfig;
  readonly cap_add?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly cgroup_parent?: string;
  readonly cgroup?: string;
  readonly cpu_count?: number;
  readonly cpu_percent?: number;
  readonly cpu_period?: number;
  readonly cpu_quota?: number;
  readonly cpu_rt_period?: number;
  readonly cpu_rt_runtime?: number;
  readonly cpus?: number;
  readonly cpuset?: string;
  readonly cpu_shares?: number;
  /** Unset means the image's; an empty list means none. */
  readonly command?: readonly string[] | null;
  readonly configs?: readonly FileReference[];
  readonly container_name?: string;
  readonly credential_spec?: CredentialSpec;
  readonly depends_on?: Readonly<Record<string, Dependency>>;
  readonly deploy?: Deploy;
  readonly device_cgroup_rules?: readonly string[];
  readonly devices?: readonly DeviceMapping[];
  readonly dns?: readonly string[];
  readonly dns_opt?: readonly string[];
  readonly dns_search?: readonly string[];
  readonly domainname?: string;
  readonly entrypoint?: readonly string[] | null;
  readonly provider?: Provider;
  readonly environment?: NullableStringMap;
  readonly env_file?: readonly EnvFile[];
  readonly expose?: readonly string[];
  readonly external_links?: readonly string[];
  /** `host=address` entries, sorted. */
  readonly extra_hosts?: readonly string[];
  readonly group_add?: readonly string[];
  readonly gpus?: readonly DeviceRequest[];
  readonly hostname?: string;
  readonly healthcheck?: Healthcheck;
  readonly image?: string;
  readonly init?: boolean;
  readonly ipc?: string;
  readonly isolation?: string;
  readonly labels?: StringMap;
  readonly label_file?: readonly string[];
  readonly links?: readonly string[];
  readonly logging?: Logging;
  readonly mem_limit?: ByteCount;
  readonly mem_reservation?: ByteCount;
  readonly memswap_limit?: ByteCount;
  readonly mem_swappiness?: ByteCount;
  readonly mac_address?: string;
  readonly models?: Readonly<Record<string, ModelReference | null>>;
  readonly network_mode?: string;
  /** Null where a network was only named. Absent with network_mode or provider. */
  readonly networks?: Readonly<Record<string, ServiceNetwork | null>>;
  readonly oom_kill_disable?: boolean;
  readonly oom_score_adj?: number;
  readonly pid?: string;
  readonly pids_limit?: number;
  readonly platform?: string;
  readonly ports?: readonly Port[];
  readonly privileged?: boolean;
  readonly pull_policy?: string;
  readonly read_only?: boolean;
  readonly restart?: string;
  readonly runtime?: string;
  readonly scale?: number;
  readonly secrets?: readonly FileReference[];
  readonly security_opt?: readonly string[];
  readonly shm_size?: ByteCount;
  readonly stdin_open?: boolean;
  readonly stop_grace_period?: GoDuration;
  readonly stop_signal?: string;
  readonly storage_opt?: StringMap;
  readonly sysctls?: StringMap;
  readonly tmpfs?: readonly string[];
  readonly tty?: boolean;
  readonly ulimits?: Readonly<Record<string, Ulimit>>;
  readonly use_api_socket?: boolean;
  readonly user?: string;
  readonly userns_mode?: string;
  readonly uts?: string;
  readonly volumes?: readonly ServiceVolume[];
  readonly volumes_from?: readonly string[];
  readonly working_dir?: string;
  readonly pre_start?: readonly Hook[];
  readonly post_start?: readonly Hook[];
  readonly pre_stop?: readonly Hook[];
}

export interface Build extends Extensions {
  readonly context?: string;
  readonly dockerfile?: string;
  readonly dockerfile_inline?: string;
  readonly entitlements?: readonly string[];
  readonly args?: NullableStringMap;
  readonly provenance?: string;
  readonly sbom?: string;
  /** `id` or `id=path` entries. */
  readonly ssh?: readonly string[];
  readonly labels?: StringMap;
  readonly cache_from?: readonly string[];
  readonly cache_to?: readonly string[];
  readonly no_cache?: boolean;
  readonly no_cache_filter?: readonly string[];
  readonly additional_contexts?: StringMap;
  readonly pull?: boolean;
  readonly extra_hosts?: readonly string[];
  readonly isolation?: string;
  readonly network?: string;
  readonly target?: string;
  readonly secrets?: readonly FileReference[];
  readonly shm_size?: ByteCount;
  readonly tags?: readonly string[];
  readonly ulimits?: Readonly<Record<string, Ulimit>>;
  readonly platforms?: readonly string[];
  readonly privileged?: boolean;
}

export interface Develop extends Extensions {
  readonly watch?: readonly WatchRule[];
}

export interface WatchRule extends Extensions {
  readonly path: string;
  readonly action: 'rebuild' | 'sync' | 'restart' | 'sync+restart' | 'sync+exec';
  readonly target?: string;
  readonly exec?: Hook;
  readonly include?: readonly string[];
  readonly ignore?: readonly string[];
  readonly initial_sync?: boolean;
}

export interface Hook extends Extensions {
  readonly command?: readonly string[] | null;
  readonly image?: string;
  readonly user?: string;
  readonly privileged?: boolean;
  readonly working_dir?: string;
  readonly environment?: NullableStringMap;
  readonly per_replica?: boolean;
}

export interface BlkioConfig extends Extensions {
  readonly weight?: number;
  readonly weight_device?: readonly { readonly path: string; readonly weight: number }[];
  readonly device_read_bps?: readonly ThrottleDevice[];
  readonly device_read_iops?: readonly ThrottleDevice[];
  readonly device_write_bps?: readonly ThrottleDevice[];
  readonly device_write_iops?: readonly ThrottleDevice[];
}

export interface ThrottleDevice extends Extensions {
  readonly path: string;
  readonly rate: ByteCount;
}

/** How a service, or a build, takes a secret or a config. */
export interface FileReference extends Extensions {
  readonly source?: string;
  readonly target?: string;
  readonly uid?: string;
  readonly gid?: string;
  /** Octal in text, with a leading 0: `0440`. */
  readonly mode?: string;
}

export interface CredentialSpec extends Extensions {
  readonly config?: string;
  readonly file?: string;
  readonly registry?: string;
}

export type DependencyCondition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

export interface Dependency extends Extensions {
  readonly condition: DependencyCondition;
  readonly required: boolean;
  readonly restart?: boolean;
}

export interface Deploy extends Extensions {
  readonly mode?: string;
  readonly replicas?: number;
  readonly labels?: StringMap;
  readonly update_config?: UpdateConfig;
  readonly rollback_config?: UpdateConfig;
  readonly resources?: Resources;
  readonly restart_policy?: RestartPolicy;
  readonly placement?: Placement;
  readonly endpoint_mode?: string;
}

export interface UpdateConfig extends Extensions {
  readonly parallelism?: number;
  readonly delay?: GoDuration;
  readonly failure_action?: string;
  readonly monitor?: GoDuration;
  readonly max_failure_ratio?: number;
  readonly order?: string;
}

export interface Resources extends Extensions {
  readonly limits?: Resource;
  readonly reservations?: Resource;
}

export interface Resource extends Extensions {
  readonly cpus?: number;
  readonly memory?: ByteCount;
  readonly pids?: number;
  readonly devices?: readonly DeviceRequest[];
  readonly generic_resources?: readonly {
    readonly discrete_resource_spec?: { readonly kind: string; readonly value: number };
  }[];
}

export interface RestartPolicy extends Extensions {
  readonly condition?: string;
  readonly delay?: GoDuration;
  readonly max_attempts?: number;
  readonly window?: GoDuration;
}

export interface Placement extends Extensions {
  readonly constraints?: readonly string[];
  readonly preferences?: readonly { readonly spread?: string }[];
  readonly max_replicas_per_node?: number;
}

export interface DeviceRequest extends Extensions {
  readonly capabilities?: readonly string[];
  readonly driver?: string;
  /** -1 means all. */
  readonly count?: number;
  readonly device_ids?: readonly string[];
  readonly options?: StringMap;
}

export interface DeviceMapping extends Extensions {
  readonly source?: string;
  readonly target?: string;
  readonly permissions?: string;
}

export interface Provider extends Extensions {
  readonly type: string;
  readonly options?: Readonly<Record<string, readonly string[]>>;
}

export interface EnvFile extends Extensions {
  readonly path: string;
  /** Default: true. */
  readonly required: boolean;
  readonly format?: string;
}

export interface Healthcheck extends Extensions {
  readonly test?: readonly string[];
  readonly timeout?: GoDuration;
  readonly interval?: GoDuration;
  readonly retries?: number;
  readonly start_period?: GoDuration;
  readonly start_interval?: GoDuration;
  readonly disable?: boolean;
}

export interface Logging extends Extensions {
  readonly driver?: string;
  readonly options?: StringMap;
}

export interface ModelReference extends Extensions {
  readonly endpoint_var?: string;
  readonly model_var?: string;
}

export interface ServiceNetwork extends Extensions {
  readonly aliases?: readonly string[];
  readonly driver_opts?: StringMap;
  readonly gw_priority?: number;
  readonly interface_name?: string;
  readonly ipv4_address?: string;
  readonly ipv6_address?: string;
  readonly link_local_ips?: readonly string[];
  readonly mac_address?: string;
  readonly priority?: number;
}

export interface Port extends Extensions {
  readonly name?: string;
  /** Default: ingress. */
  readonly mode?: string;
  readonly host_ip?: string;
  readonly target: number;
  /** A host port or a range `8000-8010`, in text; absent for an ephemeral one. */
  readonly published?: string;
  /** Default: tcp. */
  readonly protocol?: string;
  readonly app_protocol?: string;
}

/** One number for both limits, or each. */
export type Ulimit = number | { readonly soft?: number; readonly hard?: number };

export interface ServiceVolume extends Extensions {
  readonly type: string;
  readonly source?: string;
  readonly target?: string;
  readonly read_only?: boolean;
  readonly consistency?: string;
  readonly bind?: VolumeBind;
  readonly volume?: VolumeVolume;
  readonly tmpfs?: { readonly size?: ByteCount; readonly mode?: number };
  readonly image?: { readonly subpath?: string };
}

export interface VolumeBind extends Extensions {
  readonly selinux?: string;
  readonly propagation?: string;
  readonly create_host_path?: boolean;
  readonly recursive?: string;
}

export interface VolumeVolume extends Extensions {
  readonly labels?: StringMap;
  readonly nocopy?: boolean;
  readonly subpath?: string;
}
