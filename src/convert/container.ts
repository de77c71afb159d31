import type { ContainerConfig, ContainerCreate, HostConfig } from '../engine/api.ts';
import type { ComposeFlavour } from '../model/flavour.ts';
import type { Project } from '../model/project.ts';
import { imageName } from '../model/resource-names.ts';
import type { Service, StringMap } from '../model/service.ts';
import type { ObservedMount } from '../observe/observed-state.ts';
import { toDevices } from './devices.ts';
import { toSeconds } from './duration.ts';
import { toEnvironment } from './environment.ts';
import { toHealthcheck } from './healthcheck.ts';
import { type LinkedContainers, toLinks } from './links.ts';
import { toMounts } from './mounts.ts';
import { type Networking, toNetworking } from './networking.ts';
import { toExposedPorts, toPortBindings } from './ports.ts';
import { toResources } from './resources.ts';
import { toRestartPolicy } from './restart.ts';
import { type SecurityProfiles, toSecurity } from './security.ts';

export interface ContainerInput {
  readonly project: Project;
  /** With its references to other services resolved (`resolveReferences`). */
  readonly service: Service;
  readonly number: number;
  /** Its final name, even when it is created under another. */
  readonly name: string;
  readonly labels: StringMap;
  readonly linked: LinkedContainers;
  readonly inheritedMounts: readonly ObservedMount[];
  readonly profiles: SecurityProfiles;
  /** Variables of every container; the service's own go over them. */
  readonly proxyVariables: StringMap;
  readonly apiVersion: string;
  readonly composeVersion: ComposeFlavour;
  /** Of `run`: somebody may type at it, and it is reached by its own name alone. Default: a replica. */
  readonly oneOff?: { readonly autoRemove: boolean; readonly useAliases: boolean };
}

export interface ContainerPayload {
  readonly body: ContainerCreate;
  /** Networks to connect after creation, for engines that take only one there. */
  readonly connectLater: Networking['later'];
}

/** The Engine API's request for a container of a service. */
export function toContainer(input: ContainerInput): ContainerPayload {
  const { project, service, number } = input;
  const links = toLinks(service, input.linked, { project, number });
  const networking = toNetworking({ ...input, links, useAliases: input.oneOff?.useAliases ?? true });
  return {
    body: {
      ...toConfig(input, networking),
      HostConfig: toHostConfig(input, networking, links),
      ...(Object.keys(networking.endpoints).length > 0
        ? { NetworkingConfig: { EndpointsConfig: networking.endpoints } }
        : {}),
    },
    connectLater: networking.later,
  };
}

function toConfig(input: ContainerInput, networking: Networking): ContainerConfig {
  const { service, apiVersion, composeVersion } = input;
  const isAttached = input.oneOff !== undefined && service.stdin_open === true;
  const healthcheck = toHealthcheck(service.healthcheck, apiVersion);
  return {
    Hostname: service.hostname ?? '',
    Domainname: service.domainname ?? '',
    User: service.user ?? '',
    AttachStdin: isAttached,
    AttachStdout: true,
    AttachStderr: true,
    ExposedPorts: toExposedPorts(service, composeVersion),
    Tty: service.tty ?? false,
    OpenStdin: service.stdin_open ?? false,
    StdinOnce: isAttached,
    Env: toEnvironment({ ...input.proxyVariables, ...service.environment }),
    Cmd: service.command ?? null,
    Entrypoint: service.entrypoint ?? null,
    Image: imageName(input.project, service),
    WorkingDir: service.working_dir ?? '',
    Labels: input.labels,
    ...(healthcheck ? { Healthcheck: healthcheck } : {}),
    ...(service.network_mode === 'disabled' ? { NetworkDisabled: true } : {}),
    ...(networking.macAddress ? { MacAddress: networking.macAddress } : {}),
    ...(service.stop_signal ? { StopSignal: service.stop_signal } : {}),
    ...(service.stop_grace_period ? { StopTimeout: toSeconds(service.stop_grace_period) } : {}),
  };
}

function toHostConfig(input: ContainerInput, networking: Networking, links: readonly string[]): HostConfig {
  const { service } = input;
  return {
    AutoRemove: input.oneOff?.autoRemove ?? false,
    ...toMounts(input),
    ...toNamespaces(service),
    ...toResolution(service),
    ...toResources(service),
    ...toDevices(service),
    ...toSecurity(service, input.profiles),
    NetworkMode: networking.networkMode,
    PortBindings: toPortBindings(service.ports ?? []),
    RestartPolicy: toRestartPolicy(service),
    Links: links,
    LogConfig: { Type: service.logging?.driver ?? '', Config: service.logging?.options ?? {} },
    OomScoreAdj: service.oom_score_adj ?? 0,
    Runtime: service.runtime ?? '',
    ShmSize: Number(service.shm_size ?? 0),
    ...(service.annotations ? { Annotations: service.annotations } : {}),
    ...(service.init === undefined ? {} : { Init: service.init }),
    ...(service.storage_opt ? { StorageOpt: service.storage_opt } : {}),
    ...(service.sysctls ? { Sysctls: service.sysctls } : {}),
    ...(service.volumes_from ? { VolumesFrom: service.volumes_from } : {}),
  };
}

function toNamespaces(service: Service): HostConfig {
  return {
    IpcMode: service.ipc ?? '',
    PidMode: service.pid ?? '',
    UTSMode: service.uts ?? '',
    CgroupnsMode: service.cgroup ?? '',
    Isolation: service.isolation ?? '',
  };
}

function toResolution(service: Service): HostConfig {
  return {
    ...(service.dns ? { Dns: service.dns } : {}),
    ...(service.dns_opt ? { DnsOptions: service.dns_opt } : {}),
    ...(service.dns_search ? { DnsSearch: service.dns_search } : {}),
    ExtraHosts: (service.extra_hosts ?? []).map(entry => entry.replace('=', ':')),
  };
}
