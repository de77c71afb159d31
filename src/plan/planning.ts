import type { Project } from '../model/project.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import type { PlanBuilder } from './builder.ts';
import type { Decision } from './decide.ts';
import type { ReconcileOptions } from './options.ts';
import type { Replacements } from './replacements.ts';

/** What the parts of a plan are made from. */
export interface Planning {
  readonly project: Project;
  readonly observed: ObservedState;
  readonly options: ReconcileOptions;
  readonly plan: PlanBuilder;
  /** What becomes of each service's containers, in dependency order. */
  readonly decisions: ReadonlyMap<string, Decision>;
  /** Containers that an earlier run made and did not put in place. */
  readonly replacements: Replacements;
}
