import type { Project } from '../model/project.ts';
import { imageName } from '../model/resource-names.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import type { Operation, OperationType } from './operation.ts';
import type { Plan, PlanNode } from './plan.ts';
import { formatReason, type Reason, reasonsOf } from './reason.ts';

/** What becomes of one resource. */
export type ActionType =
  | 'pull'
  | 'build'
  | 'push'
  | 'create'
  | 'recreate'
  | 'start'
  | 'restart'
  | 'stop'
  | 'kill'
  | 'rename'
  | 'reconnect'
  | 'remove'
  | 'run'
  | 'keep';

export interface Action {
  readonly action: ActionType;
  readonly type: 'image' | 'provider' | 'network' | 'volume' | 'container';
  /** The engine's name of it. */
  readonly name: string;
  /** Key of the network, volume or provided service in the Compose file, or the container's service. Default: it has none there. */
  readonly key?: string;
  /** Of a replica. */
  readonly number?: number;
  readonly reasons: readonly Reason[];
  /** The reasons in a few words; empty when there are none. */
  readonly why: string;
  /** Of the operations that the action consists of. */
  readonly operations: readonly number[];
  /** The image that it has is pulled or built first: when that turns out to be another, it is recreated. */
  readonly unlessImageChanges?: string;
}

export interface OutlinedOperation {
  /** 1 and up, over all stages. */
  readonly id: number;
  readonly stage: 'images' | 'containers';
  readonly type: OperationType;
  readonly resource: string;
  /** What the engine is told to act on: a name, or for what exists already an id. */
  readonly subject: string;
  readonly reasons: readonly Reason[];
  readonly dependsOn: readonly number[];
}

/** Plans by resource: what people read, and what other programs get as JSON. */
export interface Outline {
  readonly project: string;
  /** Actions other than `keep`. */
  readonly changes: number;
  readonly actions: readonly Action[];
  readonly operations: readonly OutlinedOperation[];
  readonly warnings: readonly string[];
}

export interface OutlineInput {
  readonly project: Project;
  readonly observed: ObservedState;
  /** Pulls, then builds, then the rest: each is carried out when the one before is done. */
  readonly plans: readonly Plan[];
}

export function outlineOf({ project, observed, plans }: OutlineInput): Outline {
  const operations = operationsOf(plans);
  const changed = changesOf(plans);
  const fresh = new Set(changed.filter(({ type }) => type === 'image').map(({ name }) => name));
  const kept = keptOf({ project, observed, plans }, changed).map(action => withDoubt(action, project, fresh));
  const actions = [...changed.map(action => withDoubt(action, project, fresh)), ...kept];
  const warnings = plans.flatMap(plan => plan.warnings);
  return { project: project.name, changes: changed.length, actions: actions.sort(inOrder), operations, warnings };
}

function operationsOf(plans: readonly Plan[]): OutlinedOperation[] {
  const operations: OutlinedOperation[] = [];
  for (const { nodes } of plans) {
    const before = operations.length;
    for (const { id, resource, operation, reason, dependsOn } of nodes) {
      const stage = isOfImages(operation) ? 'images' : 'containers';
      const subject = subjectOf(operation);
      operations.push({
        id: before + id,
        stage,
        type: operation.type,
        resource,
        subject,
        reasons: reasonsOf(reason).map(each => renumbered(each, before)),
        dependsOn: dependsOn.map(other => before + other),
      });
    }
  }
  return operations;
}

function renumbered(reason: Reason, before: number): Reason {
  return reason.type === 'replaced' ? { ...reason, by: before + reason.by } : reason;
}

function isOfImages({ type }: Operation): boolean {
  return type === 'pull-image' || type === 'build-image' || type === 'push-image';
}

function subjectOf(operation: Operation): string {
  switch (operation.type) {
    case 'pull-image':
    case 'push-image':
    case 'build-image':
    case 'remove-image':
      return operation.image;
    case 'create-network':
      return operation.network.name;
    case 'create-volume':
      return operation.volume.name;
    case 'remove-network':
      return operation.id;
    case 'remove-volume':
      return operation.name;
    case 'create-container':
      return operation.replaces === undefined ? operation.name : `${operation.name} for ${operation.replaces.id}`;
    case 'rename-container':
      return `${referenceText(operation.container)} to ${operation.name}`;
    case 'run-hook':
      return operation.name;
    case 'run-provider':
      return `${operation.service.provider?.type} ${operation.action}`;
    case 'wait-for':
      return `${operation.containers.map(({ name }) => name).join(' ')} ${operation.condition}`;
    default:
      return referenceText(operation.container);
  }
}

function referenceText({ id, name }: { readonly id: string | number; readonly name: string }): string {
  return typeof id === 'string' ? id : name;
}

interface Group {
  readonly nodes: PlanNode[];
  readonly ids: number[];
}

function changesOf(plans: readonly Plan[]): Action[] {
  const groups = new Map<string, Group>();
  let before = 0;
  for (const { nodes } of plans) {
    for (const node of nodes) {
      if (node.operation.type === 'wait-for') continue;
      const group = groups.get(groupOf(node)) ?? { nodes: [], ids: [] };
      group.nodes.push(node);
      group.ids.push(before + node.id);
      groups.set(groupOf(node), group);
    }
    before += nodes.length;
  }
  return [...groups.values()].map(toAction);
}

/** The hook of a service runs for all of its replicas: it goes with the first of them. */
function groupOf({ resource, operation }: PlanNode): string {
  if (operation.type === 'run-hook' && /^service:[^:]+$/.test(resource)) return `${resource}:1`;
  return operation.type === 'pull-image' || operation.type === 'build-image'
    ? `${operation.type} ${resource}`
    : resource;
}

function toAction({ nodes, ids }: Group): Action {
  const types = new Set(nodes.map(({ operation }) => operation.type));
  const action = actionOf(types, nodes);
  const reasons = reasonsFor(nodes);
  return { action, ...identityOf(nodes), reasons, why: reasons.map(formatReason).join('; '), operations: ids };
}

function actionOf(types: ReadonlySet<OperationType>, nodes: readonly PlanNode[]): ActionType {
  const creates = [...types].some(type => type.startsWith('create-'));
  const removes = [...types].some(type => type.startsWith('remove-'));
  const replaces = nodes.some(({ operation }) => operation.type === 'create-container' && operation.replaces);
  if (creates) return removes || replaces ? 'recreate' : 'create';
  if (types.has('pull-image')) return 'pull';
  if (types.has('push-image')) return 'push';
  if (types.has('build-image')) return 'build';
  if (types.has('run-provider')) return 'run';
  if (types.has('rename-container')) return 'rename';
  if (removes) return 'remove';
  if (types.has('start-container')) return types.has('stop-container') ? 'restart' : 'start';
  if (types.has('stop-container')) return 'stop';
  return types.has('kill-container') ? 'kill' : 'reconnect';
}

/** What began it: the making, else the first step. Steps that follow from others say nothing of their own. */
function reasonsFor(nodes: readonly PlanNode[]): readonly Reason[] {
  const making = nodes.find(({ operation }) => operation.type.startsWith('create-'));
  const steps = making ? [making] : nodes.filter(({ reason }) => !isDerived(reason));
  const [first] = steps.length > 0 ? steps : nodes;
  return reasonsOf(first!.reason);
}

function isDerived({ type }: Reason): boolean {
  return type === 'replaced' || type === 'created' || type === 'recreated' || type === 'hook';
}

type Identity = Pick<Action, 'type' | 'name' | 'key' | 'number'>;

function identityOf(nodes: readonly PlanNode[]): Identity {
  const [kind = '', key = '', number] = nodes[0]!.resource.split(':');
  const name = nodes.map(({ operation }) => nameOf(operation)).find(found => found !== undefined) ?? key;
  if (kind === 'service') return { type: 'container', name, key, ...(number ? { number: Number(number) } : {}) };
  if (kind === 'container') return { type: 'container', name };
  return kind === 'image' ? { type: 'image', name } : { type: kind as 'provider' | 'network' | 'volume', name, key };
}

function nameOf(operation: Operation): string | undefined {
  switch (operation.type) {
    case 'pull-image':
    case 'push-image':
    case 'build-image':
    case 'remove-image':
      return operation.image;
    case 'create-network':
      return operation.network.name;
    case 'create-volume':
      return operation.volume.name;
    case 'remove-network':
    case 'remove-volume':
    case 'create-container':
      return operation.name;
    case 'run-provider':
    case 'run-hook':
    case 'wait-for':
      return undefined;
    default:
      return operation.container.name;
  }
}

/** What the project has and the plans leave alone. */
function keptOf({ project, observed }: OutlineInput, changed: readonly Action[]): Action[] {
  const isChanged = (type: Action['type'], name: string): boolean =>
    changed.some(action => action.type === type && action.name === name);
  const keep = (identity: Identity): Action[] =>
    isChanged(identity.type, identity.name)
      ? []
      : [{ action: 'keep', ...identity, reasons: [], why: '', operations: [] }];
  const networks = Object.entries(project.networks).filter(([, { name }]) => observed.networks[name]);
  const volumes = Object.entries(project.volumes).filter(([, { name }]) => observed.volumes[name]);
  const containers = observed.containers.filter(({ service, oneOff }) => !oneOff && service in project.services);
  return [
    ...networks.flatMap(([key, { name }]) => keep({ type: 'network', key, name })),
    ...volumes.flatMap(([key, { name }]) => keep({ type: 'volume', key, name })),
    ...containers
      .filter(({ id }) => !changed.some(action => action.operations.length > 0 && action.name === id))
      .flatMap(({ name, service, number }) => keep({ type: 'container', key: service, name, number })),
  ];
}

function withDoubt(action: Action, project: Project, fresh: ReadonlySet<string>): Action {
  const service = action.type === 'container' ? project.services[action.key ?? ''] : undefined;
  if (!service || !['keep', 'start', 'restart', 'reconnect', 'rename'].includes(action.action)) return action;
  const image = imageName(project, service);
  return fresh.has(image) ? { ...action, unlessImageChanges: image } : action;
}

const order = ['image', 'provider', 'network', 'volume', 'container'];

function inOrder(a: Action, b: Action): number {
  return (
    order.indexOf(a.type) - order.indexOf(b.type) ||
    (a.key ?? a.name).localeCompare(b.key ?? b.name, 'en') ||
    (a.number ?? 0) - (b.number ?? 0)
  );
}
