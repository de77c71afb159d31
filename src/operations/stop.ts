import type { Plan } from '../plan/plan.ts';
import { planStop, type StopOptions as StopPlanOptions } from '../plan/stop.ts';
import type { Context } from './context.ts';
import { kill } from './kill.ts';
import { carryOut, type Prepared, prepare, type Target } from './target.ts';

export interface StopOptions extends StopPlanOptions {
  /** Kills what still runs when it aborts. Default: never. */
  readonly kill?: AbortSignal;
}

/** Stops the project's containers, each service after those that depend on it. */
export async function stop(target: Target, options: StopOptions, context: Context): Promise<void> {
  const prepared = await prepareStop(target, options, context);
  const killing = options.kill && whenAborted(options.kill, () => kill(target, servicesOf(options), context));
  try {
    await carryOut(prepared, context);
  } catch (error) {
    // A hook that was at work has been killed with its container.
    if (!options.kill?.aborted) throw error;
  } finally {
    await killing?.settle();
  }
}

/** What `stop` would do, without doing it. */
export async function planOfStop(target: Target, options: StopOptions, context: Context): Promise<Plan> {
  return (await prepareStop(target, options, context)).plan;
}

function prepareStop(target: Target, options: StopOptions, { engine }: Context): Promise<Prepared> {
  return prepare(target, options.services, {
    engine,
    planner: (project, observed) => planStop(project, observed, options),
  });
}

function servicesOf({ services }: StopOptions): Pick<StopOptions, 'services'> {
  return services === undefined ? {} : { services };
}

/** Runs `action` when the signal aborts, unless it is settled before; settling waits for an action under way. */
function whenAborted(signal: AbortSignal, action: () => Promise<unknown>): { settle: () => Promise<void> } {
  let running: Promise<unknown> | undefined;
  const listener = () => {
    // What has ended by itself meanwhile can't be killed, and needn't be.
    running = action().catch(() => {});
  };
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { once: true });
  return {
    settle: async () => {
      signal.removeEventListener('abort', listener);
      await running;
    },
  };
}
