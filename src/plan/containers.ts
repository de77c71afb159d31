import type { Project } from '../model/project.ts';
import { linkedServices, namespaceServices, sharedServices } from '../model/references.ts';
import { containerName, imageName, replacementName } from '../model/resource-names.ts';
import type { Service } from '../model/service.ts';
import type { ObservedContainer, ObservedMount, ObservedState } from '../observe/observed-state.ts';
import { containerResource, isRunning } from './container.ts';
import type { Decision } from './decide.ts';
import type { Predecessor } from './handover.ts';
import { imageVolumeDigest } from './image-volumes.ts';
import { containersLeftOut } from './left-out.ts';
import type { PlannedNetworks } from './networks.ts';
import type { ContainerReference } from './operation.ts';
import type { Planning } from './planning.ts';
import { combined, type Reason } from './reason.ts';
import { planRemoval } from './removal.ts';
import { orderOf } from './start-first.ts';
import type { PlannedVolumes } from './volumes.ts';

/** A container that the project will have when the plan is done. */
export interface PlannedContainer extends ContainerReference {
  /** What the engine has; undefined for one that the plan makes. */
  readonly observed?: ObservedContainer;
  readonly number: number;
  /** Nodes after which it can be started. */
  readonly ready: readonly number[];
  readonly reason: Reason;
  /** Goes when this one has been started and is good. Default: it replaces none, or one that has gone before. */
  readonly predecessor?: Predecessor;
}

/** By service, in dependency order; each list in name order. */
export type PlannedContainers = ReadonlyMap<string, readonly PlannedContainer[]>;

interface Resources {
  readonly networks: PlannedNetworks;
  readonly volumes: PlannedVolumes;
}

interface Context extends Resources {
  readonly planning: Planning;
  /** Of the services before this one. */
  readonly planned: Map<string, PlannedContainer[]>;
}

/** Creates, recreates and removes containers as decided. Nothing waits for a start here: starts come after. */
export function planContainers(planning: Planning, resources: Resources): PlannedContainers {
  const planned = new Map<string, PlannedContainer[]>();
  for (const [name, decision] of planning.decisions) {
    planned.set(name, planService(decision, { planning, planned, ...resources }));
  }
  return planned;
}

function planService(decision: Decision, context: Context): PlannedContainer[] {
  const { planning } = context;
  const replicas = decision.keep.length + decision.recreate.length;
  for (const container of decision.abandoned) planRemoval(container, { planning, reason: { type: 'interrupted' } });
  for (const container of decision.surplus) {
    planRemoval(container, { planning, reason: { type: 'scaled-down', replicas } });
  }
  const containers = [
    ...decision.keep.map(container => keep(container, context)),
    ...decision.recreate.map(({ container, reason }) => recreate(container, { ...context, decision, reason })),
    ...decision.create.map(({ number, reason }) => create(number, { ...context, decision, reason })),
  ];
  return containers.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function keep(container: ObservedContainer, context: Context): PlannedContainer {
  const { planning, networks } = context;
  stopWithNamespace(container, context);
  if (isRunning(container) && planning.plan.stopOf(container) === undefined) {
    planning.plan.leave({ resource: containerResource(container), name: container.name, state: 'Running' });
  }
  return {
    id: container.id,
    name: container.name,
    number: container.number,
    observed: container,
    ready: [...(networks.reconnected.get(container.id) ?? []), ...finishReplacement(container, planning)],
    reason: { type: 'not-running', state: container.state },
  };
}

/** Does what is left of a replacement that an earlier run began: the old container goes, the new one gets its name. */
function finishReplacement(container: ObservedContainer, { plan, options, replacements }: Planning): number[] {
  const replacement = replacements.get(container.id);
  if (!replacement) return [];
  const reason: Reason = { type: 'interrupted' };
  const { name } = container;
  const resource = containerResource(container);
  const removals = [replacement.replaced].flatMap(replaced => {
    if (!replaced) return [];
    const stopped = plan.stop(replaced, { reason, dependsOn: [], timeoutSeconds: options.timeoutSeconds });
    const operation = { type: 'remove-container', container: replaced, volumes: false, force: true } as const;
    return [plan.add({ resource, operation, reason, dependsOn: stopped === undefined ? [] : [stopped] })];
  });
  if (replacement.temporaryName === name) return removals;
  const operation = { type: 'rename-container', container: { id: container.id, name }, name } as const;
  return [plan.add({ resource, operation, reason, dependsOn: [...removals, ...plan.removalsOf(name)] })];
}

/** A namespace ends with the container that it belongs to: what shares it has to be started again after that one. */
function stopWithNamespace(container: ObservedContainer, { planning, planned }: Context): void {
  const { plan, project, options } = planning;
  const owner = namespaceServices(project.services[container.service]!).find(name =>
    planned.get(name)?.some(({ observed }) => observed && plan.stopOf(observed) !== undefined),
  );
  if (owner === undefined) return;
  const reason: Reason = { type: 'dependency-restarted', service: owner };
  plan.stop(container, { reason, dependsOn: [], timeoutSeconds: options.timeoutSeconds });
}

interface Making extends Context {
  readonly decision: Decision;
  readonly reason: Reason;
}

function create(number: number, making: Making): PlannedContainer {
  const { planning, decision, reason } = making;
  const name = containerName(planning.project, decision.service, number);
  const id = planning.plan.add({
    resource: `service:${decision.service.name}:${number}`,
    operation: { type: 'create-container', number, name, ...creation(making, []) },
    reason,
    dependsOn: [...needs(decision.service, making), ...planning.plan.removalsOf(name)],
  });
  return { id, name, number, ready: [id], reason: { type: 'created' } };
}

/** The new container takes shape beside the old one, under another name; the old one goes only when it exists. */
function recreate(container: ObservedContainer, making: Making): PlannedContainer {
  const { planning, decision, reason } = making;
  const { plan, options, project, observed } = planning;
  const { service } = decision;
  const name = containerName(project, service, container.number);
  const resource = `service:${service.name}:${container.number}`;
  const group = `recreate:${service.name}:${container.number}`;
  const image = observed.images[imageName(project, service)];
  const inherited = options.renewAnonVolumes ? [] : inheritedMounts(container, service, image?.volumes ?? []);
  const order = orderOf({ container, service, inherited }, making);
  const startFirst = order?.type === 'start-first';
  const created = plan.add({
    resource,
    operation: {
      type: 'create-container',
      number: container.number,
      name,
      replaces: container,
      ...(startFirst ? { startFirst } : {}),
      ...creation(making, inherited),
    },
    reason: order ? combined([reason, order])! : reason,
    dependsOn: [...needs(service, making), ...plan.removalsOf(replacementName(container.id, name))],
    group,
  });
  if (startFirst) {
    const predecessor = { container, group };
    return {
      id: created,
      name,
      number: container.number,
      ready: [created],
      reason: { type: 'recreated' },
      predecessor,
    };
  }
  const replaced: Reason = { type: 'replaced', by: created };
  const { timeoutSeconds } = options;
  const before = [created, ...stopDependents(service.name, created, planning)];
  const stopped = plan.stop(container, { reason: replaced, dependsOn: before, timeoutSeconds, group });
  const removed = plan.add({
    resource,
    operation: { type: 'remove-container', container, volumes: false, force: true },
    reason: replaced,
    dependsOn: stopped === undefined ? before : [...before, stopped],
    group,
  });
  const renamed = plan.add({
    resource,
    operation: { type: 'rename-container', container: { id: created, name }, name },
    reason: replaced,
    dependsOn: [removed, ...plan.removalsOf(name)],
    group,
  });
  return { id: created, name, number: container.number, ready: [renamed], reason: { type: 'recreated' } };
}

function creation({ planning, decision, planned }: Making, inherited: readonly ObservedMount[]) {
  const { project, observed, options } = planning;
  const { service } = decision;
  const digest = imageVolumeDigest(service, project, { observed, composeVersion: options.composeVersion });
  return {
    service,
    imageId: observed.images[imageName(project, service)]?.id ?? '',
    ...(digest ? { imageVolumeDigest: digest } : {}),
    inheritedMounts: inherited,
    related: relatedContainers(service, { planned, observed }),
  };
}

/** By service that it links to or shares with: the containers that stand for it, in name order. */
export function relatedContainers(
  service: Service,
  { planned, observed }: { readonly planned: PlannedContainers; readonly observed: ObservedState },
): Record<string, ContainerReference[]> {
  const names = [...new Set([...linkedServices(service), ...sharedServices(service)])].sort();
  const containersOf = (name: string) => planned.get(name) ?? containersLeftOut(name, observed);
  return Object.fromEntries(names.map(name => [name, containersOf(name).map(({ id, name }) => ({ id, name }))]));
}

/** Networks, volumes, and containers that it links to or shares with: without them the engine refuses it. */
export function needs(
  service: Service,
  { networks, volumes, planned }: Resources & { readonly planned: PlannedContainers },
): number[] {
  const networkNodes = Object.keys(service.networks ?? {}).map(key => networks.made.get(key));
  const volumeNodes = (service.volumes ?? []).map(volume => volumes.made.get(volume.source ?? ''));
  const linked = linkedServices(service).flatMap(name => planned.get(name) ?? []);
  const shared = sharedServices(service).flatMap(name => planned.get(name) ?? []);
  const containers = [...linked.flatMap(({ ready }) => ready), ...shared.flatMap(existence)];
  return [...networkNodes, ...volumeNodes, ...containers].filter(node => node !== undefined);
}

/** A container is shared with by its id, which it has before it has its name. */
function existence({ id, ready }: PlannedContainer): readonly number[] {
  return typeof id === 'number' ? [id] : ready;
}

/**
 * Containers that stay and want a restart with this service: stopped before it goes, and not before its replacement
 * exists, or is good; started again at the end.
 */
export function stopDependents(name: string, after: number, { project, decisions, plan, options }: Planning): number[] {
  if (options.start === false) return [];
  const reason: Reason = { type: 'dependency-recreated', service: name };
  return dependentsToRestart(name, project)
    .flatMap(dependent => decisions.get(dependent)?.keep ?? [])
    .flatMap(
      container => plan.stop(container, { reason, dependsOn: [after], timeoutSeconds: options.timeoutSeconds }) ?? [],
    );
}

function dependentsToRestart(name: string, project: Project): string[] {
  return Object.keys(project.services)
    .sort()
    .filter(dependent => project.services[dependent]!.depends_on?.[name]?.restart);
}

/**
 * Volumes of the old container that nobody named: mounted again where the new image, or the service without a
 * source, has a volume at the same path.
 */
function inheritedMounts(
  container: ObservedContainer,
  service: Service,
  imageVolumes: readonly string[],
): ObservedMount[] {
  const unnamed = (service.volumes ?? []).filter(volume => !volume.source && volume.type === 'volume');
  const targets = new Set([...imageVolumes, ...unnamed.map(volume => volume.target)]);
  return container.mounts.filter(mount => mount.type !== 'tmpfs' && targets.has(mount.destination));
}
