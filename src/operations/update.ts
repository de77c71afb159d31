import { ComposeError } from '../diagnostics/errors.ts';
import type { ExecuteContext } from '../execute/context.ts';
import { execute } from '../execute/executor.ts';
import { failureMessage } from '../execute/failure.ts';
import type { Project } from '../model/project.ts';
import { observe } from '../observe/observe.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import type { Plan } from '../plan/plan.ts';
import { planRollback, type Rollback } from '../plan/rollback.ts';
import { splitUpdate } from '../plan/update.ts';

interface Updating {
  readonly project: Project;
  /** What the engine had when the plan was made. */
  readonly before: ObservedState;
  /** Grace time of containers that are stopped. Default: the container's own. */
  readonly timeoutSeconds?: number;
  /** Asked of the failure before the containers that it is about go. Default: it is told as it is. */
  readonly explain?: (error: unknown) => Promise<unknown>;
}

/**
 * Carries the plan of an `up` out, and takes it back where a step of it fails or it is called off: the error is that
 * one's. Nobody else may change the project meanwhile, not even while this only waits.
 */
export async function executeUpdate(plan: Plan, updating: Updating, execution: ExecuteContext): Promise<void> {
  const { update, cleanup } = splitUpdate(plan, updating.project, updating.before);
  await execution.turn?.enter();
  try {
    await executeOrTakeBack(update, updating, execution);
    await execute(cleanup, execution);
  } finally {
    execution.turn?.leave();
  }
}

async function executeOrTakeBack(update: Plan, updating: Updating, execution: ExecuteContext): Promise<void> {
  try {
    await execute(update, { ...execution, stopAtFailure: true });
  } catch (error) {
    if (isTakenOver(execution)) throw error;
    const told = execution.signal.aborted ? error : await updating.explain?.(error);
    await takeBack(update, updating, execution);
    throw told ?? error;
  }
}

/** Another gantry held this one for dead, and has gone on with the project. */
function isTakenOver({ signal: { reason } }: ExecuteContext): boolean {
  return reason instanceof ComposeError && reason.code === 'lock-lost';
}

/** A user who has called the update off has not called this off. */
async function takeBack(update: Plan, updating: Updating, execution: ExecuteContext): Promise<void> {
  const { beforeStart: _, ...rest } = execution;
  const { project } = updating;
  const calm = { ...rest, signal: new AbortController().signal };
  const warn = (message: string) => calm.emit({ type: 'notice', level: 'warning', message });
  try {
    const now = await observe(calm.engine, { projectName: project.name });
    const rollback = planRollback({ ...updating, update, now });
    await execute(rollback.plan, { ...calm, project: rollback.project });
    warn(`the update failed and was rolled back: ${outcome(rollback)}`);
  } catch (error) {
    warn(
      `the update failed, and so did taking it back: ${failureMessage(error)}. The previous containers are kept; the next \`up\` finishes what is left`,
    );
  }
}

function outcome({ running }: Rollback): string {
  if (running.length === 0) return 'no container ran before it';
  return `the previous ${running.length === 1 ? 'container runs' : 'containers run'} (${running.join(', ')})`;
}
