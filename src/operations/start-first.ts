import { ComposeError } from '../diagnostics/errors.ts';
import type { ExecuteContext } from '../execute/context.ts';
import { execute } from '../execute/executor.ts';
import { failureMessage } from '../execute/failure.ts';
import { observeOnlyContainers } from '../observe/observe.ts';
import type { Plan } from '../plan/plan.ts';
import { planTakeBack } from '../plan/take-back.ts';

interface StartingFirst {
  /** Asked of the failure before the containers that it is about go. Default: it is told as it is. */
  readonly explain?: (error: unknown) => Promise<unknown>;
}

/**
 * Carries out a plan that starts containers before it stops those that they replace. Where one doesn't become good, or
 * the run is called off before it has, it goes and the old one runs on: the error is of what failed.
 */
export async function executeStartFirst(
  plan: Plan,
  { explain }: StartingFirst,
  execution: ExecuteContext,
): Promise<void> {
  const begun = new Set<number>();
  await execution.turn?.enter();
  try {
    await execute(plan, { ...execution, begun });
  } catch (error) {
    if (isTakenOver(execution)) throw error;
    const told = execution.signal.aborted ? error : await explain?.(error);
    await takeBack(plan, begun, execution);
    throw told ?? error;
  } finally {
    execution.turn?.leave();
  }
}

/** Another gantry held this one for dead, and has gone on with the project. */
function isTakenOver({ signal: { reason } }: ExecuteContext): boolean {
  return reason instanceof ComposeError && reason.code === 'lock-lost';
}

/** A user who has called the run off has not called this off. */
async function takeBack(plan: Plan, begun: ReadonlySet<number>, execution: ExecuteContext): Promise<void> {
  const { beforeStart: _, ...rest } = execution;
  const { engine, emit, project } = rest;
  try {
    const now = await observeOnlyContainers(engine, project.name);
    await execute(planTakeBack(plan, { now, begun }), { ...rest, signal: new AbortController().signal });
  } catch (error) {
    const message = `what was started in place of others could not be removed: ${failureMessage(error)}`;
    emit({ type: 'notice', level: 'warning', message });
  }
}
