import { ComposeError } from '../diagnostics/errors.ts';
import type { Project } from '../model/project.ts';
import { type Outline, outlineOf } from '../plan/outline.ts';
import { driftBetween, operationDrift, type PlanRecord, recordedOperation, recordOf } from '../plan/plan-record.ts';
import type { Context } from './context.ts';
import { prospectOfUp, type UpOptions, type UpResult, up } from './up.ts';

export { prospectOfUp } from './up.ts';

export interface Planned {
  readonly outline: Outline;
  /** For `apply`. */
  readonly record: PlanRecord;
}

/** What `up` would do, resource by resource, each with its reasons. Reads from the engine and changes nothing. */
export async function plan(project: Project, options: UpOptions, context: Context): Promise<Planned> {
  const prospect = await prospectOfUp(project, options, context);
  const outline = outlineOf(prospect);
  return { outline, record: recordOf(prospect.project, prospect.observed, outline) };
}

/** Of a process that didn't carry a plan out, since things are no longer as the plan saw them. */
export const driftedCode = 3;

/**
 * Carries a plan out, if the model and the engine are as it saw them. Throws `plan-drift`, naming each difference,
 * when they aren't; and also when images pulled or built by the plan ask for more than is in it.
 */
export async function apply(
  record: PlanRecord,
  project: Project,
  options: UpOptions,
  context: Context,
): Promise<UpResult> {
  await checkPlan(record, project, options, context);
  return await up(project, { ...options, approve: asPlanned(record, project) }, context);
}

/** Throws `plan-drift` where something else is about to be done to containers, networks and volumes than was planned. */
export function asPlanned({ operations }: PlanRecord, project: Project): NonNullable<UpOptions['approve']> {
  const planned = operations.filter(({ stage }) => stage === 'containers');
  return plans => {
    const current = outlineOf({ project, observed: nothing, plans }).operations;
    refuseDrift(operationDrift(planned, current.map(recordedOperation)));
  };
}

/** Throws `plan-drift` unless the plan would be the same now. */
export async function checkPlan(
  record: PlanRecord,
  project: Project,
  options: UpOptions,
  context: Context,
): Promise<void> {
  const now = (await plan(project, options, context)).record;
  refuseDrift(driftBetween(record, now));
  refuseDrift(operationDrift(record.operations, now.operations));
}

const nothing = { containers: [], networks: {}, volumes: {}, images: {} };

function refuseDrift(drift: readonly string[]): void {
  if (drift.length === 0) return;
  const message = ['the plan is out of date:', ...drift.map(sentence => `  ${sentence}`)].join('\n');
  throw new ComposeError('plan-drift', message, {
    hint: 'plan again, and look at what is different',
    exitCode: driftedCode,
  });
}
