import { networkHash } from '../model/hash.ts';
import { label } from '../model/labels.ts';
import { linkedServices } from '../model/references.ts';
import type { Network } from '../model/resources.ts';
import type { Service } from '../model/service.ts';
import type { ObservedContainer, ObservedNetwork } from '../observe/observed-state.ts';
import { containerResource } from './container.ts';
import { comparable, modelsOf } from './counterpart.ts';
import { finalNames } from './decide.ts';
import type { Planning } from './planning.ts';
import type { Reason } from './reason.ts';

export interface PlannedNetworks {
  /** The node that makes a network, by its key in the project; those that stay are absent. */
  readonly made: ReadonlyMap<string, number>;
  /** Nodes that give a container that stays its networks back, by the container's id. */
  readonly reconnected: ReadonlyMap<string, readonly number[]>;
}

/** Makes the networks that are missing, and makes those anew that changed. */
export function planNetworks(planning: Planning): PlannedNetworks {
  const { project, observed } = planning;
  const made = new Map<string, number>();
  const reconnected = new Map<string, number[]>();
  for (const key of Object.keys(project.networks).sort()) {
    const network = project.networks[key]!;
    if (network.external) continue;
    const found = observed.networks[network.name];
    if (!found) made.set(key, create(key, network, { planning, reason: { type: 'missing' }, dependsOn: [] }));
    else if (isOwn(found, planning)) planOwn(key, network, { planning, found, made, reconnected });
  }
  return { made, reconnected };
}

/** A network of that name which the project doesn't own is used as it is. */
function isOwn(found: ObservedNetwork, { project, plan }: Planning): boolean {
  const owner = found.labels[label.project];
  if (owner === project.name) return true;
  const maker = owner === undefined ? 'by compose' : `for project "${project.name}"`;
  plan.warn(
    `a network with name ${found.name} exists but was not created ${maker}.\nSet \`external: true\` to use an existing network`,
  );
  return false;
}

interface OwnNetwork {
  readonly planning: Planning;
  readonly found: ObservedNetwork;
  readonly made: Map<string, number>;
  readonly reconnected: Map<string, number[]>;
}

function planOwn(key: string, network: Network, { planning, found, made, reconnected }: OwnNetwork): void {
  const hash = found.labels[label.configHash];
  if (hash === undefined || hashesOf(key, found, planning).includes(hash)) return;
  const reason: Reason = { type: 'network-changed', network: key };
  const attached = attachedContainers(network.name, planning);
  const removed = planning.plan.add({
    resource: `network:${key}`,
    operation: { type: 'remove-network', id: found.id, name: found.name, ifUnused: false },
    reason,
    dependsOn: attached.map(container => disconnect(container, { planning, network: network.name, reason })),
  });
  const created = create(key, network, { planning, reason, dependsOn: [removed] });
  made.set(key, created);
  for (const container of attached.filter(container => isKept(container, planning))) {
    const service = planning.project.services[container.service]!;
    const linked = linkedNames(service, planning);
    const operation = { type: 'connect-network', key, service, container, linked } as const;
    const node = planning.plan.add({ resource: containerResource(container), operation, reason, dependsOn: [created] });
    reconnected.set(container.id, [...(reconnected.get(container.id) ?? []), node]);
  }
}

function hashesOf(key: string, found: ObservedNetwork, planning: Planning): string[] {
  return comparable(found, modelsOf(planning)).flatMap(({ project, composeVersion }) => {
    const network = project.networks[key];
    return network ? [networkHash(network, composeVersion)] : [];
  });
}

interface Creation {
  readonly planning: Planning;
  readonly reason: Reason;
  readonly dependsOn: readonly number[];
}

function create(key: string, network: Network, { planning, reason, dependsOn }: Creation): number {
  return planning.plan.add({
    resource: `network:${key}`,
    operation: { type: 'create-network', key, network },
    reason,
    dependsOn,
  });
}

interface Disconnection {
  readonly planning: Planning;
  readonly network: string;
  readonly reason: Reason;
}

function disconnect(container: ObservedContainer, { planning, network, reason }: Disconnection): number {
  const { timeoutSeconds } = planning.options;
  const stopped = planning.plan.stop(container, { reason, dependsOn: [], timeoutSeconds });
  return planning.plan.add({
    resource: containerResource(container),
    operation: { type: 'disconnect-network', network, container },
    reason,
    dependsOn: stopped === undefined ? [] : [stopped],
  });
}

function attachedContainers(network: string, { observed, decisions }: Planning): ObservedContainer[] {
  return observed.containers.filter(
    container => !container.oneOff && decisions.has(container.service) && network in container.networks,
  );
}

/** Containers that stay get their network back; the others are made anew with it, or removed. */
function isKept(container: ObservedContainer, { decisions }: Planning): boolean {
  return decisions.get(container.service)?.keep.includes(container) ?? false;
}

function linkedNames(service: Service, { decisions, project }: Planning): Record<string, readonly string[]> {
  return Object.fromEntries(
    linkedServices(service).map(name => [name, decisions.has(name) ? finalNames(decisions.get(name)!, project) : []]),
  );
}
