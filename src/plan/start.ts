import { ComposeError } from '../diagnostics/errors.ts';
import { withDependencies } from '../model/dependencies.ts';
import type { Project } from '../model/project.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import { planBuilder } from './builder.ts';
import type { PlannedContainer, PlannedContainers } from './containers.ts';
import type { Plan } from './plan.ts';
import type { Planning } from './planning.ts';
import { dependencyOrder } from './service-order.ts';
import { planStarts } from './starts.ts';

export interface StartOptions {
  /** Services to start, after what they depend on. Default: all of the project. */
  readonly services?: readonly string[];
  /** Wait until they run, or are healthy. Default: false. */
  readonly wait?: boolean;
  /** Default: without limit. */
  readonly waitTimeoutSeconds?: number;
}

/** Starts containers that exist and don't run, each service's when what it depends on is as far as it asks. */
export function planStart(project: Project, observed: ObservedState, options: StartOptions = {}): Plan {
  const chosen = withServices(project, options.services ?? []);
  const containers = existingContainers(chosen, observed);
  const planning: Planning = {
    project: chosen,
    observed,
    options,
    plan: planBuilder(),
    decisions: new Map(),
    replacements: new Map(),
  };
  checkThereAreAny(containers, planning);
  checkDependencies(containers, planning);
  planStarts(planning, containers);
  return planning.plan.finish();
}

function withServices(project: Project, names: readonly string[]): Project {
  if (names.length === 0) return project;
  const services = withDependencies(names, project).map(name => [name, project.services[name]!] as const);
  return { ...project, services: Object.fromEntries(services) };
}

/** Of services that are to have any, in dependency order. */
function existingContainers(project: Project, observed: ObservedState): PlannedContainers {
  const wanted = dependencyOrder(project).filter(name => project.services[name]!.deploy?.replicas !== 0);
  return new Map(
    wanted.map(name => {
      const own = observed.containers.filter(({ service, oneOff }) => service === name && !oneOff);
      return [name, own.map(toPlanned)];
    }),
  );
}

function toPlanned(container: ObservedState['containers'][number]): PlannedContainer {
  const { id, name, number, state } = container;
  return { id, name, number, observed: container, ready: [], reason: { type: 'not-running', state } };
}

/** A service without containers is passed over, unless the whole project has none. */
function checkThereAreAny(containers: PlannedContainers, { observed, project }: Planning): void {
  if (observed.containers.some(({ oneOff }) => !oneOff)) return;
  const first = [...containers.keys()].find(name => project.services[name]!.scale !== 0);
  if (first === undefined) return;
  const hint = '`gantry up` creates containers and starts them';
  throw new ComposeError('no-container', `service "${first}" has no container to start`, { hint });
}

/** A dependency that has to be healthy or to have ended needs a container. */
function checkDependencies(containers: PlannedContainers, { project, plan }: Planning): void {
  for (const name of containers.keys()) {
    for (const [dependency, { condition, required }] of Object.entries(project.services[name]!.depends_on ?? {})) {
      if (condition === 'service_started' || containers.get(dependency)?.length !== 0) continue;
      if (project.services[dependency]!.scale === 0) continue;
      const message = `${name} is missing dependency ${dependency}`;
      if (required) throw new ComposeError('missing-dependency', message);
      plan.warn(message);
    }
  }
}
