import type { HostConfig } from '../engine/api.ts';
import type { DeviceRequest, Service } from '../model/service.ts';
import type { ContainerFacts, Naming } from './facts.ts';

/** What it may do on its machine, and what it shares with others. */
export function toHostAttributes({ container }: ContainerFacts, naming: Naming): Partial<Service> {
  const host = container.HostConfig;
  return {
    restart: restartOf(host),
    privileged: host.Privileged === true,
    read_only: host.ReadonlyRootfs === true,
    init: typeof host.Init === 'boolean' ? host.Init : undefined,
    cap_add: strings(host.CapAdd),
    cap_drop: strings(host.CapDrop),
    security_opt: securityOf(host, naming),
    group_add: strings(host.GroupAdd),
    extra_hosts: strings(host.ExtraHosts).map(entry => entry.replace(':', '=')),
    dns: strings(host.Dns),
    dns_opt: strings(host.DnsOptions),
    dns_search: strings(host.DnsSearch),
    ipc: sharedMode(host.IpcMode, naming, ['private']),
    pid: sharedMode(host.PidMode, naming),
    uts: textUnless(host.UTSMode, ''),
    userns_mode: textUnless(host.UsernsMode, ''),
    runtime: textUnless(host.Runtime, 'runc'),
    isolation: textUnless(host.Isolation, 'default'),
    sysctls: texts(host.Sysctls),
    storage_opt: texts(host.StorageOpt),
    annotations: texts(host.Annotations),
    logging: loggingOf(host),
    ...devicesOf(host),
  };
}

/** Another container's namespace is that of its service, or of the container by its name. */
export function sharedMode(
  mode: unknown,
  { services, facts }: Naming,
  usual: readonly string[] = [],
): string | undefined {
  if (typeof mode !== 'string' || mode === '' || usual.includes(mode)) return undefined;
  const [, reference] = /^container:(.*)$/.exec(mode) ?? [];
  if (reference === undefined) return mode;
  const service = services.get(reference);
  return service === undefined ? `container:${facts.names.get(reference) ?? reference}` : `service:${service}`;
}

function restartOf({ RestartPolicy }: HostConfig): string | undefined {
  const { Name: name = '', MaximumRetryCount: most = 0 } = RestartPolicy ?? {};
  if (name === '' || name === 'no') return undefined;
  return most > 0 ? `${name}:${most}` : name;
}

/** The engine itself switches labels off for what is privileged or sees all processes. */
function securityOf(host: HostConfig, { warn }: Naming): string[] {
  const implied = host.Privileged === true || host.PidMode === 'host' || host.IpcMode === 'host';
  const options = strings(host.SecurityOpt).filter(option => !(implied && option === 'label=disable'));
  const profiles = options.filter(option => /^seccomp[=:]\s*\{/.test(option));
  if (profiles.length > 0) warn('its seccomp profile is left out: put it in a file, and name that in security_opt');
  const masked = host.MaskedPaths;
  const unmasked = host.Privileged !== true && Array.isArray(masked) && masked.length === 0;
  return [...options.filter(option => !profiles.includes(option)), ...(unmasked ? ['systempaths=unconfined'] : [])];
}

function loggingOf({ LogConfig }: HostConfig): Service['logging'] {
  const { Type: driver = '', Config } = (LogConfig ?? {}) as { Type?: string; Config?: Record<string, string> | null };
  const options = Config ?? {};
  if ((driver === '' || driver === 'json-file') && Object.keys(options).length === 0) return undefined;
  return { driver, options };
}

interface Mapping {
  readonly PathOnHost: string;
  readonly PathInContainer: string;
  readonly CgroupPermissions: string;
}

interface Request {
  readonly Driver?: string;
  readonly Count?: number;
  readonly DeviceIDs?: readonly string[] | null;
  readonly Capabilities?: readonly (readonly string[])[] | null;
  readonly Options?: Readonly<Record<string, string>> | null;
}

function devicesOf(host: HostConfig): Partial<Service> {
  const requests = (host.DeviceRequests ?? []) as readonly Request[];
  const isCdi = ({ Driver }: Request) => Driver === 'cdi';
  const names = requests.filter(isCdi).flatMap(({ DeviceIDs }) => DeviceIDs ?? []);
  const mappings = ((host.Devices ?? []) as readonly Mapping[]).map(device => ({
    source: device.PathOnHost,
    target: device.PathInContainer,
    permissions: device.CgroupPermissions,
  }));
  return {
    devices: [...mappings, ...names.map(name => ({ source: name, target: name }))],
    device_cgroup_rules: strings(host.DeviceCgroupRules),
    gpus: requests.filter(request => !isCdi(request)).map(gpuRequest),
  };
}

/** `gpus` asks for the capability of its name by itself. */
function gpuRequest({ Driver, Count, DeviceIDs, Capabilities, Options }: Request): DeviceRequest {
  return {
    driver: Driver,
    count: Count,
    device_ids: DeviceIDs ?? undefined,
    capabilities: (Capabilities ?? []).flat().filter(capability => capability !== 'gpu'),
    options: Options ?? undefined,
  };
}

export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function texts(value: unknown): Record<string, string> {
  return typeof value === 'object' && value !== null ? { ...(value as Record<string, string>) } : {};
}

function textUnless(value: unknown, usual: string): string | undefined {
  return typeof value === 'string' && value !== usual ? value : undefined;
}
