import { buildGraph } from '../graph/graph.ts';
import { topologicalOrder } from '../graph/order.ts';
import { dependenciesOf, replicasOf } from '../model/dependencies.ts';
import { label } from '../model/labels.ts';
import type { Project } from '../model/project.ts';
import { sharedServices } from '../model/references.ts';
import { containerName, imageName, type Naming } from '../model/resource-names.ts';
import type { Service } from '../model/service.ts';
import type { ObservedContainer, ObservedState } from '../observe/observed-state.ts';
import { isRunning } from './container.ts';
import { comparable, modelsOf } from './counterpart.ts';
import { type Fingerprint, fingerprint, isMadeOf } from './fingerprint.ts';
import { containersLeftOut } from './left-out.ts';
import type { ReconcileOptions } from './options.ts';
import { combined, type Reason } from './reason.ts';
import { type Replacements, replacedBy, withTemporaryName } from './replacements.ts';

/** What becomes of a service's containers, each list by number. */
export interface Decision {
  readonly service: Service;
  readonly keep: readonly ObservedContainer[];
  readonly recreate: readonly { readonly container: ObservedContainer; readonly reason: Reason }[];
  readonly create: readonly { readonly number: number; readonly reason: Reason }[];
  /** More than the service should have. */
  readonly surplus: readonly ObservedContainer[];
  /** Removed first, since they mount a volume that is made anew; `create` takes their place. */
  readonly displaced: readonly ObservedContainer[];
  /** Of a container and its replacement, both there since an earlier run was cut short, the one of no use now. */
  readonly abandoned: readonly ObservedContainer[];
}

/** Decides over all services in dependency order, since a container's fate depends on those it shares with. */
export function decide(input: Omit<Input, 'decisions'>): Map<string, Decision> {
  const { project } = input;
  const names = Object.keys(project.services).sort();
  const order = topologicalOrder(buildGraph(names, name => dependenciesOf(project.services[name]!, project)));
  const decisions = new Map<string, Decision>();
  for (const name of order) {
    const service = project.services[name]!;
    if (service.provider) continue;
    decisions.set(name, decideService(service, { ...input, decisions }));
  }
  return decisions;
}

interface Input {
  readonly project: Project;
  readonly observed: ObservedState;
  readonly options: ReconcileOptions;
  readonly replacements: Replacements;
  /** Of the services that this one depends on. */
  readonly decisions: ReadonlyMap<string, Decision>;
}

function decideService(service: Service, input: Input): Decision {
  const all = input.observed.containers
    .filter(container => container.service === service.name && !container.oneOff && container.configHash !== undefined)
    .sort((a, b) => a.number - b.number);
  const displaced = all.filter(container => mountsAny(container, volumesToRecreate(input)));
  const { existing, abandoned } = settle(
    service,
    all.filter(container => !displaced.includes(container)),
    input,
  );
  const judged = judge(service, existing, input);
  const upToDate = judged.filter(({ reason }) => !reason);
  const obsolete = judged.filter(({ reason }) => reason);
  const replicas = replicasOf(service);
  const surplus = [...upToDate, ...obsolete].slice(replicas).map(entry => entry.container);
  const wanted = [...upToDate, ...obsolete].slice(0, replicas);
  const last = existing.at(-1)?.number ?? 0;
  const reason: Reason = existing.length > 0 ? { type: 'scaled-up', replicas } : { type: 'missing' };
  return {
    service,
    displaced: displaced.map(container => withTemporaryName(container, input.replacements)),
    // What a surplus container was made to replace goes with it.
    abandoned: [...abandoned, ...surplus.flatMap(container => replacedBy(container, input.replacements) ?? [])],
    keep: wanted.filter(entry => !entry.reason).map(entry => entry.container),
    recreate: wanted.flatMap(({ container, reason }) => (reason ? [{ container, reason }] : [])),
    surplus: surplus.map(container => withTemporaryName(container, input.replacements)),
    create: Array.from({ length: Math.max(0, replicas - existing.length) }, (_, index) => ({
      number: last + index + 1,
      reason,
    })),
  };
}

/**
 * Of a container and its replacement one is left: the replacement where it is as it should be, since what is left to
 * do is to take away the other; else the container that has been running.
 */
function settle(
  service: Service,
  containers: readonly ObservedContainer[],
  input: Input,
): { existing: ObservedContainer[]; abandoned: ObservedContainer[] } {
  const gone = new Set<ObservedContainer>();
  const abandoned: ObservedContainer[] = [];
  for (const container of containers) {
    const replaced = input.replacements.get(container.id)?.replaced;
    if (!replaced || !containers.includes(replaced)) continue;
    const isUsable = !input.options.noRecreate && judge(service, [container], input)[0]!.reason === undefined;
    gone.add(isUsable ? replaced : container);
    if (!isUsable) abandoned.push(withTemporaryName(container, input.replacements));
  }
  return { existing: containers.filter(container => !gone.has(container)), abandoned };
}

interface Judged {
  readonly container: ObservedContainer;
  /** Why it has to be made anew; undefined when it is up to date. */
  readonly reason: Reason | undefined;
}

function judge(service: Service, existing: readonly ObservedContainer[], input: Input): Judged[] {
  const forced = forcedBy(service, input.options);
  const expected = expectedOf(service, input);
  return existing.map(container => ({
    container,
    reason: isLeft(container, input.options)
      ? undefined
      : combined([...forced, ...divergences(container, expected, input.observed)]),
  }));
}

function isLeft(container: ObservedContainer, { noRecreate, keepRunning }: ReconcileOptions): boolean {
  return noRecreate === true || (keepRunning === true && isRunning(container));
}

function forcedBy(service: Service, options: ReconcileOptions): Reason[] {
  const named = !options.services?.length || options.services.includes(service.name);
  if (!named) return options.alwaysRecreateDeps ? [{ type: 'forced', by: '--always-recreate-deps' }] : [];
  if (options.forceRecreate) return [{ type: 'forced', by: '--force-recreate' }];
  return options.renewAnonVolumes ? [{ type: 'forced', by: '--renew-anon-volumes' }] : [];
}

/** What a container of the service looks like when it is up to date. */
interface Expected {
  /** A service that it shares namespaces or volumes with and that gets new containers. */
  readonly recreatedParent: string | undefined;
  /** What its labels say, by whose rules they were made. */
  readonly fingerprints: readonly Fingerprint[];
  readonly imageId: string;
  readonly networks: readonly { readonly key: string; readonly name: string }[];
  readonly volumes: readonly { readonly key: string; readonly name: string }[];
}

function expectedOf(service: Service, input: Input): Expected {
  const { project, observed, decisions } = input;
  const containerOf = (name: string): string | undefined => {
    const decision = decisions.get(name);
    return decision ? keptRepresentative(decision, project) : containersLeftOut(name, observed)[0]?.id;
  };
  const volumes = (service.volumes ?? []).filter(volume => volume.type === 'volume' && volume.source);
  return {
    recreatedParent: sharedServices(service).find(name => containerOf(name) === undefined),
    fingerprints: modelsOf(input).flatMap(model => {
      const same = model.project.services[service.name];
      return same ? [fingerprint(same, { ...model, observed, containerOf })] : [];
    }),
    imageId: observed.images[imageName(project, service)]?.id ?? '',
    networks: Object.keys(service.networks ?? {})
      .sort()
      .map(key => ({ key, name: project.networks[key]?.name ?? key })),
    volumes: volumes.map(({ source = '' }) => ({ key: source, name: project.volumes[source]?.name ?? source })),
  };
}

/** The first container in name order stands for a service; undefined when it will be another than now. */
function keptRepresentative(decision: Decision, project: Naming): string | undefined {
  const [first] = finalNames(decision, project);
  return decision.keep.find(container => container.name === first)?.id;
}

/** Names of the containers that the service will have, in order. */
export function finalNames({ service, keep, recreate, create }: Decision, project: Naming): string[] {
  const numbers = [...recreate.map(({ container }) => container.number), ...create.map(({ number }) => number)];
  return [...keep.map(({ name }) => name), ...numbers.map(number => containerName(project, service, number))].sort();
}

/** All differences between a container and what it should be. */
function divergences(container: ObservedContainer, expected: Expected, observed: ObservedState): Reason[] {
  const { recreatedParent, imageId } = expected;
  const fingerprints = comparable(container, expected.fingerprints);
  const isSameConfig = fingerprints.some(fingerprint => isMadeOf(container, fingerprint));
  const from = container.imageLabel ?? '';
  const digest = container.labels[label.imageVolumeDigest] ?? '';
  const isSameDigest = fingerprints.some(({ imageVolumeDigest }) => imageVolumeDigest === digest);
  const network = expected.networks.find(({ name }) => !isAttached(container, name, observed));
  const volume = expected.volumes.find(({ name }) => !mountsAny(container, [name]));
  const found: (Reason | false | undefined)[] = [
    // Without its parent's new container the service has no hash to compare.
    recreatedParent !== undefined
      ? { type: 'dependency-recreated', service: recreatedParent }
      : !isSameConfig && { type: 'config-changed' },
    from !== imageId && { type: 'image-changed', from, to: imageId },
    !isSameDigest && { type: 'image-changed', from: digest, to: fingerprints[0]?.imageVolumeDigest ?? '' },
    network && { type: 'network-changed', network: network.key },
    volume && { type: 'volume-changed', volume: volume.key },
  ];
  return found.filter(reason => reason !== undefined && reason !== false);
}

/**
 * Attached to the network that has this name now. A container that never ran may know its networks by name only.
 */
function isAttached(container: ObservedContainer, name: string, observed: ObservedState): boolean {
  const network = observed.networks[name];
  if (!network) return container.state !== 'running' && name in container.networks && container.networks[name] === '';
  if (Object.values(container.networks).includes(network.id)) return true;
  return container.state !== 'running' && container.networks[name] === '';
}

function volumesToRecreate({ project, options }: Input): string[] {
  return (options.recreateVolumes ?? []).flatMap(key => project.volumes[key]?.name ?? []);
}

function mountsAny(container: ObservedContainer, volumes: readonly string[]): boolean {
  return container.mounts.some(mount => mount.type === 'volume' && volumes.includes(mount.name ?? ''));
}
