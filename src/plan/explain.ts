import { changedFields, parseFieldDigests } from '../model/field-digests.ts';
import { flavourOf } from '../model/flavour.ts';
import { serviceHash } from '../model/hash.ts';
import { gantryLabel, label } from '../model/labels.ts';
import type { Project } from '../model/project.ts';
import { sharedServices } from '../model/references.ts';
import { type Discretion, hidden } from '../model/secrecy.ts';
import type { Service } from '../model/service.ts';
import type { ObservedContainer } from '../observe/observed-state.ts';
import { type ContainerShape, containerFields, type FieldValue } from './container-fields.ts';
import type { Operation } from './operation.ts';
import type { Counterpart } from './options.ts';
import type { Plan, PlanNode } from './plan.ts';
import { combined, type FieldChange, type Reason, reasonsOf } from './reason.ts';

/** A container that is replaced as the engine has it, and as the new one would be asked for. */
export interface Replacing {
  readonly old: ContainerShape;
  readonly next: ContainerShape;
}

export interface Explaining {
  readonly project: Project;
  /** The project as each flavour reads it, the one asked for first. */
  readonly models: readonly Counterpart[];
  /** By the node that creates the new container; without an entry values aren't told. */
  readonly replacing: ReadonlyMap<number, Replacing>;
  readonly discretion: Discretion;
}

type Replacement = Extract<Operation, { type: 'create-container' }> & { readonly replaces: ObservedContainer };

/** The node as the creation of a container whose configuration has changed; undefined for all others. */
export function asReconfiguration({ operation, reason }: PlanNode): Replacement | undefined {
  if (operation.type !== 'create-container' || operation.replaces === undefined) return undefined;
  return reasonsOf(reason).some(({ type }) => type === 'config-changed')
    ? { ...operation, replaces: operation.replaces }
    : undefined;
}

/** The plan with reasons down to the field: which ones of a changed configuration are others, and from what to what. */
export function explain(plan: Plan, explaining: Explaining): Plan {
  return { ...plan, nodes: plan.nodes.map(node => explainNode(node, explaining)) };
}

function explainNode(node: PlanNode, explaining: Explaining): PlanNode {
  const replacement = asReconfiguration(node);
  if (replacement === undefined) return node;
  const reasons = reasonsOf(node.reason).map(reason =>
    reason.type === 'config-changed' ? configReason(node.id, replacement, explaining) : reason,
  );
  return { ...node, reason: combined(reasons)! };
}

function configReason(node: number, { service, replaces }: Replacement, explaining: Explaining): Reason {
  const { models, replacing, project, discretion } = explaining;
  const shapes = replacing.get(node);
  const values = shapes && {
    old: containerFields(shapes.old, project),
    next: containerFields(shapes.next, project),
  };
  const changes = labelledChanges(replaces, models) ?? (values ? visibleChanges(values) : []);
  const [shared] = sharedServices(service);
  // The fields are the same: the container that it shares with was replaced by another.
  if (changes.length === 0 && shared !== undefined) return { type: 'dependency-recreated', service: shared };
  return {
    type: 'config-changed',
    ...hashes(service, replaces, models[0]!),
    fields: changes.map(change => withValues(change, values, discretion)),
  };
}

function hashes(service: Service, { configHash }: ObservedContainer, { composeVersion }: Counterpart) {
  if (configHash === undefined || sharedServices(service).length > 0) return {};
  return { from: configHash, to: serviceHash(service, composeVersion) };
}

interface Change extends Pick<FieldChange, 'path' | 'change'> {
  /** Its old value had a secret in it, whatever the project knows of that now. Default: false. */
  readonly wasSecret?: boolean;
}

/** What differs from the digests that gantry left on the container; undefined where it has none. */
function labelledChanges(
  { labels, service, configHash = '' }: ObservedContainer,
  models: readonly Counterpart[],
): Change[] | undefined {
  const digests = parseFieldDigests(labels[gantryLabel.fields] ?? '', configHash);
  const maker = flavourOf(labels[label.version]);
  const model = models.find(({ composeVersion }) => composeVersion === maker);
  const wanted = model?.project.services[service];
  if (!digests || !model || !wanted) return undefined;
  return changedFields(digests, wanted, model.composeVersion).map(({ path, was, is, wasSecret }) => ({
    path,
    wasSecret,
    change: was && is ? 'changed' : was ? 'removed' : 'added',
  }));
}

interface Values {
  readonly old: ReadonlyMap<string, FieldValue>;
  readonly next: ReadonlyMap<string, FieldValue>;
}

/** What can be seen of it in the container, as far as that goes. */
function visibleChanges({ old, next }: Values): Change[] {
  return [...new Set([...old.keys(), ...next.keys()])]
    .filter(path => String(old.get(path)) !== String(next.get(path)))
    .sort()
    .map(path => ({ path, change: !old.has(path) ? 'added' : next.has(path) ? 'changed' : 'removed' }));
}

function withValues(
  { path, change, wasSecret = false }: Change,
  values: Values | undefined,
  discretion: Discretion,
): FieldChange {
  const { from, to } = (values && differenceAt(path, values)) ?? {};
  return {
    path,
    change,
    ...(from === undefined || change === 'added' ? {} : { from: told(from, to) }),
    ...(to === undefined || change === 'removed' ? {} : { to: told(to, from) }),
  };

  /** A secret that was exchanged is known as one by its new value only: where one is hidden, both are. */
  function told(value: string, other: string | undefined): string {
    const isOther = other !== undefined && discretion(path, other) !== other;
    return wasSecret || isOther ? hidden(value) : discretion(path, value);
  }
}

/** Undefined when both are the same: the engine doesn't tell what has changed. */
function differenceAt(path: string, { old, next }: Values): { from?: string; to?: string } | undefined {
  const [from, to] = [old.get(seenAs(path)), next.get(seenAs(path))];
  if (String(from) === String(to)) return undefined;
  const [gone, come] = [without(from, to), without(to, from)];
  return { ...(gone === undefined ? {} : { from: gone }), ...(come === undefined ? {} : { to: come }) };
}

/** Of a list only the entries that the other lacks. */
function without(value: FieldValue | undefined, other: FieldValue | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  const rest = value.filter(entry => !other?.includes(entry));
  return rest.length > 0 ? rest.join(', ') : undefined;
}

const sameAs: Readonly<Record<string, string>> = {
  'deploy.resources.limits.memory': 'mem_limit',
  'deploy.resources.limits.cpus': 'cpus',
  'deploy.resources.limits.pids': 'pids_limit',
  'deploy.resources.reservations.memory': 'mem_reservation',
};

/** Where the engine shows what the Compose file says here. */
function seenAs(path: string): string {
  if (path.startsWith('deploy.restart_policy.')) return 'restart';
  return path.startsWith('ulimits.') ? 'ulimits' : (sameAs[path] ?? path);
}
