import type { FlavourRules } from './flavour.ts';

/**
 * The fields of the model in the order in which `config` prints them and the config hash takes them, as tables.
 * A table is for walkers (config-document.ts, hash.ts); the meaning and type of a field stand in service.ts and
 * resources.ts.
 */
export interface Field {
  readonly key: string;
  /**
   * When it is written. `filled`: unless empty, false or 0. `set`: whenever it is set, even to false or 0.
   * `always`: in JSON even when unset, as null or, with a `shape`, as an empty mapping. `unless-true`: true is the
   * default and left out. A function where Docker Compose's versions or formats differ.
   */
  readonly presence: Presence | ((rules: FlavourRules, format: 'json' | 'yaml') => Presence);
  /** The table of the value itself, or with `each` of each of its items or entries. */
  readonly shape?: Shape;
  readonly each?: boolean;
  /** A 32 bit float in Compose: 0.1 + 0.2 prints as 0.3, and 16777217 as 16777216. */
  readonly float32?: boolean;
  /** The key in JSON, where Compose has another one there. */
  readonly jsonKey?: string;
}
export type Presence = 'filled' | 'set' | 'always' | 'unless-true' | 'never';
export type Shape = readonly Field[];

type Extra = Omit<Field, 'key' | 'presence'>;

const filled = (...keys: string[]): Field[] => keys.map(key => ({ key, presence: 'filled' }));
const set = (...keys: string[]): Field[] => keys.map(key => ({ key, presence: 'set' }));
const filledOf = (key: string, extra: Extra): Field => ({ key, presence: 'filled', ...extra });
const setOf = (key: string, shape: Shape): Field => ({ key, presence: 'set', shape });
const always = (key: string, extra: Extra = {}): Field => ({ key, presence: 'always', ...extra });
const each = (key: string, shape: Shape): Field => ({ key, presence: 'filled', shape, each: true });

/** A limit of 0 shows in YAML only, and so does an empty Dockerfile: left out, it would be read again as the usual one. */
const evenEmpty = (_: FlavourRules, format: 'json' | 'yaml'): Presence => (format === 'yaml' ? 'set' : 'filled');
const ulimit: Shape = [
  { key: 'soft', presence: evenEmpty },
  { key: 'hard', presence: evenEmpty },
];
const fileReference: Shape = filled('source', 'target', 'uid', 'gid', 'mode');
const hook: Shape = [
  always('command'),
  ...filled('image', 'user', 'privileged', 'working_dir', 'environment', 'per_replica'),
];
const watchRule: Shape = [
  ...filled('path', 'action', 'target'),
  always('exec', { shape: hook }),
  ...filled('include', 'ignore', 'initial_sync'),
];
const deviceRequest: Shape = filled('capabilities', 'driver', 'count', 'device_ids', 'options');

const weightDevice: Shape = [always('path', { jsonKey: 'Path' }), always('weight', { jsonKey: 'Weight' })];
const throttleDevice: Shape = [always('path', { jsonKey: 'Path' }), always('rate', { jsonKey: 'Rate' })];
const blkioConfig: Shape = [
  ...filled('weight'),
  each('weight_device', weightDevice),
  each('device_read_bps', throttleDevice),
  each('device_read_iops', throttleDevice),
  each('device_write_bps', throttleDevice),
  each('device_write_iops', throttleDevice),
];

const updateConfig: Shape = [
  ...set('parallelism'),
  ...filled('delay', 'failure_action', 'monitor'),
  filledOf('max_failure_ratio', { float32: true }),
  ...filled('order'),
];
const resource: Shape = [
  filledOf('cpus', { float32: true }),
  ...filled('memory', 'pids'),
  each('devices', deviceRequest),
  each('generic_resources', [setOf('discrete_resource_spec', [always('kind'), always('value')])]),
];
const deploy: Shape = [
  ...filled('mode'),
  ...set('replicas'),
  ...filled('labels'),
  setOf('update_config', updateConfig),
  setOf('rollback_config', updateConfig),
  always('resources', { shape: [setOf('limits', resource), setOf('reservations', resource)] }),
  setOf('restart_policy', [...filled('condition'), ...set('delay', 'max_attempts', 'window')]),
  always('placement', {
    shape: [...filled('constraints'), each('preferences', filled('spread')), ...filled('max_replicas_per_node')],
  }),
  ...filled('endpoint_mode'),
];

const build: Shape = [
  ...filled('context'),
  { key: 'dockerfile', presence: evenEmpty },
  { key: 'dockerfile_inline', presence: evenEmpty },
  ...filled('entitlements', 'args', 'provenance', 'sbom', 'ssh'),
  ...filled('labels', 'cache_from', 'cache_to', 'no_cache', 'no_cache_filter', 'additional_contexts', 'pull'),
  ...filled('extra_hosts', 'isolation', 'network', 'target'),
  each('secrets', fileReference),
  ...filled('shm_size', 'tags'),
  each('ulimits', ulimit),
  ...filled('platforms', 'privileged'),
];

const serviceVolume: Shape = [
  ...filled('type', 'source', 'target', 'read_only', 'consistency'),
  setOf('bind', [
    ...filled('selinux', 'propagation'),
    { key: 'create_host_path', presence: ({ silentHostPath }) => (silentHostPath ? 'unless-true' : 'filled') },
    ...filled('recursive'),
  ]),
  setOf('volume', filled('labels', 'nocopy', 'subpath')),
  setOf('tmpfs', filled('size', 'mode')),
  setOf('image', filled('subpath')),
];

const serviceNetwork: Shape = filled(
  'aliases',
  'driver_opts',
  'gw_priority',
  'interface_name',
  'ipv4_address',
  'ipv6_address',
  'link_local_ips',
  'mac_address',
  'priority',
);

export const serviceFields: Shape = [
  ...filled('profiles', 'annotations'),
  ...set('attach'),
  setOf('build', build),
  setOf('develop', [each('watch', watchRule)]),
  setOf('blkio_config', blkioConfig),
  ...filled('cap_add', 'cap_drop', 'cgroup_parent', 'cgroup', 'cpu_count'),
  filledOf('cpu_percent', { float32: true }),
  ...filled('cpu_period', 'cpu_quota', 'cpu_rt_period', 'cpu_rt_runtime'),
  filledOf('cpus', { float32: true }),
  ...filled('cpuset', 'cpu_shares'),
  always('command'),
  each('configs', fileReference),
  ...filled('container_name'),
  setOf('credential_spec', filled('config', 'file', 'registry')),
  each('depends_on', [...filled('condition', 'restart'), always('required')]),
  setOf('deploy', deploy),
  ...filled('device_cgroup_rules'),
  each('devices', filled('source', 'target', 'permissions')),
  ...filled('dns', 'dns_opt', 'dns_search', 'domainname'),
  always('entrypoint'),
  setOf('provider', filled('type', 'options')),
  ...filled('environment'),
  each('env_file', [...filled('path'), { key: 'required', presence: 'unless-true' }, ...filled('format')]),
  ...filled('expose', 'external_links', 'extra_hosts', 'group_add'),
  each('gpus', deviceRequest),
  ...filled('hostname'),
  setOf('healthcheck', [
    ...filled('test'),
    ...set('timeout', 'interval', 'retries', 'start_period', 'start_interval'),
    ...filled('disable'),
  ]),
  ...filled('image'),
  ...set('init'),
  ...filled('ipc', 'isolation', 'labels', 'label_file', 'links'),
  setOf('logging', filled('driver', 'options')),
  ...filled('mem_limit', 'mem_reservation', 'memswap_limit', 'mem_swappiness', 'mac_address'),
  each('models', filled('endpoint_var', 'model_var')),
  ...filled('network_mode'),
  each('networks', serviceNetwork),
  ...filled('oom_kill_disable', 'oom_score_adj', 'pid', 'pids_limit', 'platform'),
  each('ports', filled('name', 'mode', 'host_ip', 'target', 'published', 'protocol', 'app_protocol')),
  ...filled('privileged', 'pull_policy', 'read_only', 'restart', 'runtime'),
  ...set('scale'),
  each('secrets', fileReference),
  ...filled('security_opt', 'shm_size', 'stdin_open'),
  ...set('stop_grace_period'),
  ...filled('stop_signal', 'storage_opt', 'sysctls', 'tmpfs', 'tty'),
  each('ulimits', ulimit),
  ...filled('use_api_socket', 'user', 'userns_mode', 'uts'),
  each('volumes', serviceVolume),
  ...filled('volumes_from', 'working_dir'),
  each('pre_start', hook),
  each('post_start', hook),
  each('pre_stop', hook),
];

export const networkFields: Shape = [
  ...filled('name', 'driver', 'driver_opts'),
  always('ipam', {
    shape: [
      ...filled('driver'),
      each('config', filled('subnet', 'gateway', 'ip_range', 'aux_addresses')),
      { key: 'options', presence: ({ keepsIpamOptions }) => (keepsIpamOptions ? 'filled' : 'never') },
    ],
  }),
  ...filled('external', 'internal', 'attachable', 'labels'),
  ...set('enable_ipv4', 'enable_ipv6'),
];

export const volumeFields: Shape = filled('name', 'driver', 'driver_opts', 'external', 'labels');

export const fileObjectFields: Shape = filled(
  'name',
  'file',
  'environment',
  'content',
  'external',
  'labels',
  'driver',
  'driver_opts',
  'template_driver',
);

export const modelFields: Shape = filled('name', 'model', 'context_size', 'runtime_flags');
