import { label } from '../model/labels.ts';
import type { Project } from '../model/project.ts';
import { imageName } from '../model/resource-names.ts';
import type { ObservedContainer, ObservedState } from '../observe/observed-state.ts';
import { type PlanBuilder, planBuilder } from './builder.ts';
import type { Operation } from './operation.ts';
import { orphansOf } from './orphans.ts';
import type { Plan } from './plan.ts';
import { planProvider } from './providers.ts';
import type { Reason } from './reason.ts';
import { planRemoval } from './removal.ts';
import { planDependentsFirst } from './service-order.ts';

export interface DownOptions {
  /** Services to take down. Default: all of the project. */
  readonly services?: readonly string[];
  /** Remove containers of services that the project doesn't have. Default: false. */
  readonly removeOrphans?: boolean;
  /** Remove the project's volumes, and anonymous ones with their containers. Default: false. */
  readonly volumes?: boolean;
  /** `all`: every image that a service uses; `local`: those that were built and not named. Default: none. */
  readonly images?: 'all' | 'local';
  /** Grace time. Default: each container's own. */
  readonly timeoutSeconds?: number;
}

const reason: Reason = { type: 'requested', by: 'down' };

/** Takes the project down: dependents before what they depend on, then networks, volumes and images. */
export function planDown(project: Project, observed: ObservedState, options: DownOptions = {}): Plan {
  const planning: DownPlanning = { project, observed, options, plan: planBuilder() };
  const services = planServices(planning);
  const orphans = options.removeOrphans ? orphansOf(project, observed) : [];
  const containers = [...hookContainersOf(planning), ...orphans].filter(container => !isRemoved(container, planning));
  const removed = [...services, ...containers.map(container => remove(container, planning, services))];
  const resources = [...networkRemovals(planning), ...volumeRemovals(planning), ...imageRemovals(planning)];
  for (const { resource, operation } of resources)
    planning.plan.add({ resource, operation, reason, dependsOn: removed });
  if (!options.services?.length) tellOfLeft(planning);
  if (removed.length === 0 && !declaresResources(project, options)) {
    planning.plan.warn(`Warning: No resource found to remove for project "${project.name}".`);
  }
  if (!options.volumes) warnOfVolumesLeft(planning);
  return planning.plan.finish();
}

interface DownPlanning {
  readonly project: Project;
  readonly observed: ObservedState;
  readonly options: DownOptions;
  readonly plan: PlanBuilder;
}

/** Nodes that remove the containers of services; each waits for those of the services that depend on it. */
function planServices(planning: DownPlanning): number[] {
  const { project, observed, options } = planning;
  return planDependentsFirst(project, (name, before) => {
    const chosen = !options.services?.length || options.services.includes(name);
    const containers = chosen
      ? observed.containers.filter(container => container.service === name && goes(container, options))
      : [];
    const { provider } = project.services[name]!;
    const provided =
      chosen && provider
        ? [planProvider(planning.plan, project.services[name]!, { action: 'down', reason, dependsOn: before })]
        : [];
    return [...provided, ...containers.map(container => remove(container, planning, before))];
  });
}

function isRemoved({ name }: ObservedContainer, { plan }: DownPlanning): boolean {
  return plan.removalsOf(name).length > 0;
}

/** They keep networks and volumes in use, which would be a riddle otherwise. */
function tellOfLeft(planning: DownPlanning): void {
  const { project, observed, plan } = planning;
  const left = observed.containers.filter(container => !isRemoved(container, planning));
  if (left.length === 0) return;
  const names = left.map(container => `${container.name} (${whyLeft(container, project)})`).join(', ');
  plan.warn(`Containers of this project are left: ${names}`);
}

function whyLeft({ oneOff, service }: ObservedContainer, { disabledServices }: Project): string {
  if (oneOff) return 'of run: goes with --remove-orphans';
  const profile = Object.hasOwn(disabledServices, service) ? disabledServices[service]!.profiles?.[0] : undefined;
  return profile === undefined
    ? 'no service of the Compose file: goes with --remove-orphans'
    : `goes with --profile ${profile}`;
}

/** What `run` started is somebody's at work, or kept on purpose: it goes with the orphans. */
function goes({ oneOff }: ObservedContainer, { removeOrphans }: DownOptions): boolean {
  return !oneOff || removeOrphans === true;
}

/** Containers of hooks that failed stay until their service goes. */
function hookContainersOf({ project, observed, options }: DownPlanning): readonly ObservedContainer[] {
  const { services = [] } = options;
  return (observed.hookContainers ?? []).filter(({ service }) =>
    services.length > 0 ? services.includes(service) : Object.hasOwn(project.services, service),
  );
}

function remove(container: ObservedContainer, planning: DownPlanning, dependsOn: readonly number[]): number {
  return planRemoval(container, { planning, reason, dependsOn, volumes: planning.options.volumes ?? false });
}

interface Removal {
  readonly resource: string;
  readonly operation: Operation;
}

function networkRemovals({ project, observed }: DownPlanning): Removal[] {
  return own(project.networks).flatMap(([key, network]) => {
    const found = observed.networks[network.name];
    if (found?.labels[label.project] !== project.name) return [];
    const operation = { type: 'remove-network', id: found.id, name: found.name, ifUnused: true } as const;
    return [{ resource: `network:${key}`, operation }];
  });
}

/** A volume that was made by hand goes with the project that declares it; one of another project never does. */
function volumeRemovals({ project, observed, options }: DownPlanning): Removal[] {
  if (!options.volumes) return [];
  return own(project.volumes).flatMap(([key, volume]) => {
    const found = observed.volumes[volume.name];
    if (!found || (found.labels[label.project] ?? project.name) !== project.name) return [];
    return [
      { resource: `volume:${key}`, operation: { type: 'remove-volume', name: found.name, ifUnused: true } as const },
    ];
  });
}

function imageRemovals({ project, observed, options }: DownPlanning): Removal[] {
  if (!options.images) return [];
  const labelled = (observed.ownImages ?? []).filter(
    image => options.images === 'all' || (image.service !== undefined && image.service in project.services),
  );
  const used = Object.values(project.services)
    .filter(service => options.images === 'all' || service.image === undefined)
    .map(service => imageName(project, service))
    .filter(image => observed.images[image]);
  const names = new Set([...labelled.map(image => withoutLatest(image.name)), ...used.map(withoutLatest)]);
  return [...names].sort().map(image => ({
    resource: `image:${image}`,
    operation: { type: 'remove-image', image } as const,
  }));
}

/** `app` and `app:latest` are one image. */
function withoutLatest(image: string): string {
  return image.replace(/:latest$/, '');
}

function own<Resource extends { readonly external?: boolean }>(
  resources: Readonly<Record<string, Resource>>,
): [string, Resource][] {
  return Object.keys(resources)
    .sort()
    .map((key): [string, Resource] => [key, resources[key]!])
    .filter(([, resource]) => !resource.external);
}

function declaresResources(project: Project, options: DownOptions): boolean {
  const volumes = options.volumes ? own(project.volumes).length : 0;
  const images = options.images ? Object.keys(project.services).length : 0;
  return own(project.networks).length + volumes + images > 0;
}

/** Volumes that nobody named: once their containers are gone, nothing leads to them, and the next `up` makes others. */
function warnOfVolumesLeft({ observed, plan }: DownPlanning): void {
  const isGone = ({ name }: ObservedContainer): boolean => plan.removalsOf(name).length > 0;
  const kept = observed.containers.filter(container => !isGone(container)).flatMap(anonymousVolumes);
  const left = new Map<string, string>();
  for (const container of observed.containers.filter(isGone)) {
    for (const { name, destination } of anonymousVolumes(container)) {
      if (!left.has(name)) left.set(name, `${name} (${destination} of ${container.name})`);
    }
  }
  for (const { name } of kept) left.delete(name);
  if (left.size === 0) return;
  const list = [...left.values()].join(', ');
  plan.warn(
    `anonymous volumes stay behind, and no container will find their data again: ${list}. Remove them with \`docker volume rm\`; a volume with a name would be used again`,
  );
}

/** The engine names those that nobody does by 64 hexadecimal digits. */
function anonymousVolumes({ mounts }: ObservedContainer): { name: string; destination: string }[] {
  return mounts.flatMap(({ type, name = '', destination }) =>
    type === 'volume' && /^[0-9a-f]{64}$/.test(name) ? [{ name, destination }] : [],
  );
}
