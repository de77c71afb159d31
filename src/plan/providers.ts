import { dependenciesOf } from '../model/dependencies.ts';
import type { Project } from '../model/project.ts';
import { providersOf } from '../model/provision.ts';
import type { Service } from '../model/service.ts';
import { type PlanBuilder, planBuilder } from './builder.ts';
import type { ProviderAction } from './operation.ts';
import type { Plan, PlanNode } from './plan.ts';
import type { Reason } from './reason.ts';
import { dependencyOrder } from './service-order.ts';

/**
 * Has the project's providers make their services available, each after those that it depends on. What they give
 * counts in the config hashes of their dependents: so all of it comes before `reconcile`, but for `first`, which are
 * the networks and volumes that it would make: a provider may make use of them.
 */
export function planProviders(project: Project, first: readonly PlanNode[] = []): Plan {
  const plan = planBuilder();
  const before = first.map(({ id: _, ...node }) => plan.add(node));
  const done = new Map<string, readonly number[]>();
  for (const name of dependencyOrder(project)) {
    const service = project.services[name]!;
    const dependsOn = dependenciesOf(service, project).flatMap(dependency => done.get(dependency) ?? []);
    const reason = reasonFor(name, project);
    const step = { action: 'up', reason, dependsOn: [...before, ...dependsOn] } as const;
    done.set(name, service.provider ? [planProvider(plan, service, step)] : dependsOn);
  }
  return plan.finish();
}

/** Networks and volumes that a plan makes where there are none yet. */
export function missingResources({ nodes }: Plan): PlanNode[] {
  return nodes.filter(
    ({ operation: { type }, dependsOn }) =>
      (type === 'create-network' || type === 'create-volume') && dependsOn.length === 0,
  );
}

interface ProviderStep {
  readonly action: ProviderAction;
  readonly reason: Reason;
  readonly dependsOn: readonly number[];
}

export function planProvider(plan: PlanBuilder, service: Service, { action, ...step }: ProviderStep): number {
  return plan.add({
    resource: `provider:${service.name}`,
    operation: { type: 'run-provider', service, action },
    ...step,
  });
}

function reasonFor(name: string, project: Project): Reason {
  const dependents = Object.values(project.services).filter(service => providersOf(service, project).includes(name));
  const services = dependents.map(service => service.name).sort();
  return services.length > 0 ? { type: 'needed-by', services } : { type: 'requested', by: 'up' };
}
