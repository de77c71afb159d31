import type { Project } from '../model/project.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import { planBuilder } from './builder.ts';
import { planContainers } from './containers.ts';
import { decide } from './decide.ts';
import { checkExternal } from './external.ts';
import { planNetworks } from './networks.ts';
import type { ReconcileOptions } from './options.ts';
import { planOrphans } from './orphans.ts';
import type { Plan } from './plan.ts';
import type { Planning } from './planning.ts';
import { findReplacements } from './replacements.ts';
import { planStarts } from './starts.ts';
import { orderStops } from './stop-order.ts';
import { planVolumes } from './volumes.ts';

/**
 * The plan that makes the engine's state the project's. Pure: it looks at what was observed and at nothing else.
 * Throws a ComposeError with everything that rules it out, such as a missing external network.
 */
export function reconcile(project: Project, found: ObservedState, options: ReconcileOptions = {}): Plan {
  checkExternal(project, found);
  const { observed, replacements } = findReplacements(project, found);
  const decisions = decide({ project, observed, replacements, options });
  const planning: Planning = { project, observed, options, plan: planBuilder(), decisions, replacements };
  const networks = planNetworks(planning);
  const volumes = planVolumes(planning);
  planOrphans(planning);
  const containers = planContainers(planning, { networks, volumes });
  orderStops(planning);
  if (options.start ?? true) planStarts(planning, containers);
  return planning.plan.finish();
}
