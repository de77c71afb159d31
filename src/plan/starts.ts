import { dependenciesOf } from '../model/dependencies.ts';
import type { Dependency, Service } from '../model/service.ts';
import { isRunning } from './container.ts';
import type { PlannedContainer, PlannedContainers } from './containers.ts';
import { planHandover } from './handover.ts';
import { planPostStart, planPreStart } from './hooks.ts';
import type { Planning } from './planning.ts';
import type { Reason } from './reason.ts';

/**
 * Starts what doesn't run, each service when what it depends on is as far as it asks, and waits where asked to. Gives
 * the nodes after which all are started.
 */
export function planStarts(planning: Planning, containers: PlannedContainers): readonly number[] {
  const { context, starts } = startServices(planning, containers);
  const { wait, rollbackOnFailure } = planning.options;
  if (wait) planWaits(context, { starts, by: '--wait', containers });
  else if (rollbackOnFailure) {
    planWaits(context, { starts, by: '--rollback-on-failure', containers: updatedOf(containers, planning) });
  }
  return starts;
}

/** Starts what doesn't run; what else waits for those services finds its gates by the context (`gatesOf`). */
export function startServices(
  planning: Planning,
  containers: PlannedContainers,
): { readonly context: StartContext; readonly starts: readonly number[] } {
  const isStarting = (name: string) => (containers.get(name) ?? []).some(container => mustStart(container, planning));
  const context: StartContext = {
    planning,
    containers,
    started: new Map(),
    waits: new Map(),
    glances: new Set(),
    isStarting,
  };
  const starts: number[] = [];
  for (const [name, own] of containers) {
    const service = planning.project.services[name]!;
    const starting = own.filter(container => mustStart(container, planning));
    const othersRun = starting.length < own.length;
    const gates = planPreStart(service, {
      planning,
      containers,
      starting,
      othersRun,
      gates: gatesOf(service, context),
    });
    const nodes = starting.map(container => start(container, { service, gates, planning }));
    starts.push(...nodes);
    context.started.set(name, nodes.length > 0 ? nodes : gates);
  }
  return { context, starts };
}

export interface StartContext {
  readonly planning: Planning;
  readonly containers: PlannedContainers;
  /** Nodes after which a service counts as started. */
  readonly started: Map<string, readonly number[]>;
  /** Nodes that wait for a service's condition, by service, condition and whether it must hold. */
  readonly waits: Map<string, number>;
  /** Those of them that only look. Default: none does. */
  readonly glances?: Set<number>;
  /** Whether containers of the service are about to be started. Default: those of all are. */
  readonly isStarting?: (service: string) => boolean;
}

/** What must have happened before containers of the service start. */
export function gatesOf(service: Service, context: StartContext): number[] {
  return dependenciesOf(service, context.planning.project).flatMap(name => {
    const started = context.started.get(name) ?? [];
    const dependency = service.depends_on?.[name];
    const wait = dependency && waitFor(name, dependency, context);
    return wait === undefined ? started : [wait];
  });
}

/** One wait serves all that depend on the service in the same way. */
function waitFor(name: string, dependency: Dependency, context: StartContext): number | undefined {
  const { planning, containers, started, waits } = context;
  const own = containers.get(name) ?? [];
  if (dependency.condition === 'service_started' || own.length === 0) return undefined;
  const { condition, required } = dependency;
  const key = `${name} ${condition} ${required}`;
  const planned = waits.get(key);
  if (planned !== undefined) return planned;
  const services = waitersOf(name, dependency, planning);
  const before = [...(started.get(name) ?? []), ...own.flatMap(container => container.ready)];
  const glance = before.every(node => context.glances?.has(node)) && !services.some(context.isStarting ?? (() => true));
  const wait = planning.plan.add({
    resource: `service:${name}`,
    operation: {
      type: 'wait-for',
      service: name,
      containers: own.map(toReference),
      condition,
      required,
      ...timeoutOf(planning),
      ...(glance ? { glance } : {}),
    },
    reason: { type: 'needed-by', services },
    dependsOn: before,
  });
  waits.set(key, wait);
  if (glance) context.glances?.add(wait);
  return wait;
}

function waitersOf(name: string, { condition, required }: Dependency, { project }: Planning): string[] {
  return Object.keys(project.services)
    .sort()
    .filter(waiter => {
      const dependency = project.services[waiter]!.depends_on?.[name];
      return dependency?.condition === condition && dependency.required === required;
    });
}

function mustStart({ observed }: PlannedContainer, { plan }: Planning): boolean {
  return !observed || !isRunning(observed) || plan.stopOf(observed) !== undefined;
}

interface Starting {
  readonly service: Service;
  readonly gates: readonly number[];
  readonly planning: Planning;
}

/** Ports are taken at the start, so containers that give theirs up are stopped before any is started. */
function start(container: PlannedContainer, { service, gates, planning }: Starting): number {
  const { plan } = planning;
  const resource = `service:${service.name}:${container.number}`;
  const group = `start:${resource}`;
  const started = plan.add({
    resource,
    operation: { type: 'start-container', container: toReference(container), service: service.name },
    reason: startReason(container, planning),
    dependsOn: [...container.ready, ...gates, ...plan.stops()],
    ...(service.post_start?.length ? { group } : {}),
  });
  const done = planPostStart(service, container, { planning, started, group });
  const { predecessor } = container;
  if (predecessor) planHandover({ ...container, predecessor }, { service: service.name, started: done, planning });
  return done;
}

function startReason({ observed, reason }: PlannedContainer, { plan }: Planning): Reason {
  return observed && plan.stopOf(observed) !== undefined ? { type: 'not-running', state: 'stopped' } : reason;
}

/** Services of which something is started, or was put in place by a run that was cut short. */
function updatedOf(containers: PlannedContainers, planning: Planning): PlannedContainers {
  const isUpdated = (container: PlannedContainer): boolean =>
    mustStart(container, planning) || planning.replacements.has(String(container.id));
  return new Map([...containers].filter(([, own]) => own.some(isUpdated)));
}

interface Waiting {
  readonly containers: PlannedContainers;
  readonly starts: readonly number[];
  /** The flag that asks for it. */
  readonly by: string;
}

/** `--wait`: services run or are healthy; those that somebody expects to complete have to. */
function planWaits({ planning }: StartContext, { containers, starts, by }: Waiting): void {
  const { project, plan } = planning;
  const completing = new Set(
    Object.values(project.services).flatMap(service =>
      Object.entries(service.depends_on ?? {})
        .filter(([, dependency]) => dependency.condition === 'service_completed_successfully')
        .map(([name]) => name),
    ),
  );
  for (const [name, own] of containers) {
    if (own.length === 0) continue;
    const condition = completing.has(name) ? 'service_completed_successfully' : 'running_or_healthy';
    const waited = {
      service: name,
      containers: own.map(toReference),
      condition,
      required: true,
      byUser: true,
    } as const;
    plan.add({
      resource: `service:${name}`,
      operation: { type: 'wait-for', ...waited, ...timeoutOf(planning) },
      reason: { type: 'requested', by },
      dependsOn: starts,
    });
  }
}

function timeoutOf({ options }: Planning): { timeoutSeconds?: number } {
  return options.waitTimeoutSeconds === undefined ? {} : { timeoutSeconds: options.waitTimeoutSeconds };
}

function toReference({ id, name }: PlannedContainer): { id: string | number; name: string } {
  return { id, name };
}
