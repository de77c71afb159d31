import { withRestartedDependents } from '../model/dependencies.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import type { ObservedContainer, ObservedState } from '../observe/observed-state.ts';
import { planBuilder } from './builder.ts';
import { containerResource } from './container.ts';
import type { PlannedContainer } from './containers.ts';
import { planPostStart } from './hooks.ts';
import type { Plan } from './plan.ts';
import type { Planning } from './planning.ts';
import { hasPreStop, planPreStop } from './pre-stop.ts';
import type { Reason } from './reason.ts';
import { dependencyOrder } from './service-order.ts';
import { gatesOf, type StartContext } from './starts.ts';

export interface RestartOptions {
  /** Services to restart, with those that want to be restarted with them. Default: all of the project. */
  readonly services?: readonly string[];
  /** Leave services alone that want to be restarted with those named. Default: false. */
  readonly noDeps?: boolean;
  /** Seconds until a container that doesn't end is killed. Default: each container's own grace time. */
  readonly timeoutSeconds?: number;
}

/** Restarts containers that exist, running or not; of dependencies only those with `restart: true` count. */
export function planRestart(project: Project, observed: ObservedState, options: RestartOptions = {}): Plan {
  const affected = affectedProject(project, options);
  const containers = new Map(
    dependencyOrder(affected).map(name => [name, containersOf(name, observed).map(toPlanned)] as const),
  );
  const planning: Planning = {
    project: affected,
    observed,
    options: {},
    plan: planBuilder(),
    decisions: new Map(),
    replacements: new Map(),
  };
  const context: StartContext = { planning, containers, started: new Map(), waits: new Map() };
  for (const [name, own] of containers) {
    const service = affected.services[name]!;
    const gates = gatesOf(service, context);
    const reason = reasonOf(service, options.services ?? []);
    const nodes = own.map(container => restart(container, { service, gates, reason, planning, options }));
    context.started.set(name, nodes.length > 0 ? nodes : gates);
  }
  return planning.plan.finish();
}

/** Only the services that are restarted, with the dependencies that matter to a restart. */
function affectedProject(project: Project, { services: named = [], noDeps = false }: RestartOptions): Project {
  const known = named.filter(name => Object.hasOwn(project.services, name));
  const names =
    named.length === 0 ? Object.keys(project.services) : noDeps ? known : withRestartedDependents(known, project);
  const services = names.map(name => [name, withRestartsOnly(project.services[name]!, names)] as const);
  return { ...project, services: Object.fromEntries(services) };
}

function withRestartsOnly({ depends_on, ...service }: Service, names: readonly string[]): Service {
  const kept = Object.entries(depends_on ?? {}).filter(([name, { restart }]) => restart && names.includes(name));
  return { ...service, depends_on: Object.fromEntries(kept) };
}

interface Restarted extends PlannedContainer {
  readonly observed: ObservedContainer;
}

function containersOf(name: string, observed: ObservedState): ObservedContainer[] {
  return observed.containers.filter(({ service, oneOff }) => service === name && !oneOff);
}

function toPlanned(container: ObservedContainer): Restarted {
  const { id, name, number, state } = container;
  return { id, name, number, observed: container, ready: [], reason: { type: 'not-running', state } };
}

function reasonOf({ name, depends_on = {} }: Service, named: readonly string[]): Reason {
  const [dependency] = Object.keys(depends_on).sort();
  if (named.length === 0 || named.includes(name) || dependency === undefined)
    return { type: 'requested', by: 'restart' };
  return { type: 'dependency-restarted', service: dependency };
}

interface Restarting {
  readonly service: Service;
  readonly gates: readonly number[];
  readonly reason: Reason;
  readonly planning: Planning;
  readonly options: RestartOptions;
}

/** Gives the last node of the container: its restart, or its last `post_start` hook. */
function restart({ observed: container, ...planned }: Restarted, restarting: Restarting): number {
  const { service, gates, reason, planning, options } = restarting;
  const { plan } = planning;
  const resource = containerResource(container);
  const group = `restart:${resource}`;
  const hooked = hasPreStop(container, service);
  const { timeoutSeconds } = options;
  const started = plan.add({
    resource,
    operation: {
      type: 'restart-container',
      container,
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    },
    reason,
    dependsOn: hooked ? planPreStop(container, service, { add: plan.add, dependsOn: gates, group }) : gates,
    ...(hooked || service.post_start?.length ? { group } : {}),
  });
  return planPostStart(service, planned, { planning, started, group });
}
