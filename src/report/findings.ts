import type { FailureReport } from '../diagnostics/failure-report.ts';

/** A path of the model: `['services', 'web', 'ports', 0]`. */
export type ModelPath = readonly (string | number)[];

/** A report whose place in the user's files is still a path. */
export interface Findings extends Omit<FailureReport, 'location' | 'hintLocation'> {
  /** Where to look, the best first: what the files don't have is passed over. */
  readonly places: readonly ModelPath[];
  /** What the hint is about. */
  readonly hintPlace?: ModelPath;
}

/** What one cause says; what the step itself tells is added to it. */
export type Finding = Omit<Findings, 'notStarted' | 'places'> & { readonly places?: readonly ModelPath[] };
