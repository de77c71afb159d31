import type { ContainerConfig, EndpointSettings, HostConfig, ImageConfig, Mount } from '../engine/api.ts';
import type { Project } from '../model/project.ts';

/** A container as the engine tells of it, or as it is asked for: both have the API's shapes. */
export interface ContainerShape {
  readonly config: ContainerConfig;
  readonly host: HostConfig;
  /** By the engine's network name. */
  readonly endpoints: Readonly<Record<string, EndpointSettings>>;
  /** Of its image, which fills what the container leaves open. */
  readonly image: ImageConfig;
  /** Names by which others reach it that nobody asked for: its own, its service's, the start of its id. */
  readonly ownNames: readonly string[];
}

/** A list is compared entry by entry. */
export type FieldValue = string | readonly string[];

/**
 * What a container was made with, by the names that the Compose file has for it. What goes without saying is left
 * out, the engine's defaults and the image's, so that the same fields are found in a request and in what became of it.
 */
export function containerFields(shape: ContainerShape, project: Pick<Project, 'networks'>): Map<string, FieldValue> {
  const found: Found = {
    ...configFields(shape),
    ...mapFields('environment', environmentOf(shape)),
    ...mapFields('labels', labelsOf(shape)),
    ...healthFields(shape),
    ...hostFields(shape, project),
    ...resourceFields(shape.host),
    ...networkFields(shape, project),
  };
  return new Map(Object.entries(found).filter((entry): entry is [string, FieldValue] => isSet(entry[1])));
}

type Found = Record<string, FieldValue | undefined>;

function isSet(value: FieldValue | undefined): boolean {
  return value !== undefined && (Array.isArray(value) || value !== '');
}

function mapFields(prefix: string, map: Readonly<Record<string, string>>): Found {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [`${prefix}.${key}`, value || '""']));
}

function configFields({ config, image, ownNames }: ContainerShape): Found {
  const hostname = ownNames.includes(config.Hostname ?? '') ? '' : config.Hostname;
  return {
    image: config.Image,
    hostname,
    domainname: config.Domainname,
    user: unlessSame(config.User, image.User),
    working_dir: unlessSame(config.WorkingDir, image.WorkingDir),
    command: words(config.Cmd, image.Cmd),
    entrypoint: words(config.Entrypoint, image.Entrypoint),
    stop_signal: unlessSame(config.StopSignal, image.StopSignal ?? 'SIGTERM'),
    stop_grace_period: typeof config.StopTimeout === 'number' ? `${config.StopTimeout}s` : '',
    tty: flag(config.Tty),
    stdin_open: flag(config.OpenStdin),
    mac_address: config.MacAddress,
    expose: entries(Object.keys(config.ExposedPorts ?? {}).filter(port => !(port in (image.ExposedPorts ?? {})))),
  };
}

function unlessSame(value: string | undefined, standard: string | undefined): string | undefined {
  return value === standard ? undefined : value;
}

function words(list: readonly string[] | null | undefined, standard: readonly string[] | null | undefined) {
  if (!list || JSON.stringify(list) === JSON.stringify(standard ?? null)) return undefined;
  return list.length === 0 ? '[]' : list.map(word => (/^[^\s'"]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}

function flag(value: unknown): string | undefined {
  return value === true ? 'true' : undefined;
}

/** In an order that doesn't count. */
function entries(list: readonly string[] | null | undefined): readonly string[] | undefined {
  return list && list.length > 0 ? [...list].sort() : undefined;
}

function environmentOf({ config, image }: ContainerShape): Record<string, string> {
  const standard = new Set(image.Env ?? []);
  const own = (config.Env ?? []).filter(entry => !standard.has(entry) && entry.includes('='));
  return Object.fromEntries(
    own.map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

function labelsOf({ config, image }: ContainerShape): Record<string, string> {
  const own = Object.entries(config.Labels ?? {}).filter(
    ([key, value]) => !/^(com\.docker\.compose|dev\.gantry)\./.test(key) && image.Labels?.[key] !== value,
  );
  return Object.fromEntries(own);
}

function healthFields({ config, image }: ContainerShape): Found {
  const { Test, Interval, Timeout, StartPeriod, StartInterval, Retries } = config.Healthcheck ?? {};
  const standard = image.Healthcheck ?? {};
  return {
    'healthcheck.test': words(Test, standard.Test),
    'healthcheck.interval': unlessSame(duration(Interval), duration(standard.Interval)),
    'healthcheck.timeout': unlessSame(duration(Timeout), duration(standard.Timeout)),
    'healthcheck.start_period': unlessSame(duration(StartPeriod), duration(standard.StartPeriod)),
    'healthcheck.start_interval': unlessSame(duration(StartInterval), duration(standard.StartInterval)),
    'healthcheck.retries': unlessSame(number(Retries), number(standard.Retries)),
  };
}

function duration(nanoseconds: number | undefined): string | undefined {
  return nanoseconds ? `${nanoseconds / 1e9}s` : undefined;
}

function number(value: unknown): string | undefined {
  return typeof value === 'number' && value !== 0 ? String(value) : undefined;
}

function hostFields({ host, image }: ContainerShape, { networks }: Pick<Project, 'networks'>): Found {
  return {
    restart: restartOf(host),
    ports: portsOf(host),
    volumes: volumesOf(host, image),
    tmpfs: entries(Object.entries(texts(host.Tmpfs)).map(([path, options]) => (options ? `${path}:${options}` : path))),
    network_mode: networkModeOf(
      host.NetworkMode ?? '',
      Object.values(networks).map(network => network.name),
    ),
    privileged: flag(host.Privileged),
    read_only: flag(host.ReadonlyRootfs),
    init: typeof host.Init === 'boolean' ? String(host.Init) : undefined,
    cap_add: entries(strings(host.CapAdd).map(capability)),
    cap_drop: entries(strings(host.CapDrop).map(capability)),
    extra_hosts: entries(strings(host.ExtraHosts)),
    dns: entries(strings(host.Dns)),
    dns_opt: entries(strings(host.DnsOptions)),
    dns_search: entries(strings(host.DnsSearch)),
    security_opt: entries(strings(host.SecurityOpt)),
    group_add: entries(strings(host.GroupAdd)),
    ipc: namespaceOf(host.IpcMode, 'private'),
    pid: namespaceOf(host.PidMode),
    uts: namespaceOf(host.UTSMode),
    userns_mode: namespaceOf(host.UsernsMode),
    runtime: text(host.Runtime, 'runc'),
    isolation: text(host.Isolation, 'default'),
    cgroup_parent: text(host.CgroupParent),
    ...mapFields('sysctls', texts(host.Sysctls)),
    ...loggingOf(host),
  };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function texts(value: unknown): Record<string, string> {
  return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {};
}

function text(value: unknown, standard = ''): string | undefined {
  return typeof value === 'string' && value !== standard ? value : undefined;
}

function capability(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '');
}

function restartOf({ RestartPolicy }: HostConfig): string | undefined {
  const { Name: name = '', MaximumRetryCount: most = 0 } = RestartPolicy ?? {};
  if (name === '' || name === 'no') return undefined;
  return most > 0 ? `${name}:${most}` : name;
}

function portsOf({ PortBindings }: HostConfig): readonly string[] | undefined {
  const ports = Object.entries(PortBindings ?? {}).flatMap(([target, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => {
      const published = [HostIp, HostPort].filter(part => part).join(':');
      return published === '' ? target : `${published}:${target}`;
    }),
  );
  return entries(ports.map(port => port.replace(/\/tcp$/, '')));
}

/** Anonymous volumes go by their path alone; those that the image asks for are nobody's choice. */
function volumesOf({ Binds, Mounts }: HostConfig, image: ImageConfig): readonly string[] | undefined {
  const binds = (Binds ?? []).map(bind => bind.replace(/:rw$/, ''));
  const mounts = (Mounts ?? []).filter(mount => !isAnonymous(mount) || !(mount.Target in (image.Volumes ?? {})));
  return entries([...binds, ...mounts.map(mountText)]);
}

function isAnonymous({ Type, Source = '' }: Mount): boolean {
  return Type === 'volume' && (Source === '' || /^[0-9a-f]{64}$/.test(Source));
}

function mountText(mount: Mount): string {
  const { Type, Source, Target, ReadOnly } = mount;
  return isAnonymous(mount) ? Target : `${Source ?? Type}:${Target}${ReadOnly ? ':ro' : ''}`;
}

/** Another's namespace has that one's id, which tells nothing to people. */
function networkModeOf(mode: string, networks: readonly string[]): string | undefined {
  return mode === '' || mode === 'default' || mode.startsWith('container:') || networks.includes(mode)
    ? undefined
    : mode;
}

function namespaceOf(mode: unknown, standard = ''): string | undefined {
  return typeof mode === 'string' && mode !== standard && !mode.startsWith('container:') ? mode : undefined;
}

function loggingOf({ LogConfig }: HostConfig): Found {
  const { Type = '', Config = {} } = (LogConfig ?? {}) as { Type?: string; Config?: Record<string, string> | null };
  return { 'logging.driver': unlessSame(Type, 'json-file'), ...mapFields('logging.options', Config ?? {}) };
}

const defaultShmSize = 64 * 1024 * 1024;

/** `64m`, as people write it. */
function size(bytes: unknown): string | undefined {
  if (typeof bytes !== 'number' || bytes === 0) return undefined;
  const unit = [...'gmk'].findIndex((_, index) => bytes > 0 && bytes % 1024 ** (3 - index) === 0);
  return unit === -1 ? String(bytes) : `${bytes / 1024 ** (3 - unit)}${'gmk'[unit]}`;
}

function resourceFields(host: HostConfig): Found {
  const { Memory, MemorySwap, NanoCpus } = host as { Memory?: number; MemorySwap?: number; NanoCpus?: number };
  return {
    mem_limit: size(Memory),
    mem_reservation: size(host.MemoryReservation),
    // Without a limit of its own the engine gives as much swap as memory.
    memswap_limit: MemorySwap === 2 * (Memory ?? 0) ? undefined : size(MemorySwap),
    cpus: NanoCpus ? String(NanoCpus / 1e9) : undefined,
    cpu_shares: number(host.CpuShares),
    cpuset: text(host.CpusetCpus),
    cpu_period: number(host.CpuPeriod),
    cpu_quota: number(host.CpuQuota),
    pids_limit: number(host.PidsLimit),
    shm_size: host.ShmSize === defaultShmSize ? undefined : size(host.ShmSize),
    oom_score_adj: number(host.OomScoreAdj),
    oom_kill_disable: flag(host.OomKillDisable),
    devices: entries(
      (host.Devices as { PathOnHost: string; PathInContainer: string; CgroupPermissions: string }[] | null)?.map(
        device => `${device.PathOnHost}:${device.PathInContainer}:${device.CgroupPermissions}`,
      ),
    ),
    ulimits: entries(
      (host.Ulimits as { Name: string; Soft: number; Hard: number }[] | null)?.map(
        limit => `${limit.Name}=${limit.Soft}:${limit.Hard}`,
      ),
    ),
  };
}

function networkFields({ endpoints, ownNames }: ContainerShape, { networks }: Pick<Project, 'networks'>): Found {
  const found: Found = {};
  for (const [key, { name }] of Object.entries(networks)) {
    const endpoint = endpoints[name];
    if (!endpoint) continue;
    const path = `networks.${key}`;
    found[path] = [];
    found[`${path}.aliases`] = entries([
      ...new Set((endpoint.Aliases ?? []).filter(alias => !ownNames.includes(alias))),
    ]);
    found[`${path}.ipv4_address`] = endpoint.IPAMConfig?.IPv4Address;
    found[`${path}.ipv6_address`] = endpoint.IPAMConfig?.IPv6Address;
  }
  return found;
}
