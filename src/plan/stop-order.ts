import type { ObservedContainer } from '../observe/observed-state.ts';
import type { Planning } from './planning.ts';

/**
 * Of what the plan stops, dependents go first: they would fail for want of what they depend on. Where a dependent
 * can't go before its replacement is made, which itself needs the new dependency, the order stays as it is.
 */
export function orderStops({ project, observed, plan }: Planning): void {
  const containersOf = new Map<string, ObservedContainer[]>();
  for (const container of observed.containers) {
    if (plan.stopOf(container) !== undefined)
      containersOf.set(container.service, [...(containersOf.get(container.service) ?? []), container]);
  }
  for (const [name, dependents] of containersOf) {
    for (const dependency of Object.keys(project.services[name]?.depends_on ?? {})) {
      for (const container of containersOf.get(dependency) ?? []) plan.stopAfter(container, dependents);
    }
  }
}
