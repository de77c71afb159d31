import { networkHash, serviceHash, volumeHash } from '../../src/model/hash.ts';
import { label } from '../../src/model/labels.ts';
import type { Project } from '../../src/model/project.ts';
import type { Network, Volume } from '../../src/model/resources.ts';
import type { Service } from '../../src/model/service.ts';
import type { ObservedContainer, ObservedState } from '../../src/observe/observed-state.ts';

export interface ProjectInput extends Omit<Partial<Project>, 'services' | 'networks' | 'volumes' | 'disabledServices'> {
  readonly services?: Readonly<Record<string, Partial<Service>>>;
  readonly disabledServices?: Readonly<Record<string, Partial<Service>>>;
  readonly networks?: Readonly<Record<string, Partial<Network>>>;
  readonly volumes?: Readonly<Record<string, Partial<Volume>>>;
}

/** A loaded project `app`. A test states only what it is about: services run busybox on the default network. */
export function project(input: ProjectInput = {}): Project {
  const name = input.name ?? 'app';
  return {
    name,
    secrets: {},
    configs: {},
    models: {},
    workingDir: '/app',
    composeFiles: ['/app/compose.yaml'],
    envFiles: [],
    environment: {},
    ...input,
    services: mapValues(input.services ?? {}, service),
    disabledServices: mapValues(input.disabledServices ?? {}, service),
    networks: mapValues(input.networks ?? { default: {} }, (network, key) => ({
      name: `${name}_${key}`,
      ipam: {},
      ...network,
    })),
    volumes: mapValues(input.volumes ?? {}, (volume, key) => ({ name: `${name}_${key}`, ...volume })),
  };
}

function service(input: Partial<Service>, name: string): Service {
  return { name, image: 'busybox', ...(input.network_mode ? {} : { networks: { default: null } }), ...input };
}

/** A dependency in long syntax. */
export function once(condition: 'started' | 'healthy' | 'completed_successfully', more = {}) {
  return { condition: `service_${condition}` as const, required: true, ...more };
}

/** How a container differs from one that is up to date and running. */
export interface ContainerInput extends Partial<ObservedContainer> {
  readonly service: string;
}

export interface ObservedInput extends Omit<Partial<ObservedState>, 'containers'> {
  readonly containers?: readonly ContainerInput[];
}

/** Id of the image that every service has, unless a test says otherwise. */
export const busyboxId = 'sha256:busybox';

/** What the engine has after `project` was brought up, with the containers given instead of none. */
export function observed(project: Project, input: ObservedInput = {}): ObservedState {
  const state: ObservedState = {
    networks: mapKeys(project.networks, network => ({
      id: `id-${network.name}`,
      name: network.name,
      labels: { [label.project]: project.name, [label.configHash]: networkHash(network) },
    })),
    volumes: mapKeys(project.volumes, volume => ({
      name: volume.name,
      labels: { [label.project]: project.name, [label.configHash]: volumeHash(volume) },
    })),
    images: { busybox: { id: busyboxId, platform: 'linux/amd64', volumes: [] } },
    ...input,
    containers: [],
  };
  return { ...state, containers: (input.containers ?? []).map(container => observedContainer(project, container)) };
}

function observedContainer(project: Project, input: ContainerInput): ObservedContainer {
  const number = input.number ?? 1;
  const service = project.services[input.service];
  const name = input.name ?? `${project.name}-${input.service}-${number}`;
  const networks = Object.keys(service?.networks ?? {}).map(key => project.networks[key]!.name);
  return {
    id: `id-${name}`,
    name,
    number,
    oneOff: false,
    state: 'running',
    status: 'Up 3 seconds',
    configHash: service ? serviceHash(service) : 'hash',
    imageLabel: busyboxId,
    networks: Object.fromEntries(networks.map(network => [network, `id-${network}`])),
    mounts: (service?.volumes ?? [])
      .filter(volume => volume.type === 'volume' && volume.source)
      .map(volume => ({ type: 'volume', name: project.volumes[volume.source!]!.name, destination: volume.target! })),
    labels: {},
    ...input,
  };
}

function mapValues<From, To>(map: Readonly<Record<string, From>>, change: (value: From, key: string) => To) {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}

function mapKeys<From extends { readonly name: string }, To>(
  map: Readonly<Record<string, From>>,
  change: (value: From) => To,
) {
  return Object.fromEntries(Object.values(map).map(value => [value.name, change(value)]));
}
