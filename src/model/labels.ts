import type { ComposeFlavour } from './flavour.ts';
import { flavours } from './flavour.ts';
import type { Project } from './project.ts';
import type { Dependency, Service, StringMap } from './service.ts';

/** Docker Compose's labels: by them it, and gantry, find what belongs to a project. */
export const label = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  containerNumber: 'com.docker.compose.container-number',
  oneOff: 'com.docker.compose.oneoff',
  slug: 'com.docker.compose.slug',
  configHash: 'com.docker.compose.config-hash',
  image: 'com.docker.compose.image',
  imageVolumeDigest: 'com.docker.compose.image-volume-digest',
  dependsOn: 'com.docker.compose.depends_on',
  workingDir: 'com.docker.compose.project.working_dir',
  configFiles: 'com.docker.compose.project.config_files',
  environmentFile: 'com.docker.compose.project.environment_file',
  version: 'com.docker.compose.version',
  replace: 'com.docker.compose.replace',
  network: 'com.docker.compose.network',
  volume: 'com.docker.compose.volume',
  hook: 'com.docker.compose.hook',
  builder: 'com.docker.compose.image.builder',
} as const;

/** gantry's own. They count in no hash, and Docker Compose leaves them alone. */
export const gantryLabel = {
  /** What `fieldDigests` makes of the service: tells a later plan which fields have changed. */
  fields: 'dev.gantry.fields',
  /** `orderFreeHash` of the service: tells a container that was only written in another order from a changed one. */
  orderFreeHash: 'dev.gantry.order-free-hash',
  /** Names of the variables that providers gave: a later plan takes them for what they would give again. */
  provided: 'dev.gantry.provided',
  /** On all of a stack that somebody's tests have: the name of its project, and the process that it ends with. */
  stack: 'dev.gantry.stack',
  stackMachine: 'dev.gantry.stack.machine',
  stackPid: 'dev.gantry.stack.pid',
  stackBegan: 'dev.gantry.stack.began',
} as const;

export interface ContainerLabelInput {
  readonly number: number;
  /** Of a container of `run`, which has this and no number. Default: it is a replica. */
  readonly slug?: string;
  readonly configHash: string;
  /** Id of the image that it is created from; empty when unknown. */
  readonly imageId: string;
  /** `target=digest` of every mounted image; empty without any. */
  readonly imageVolumeDigest?: string;
  /** It takes the place of another. Only Docker Compose 2 tells so by a label. */
  readonly replaces?: boolean;
  /** Digests of the service's fields (`fieldDigests`). Default: no label has them. */
  readonly fields?: string;
  /** Default: no label has it. */
  readonly orderFreeHash?: string;
  readonly composeVersion: ComposeFlavour;
}

/** The user's labels under Compose's own, which win. */
export function containerLabels(project: Project, service: Service, input: ContainerLabelInput): StringMap {
  return {
    ...service.labels,
    [label.project]: project.name,
    [label.service]: service.name,
    ...(input.slug === undefined
      ? { [label.containerNumber]: String(input.number), [label.oneOff]: 'False' }
      : { [label.oneOff]: 'True', [label.slug]: input.slug }),
    [label.configHash]: input.configHash,
    [label.image]: input.imageId,
    ...(input.imageVolumeDigest ? { [label.imageVolumeDigest]: input.imageVolumeDigest } : {}),
    [label.dependsOn]: formatDependsOn(activeDependencies(project, service)),
    [label.workingDir]: project.workingDir,
    [label.configFiles]: project.composeFiles.join(','),
    ...(project.envFiles.length > 0 ? { [label.environmentFile]: project.envFiles.join(',') } : {}),
    [label.version]: flavours[input.composeVersion].version,
    ...(input.replaces && flavours[input.composeVersion].labelsReplacement
      ? { [label.replace]: service.container_name ?? [service.name, input.number].join(project.nameSeparator ?? '-') }
      : {}),
    ...(input.fields === undefined ? {} : { [gantryLabel.fields]: input.fields }),
    ...(input.orderFreeHash === undefined ? {} : { [gantryLabel.orderFreeHash]: input.orderFreeHash }),
    ...(project.provided?.[service.name] ? { [gantryLabel.provided]: project.provided[service.name]!.join(' ') } : {}),
  };
}

/** Without those that a profile leaves out: they were optional. */
function activeDependencies({ services }: Project, { depends_on = {} }: Service): Record<string, Dependency> {
  return Object.fromEntries(Object.entries(depends_on).filter(([name]) => Object.hasOwn(services, name)));
}

/** Labels of the container of a hook. Without a config hash it is none of the service's own. */
export function hookLabels(projectName: string, serviceName: string, composeVersion: ComposeFlavour): StringMap {
  return { ...imageLabels(projectName, serviceName, composeVersion), [label.hook]: 'pre_start' };
}

/** Labels of a network of the project under `key`. */
export function networkLabels(key: string, owner: ResourceOwner): StringMap {
  return { [label.network]: key, ...ownerLabels(owner) };
}

/** Labels of a volume of the project under `key`. */
export function volumeLabels(key: string, owner: ResourceOwner): StringMap {
  return { [label.volume]: key, ...ownerLabels(owner) };
}

/** Labels of an image built for a service, beside those that the build asks for. */
export function imageLabels(projectName: string, serviceName: string, composeVersion: ComposeFlavour): StringMap {
  return {
    [label.project]: projectName,
    [label.service]: serviceName,
    [label.version]: flavours[composeVersion].version,
  };
}

export interface ResourceOwner {
  readonly projectName: string;
  readonly configHash: string;
  readonly composeVersion: ComposeFlavour;
}

function ownerLabels({ projectName, configHash, composeVersion }: ResourceOwner): StringMap {
  return {
    [label.project]: projectName,
    [label.version]: flavours[composeVersion].version,
    [label.configHash]: configHash,
  };
}

/** `db:service_healthy:false,cache:service_started:true`, by name. */
export function formatDependsOn(dependencies: Readonly<Record<string, Dependency>>): string {
  return Object.keys(dependencies)
    .sort()
    .map(name => `${name}:${dependencies[name]!.condition}:${dependencies[name]!.restart ?? false}`)
    .join(',');
}

/** Services that the label of a container names, with conditions; those written by old versions name services only. */
export function parseDependsOn(text: string): Record<string, Dependency> {
  const dependencies: Record<string, Dependency> = {};
  for (const entry of text.split(',').filter(part => part !== '')) {
    const [name, condition, restart] = entry.split(':') as [string, string?, string?];
    dependencies[name] = {
      condition: isCondition(condition) ? condition : 'service_started',
      required: true,
      restart: restart === undefined || restart === 'true',
    };
  }
  return dependencies;
}

function isCondition(text: string | undefined): text is Dependency['condition'] {
  return text === 'service_started' || text === 'service_healthy' || text === 'service_completed_successfully';
}
