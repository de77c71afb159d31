import { availableParallelism } from 'node:os';
import { systemClock } from '../execute/clock.ts';
import type { ExecuteContext } from '../execute/context.ts';
import type { ComposeFlavour } from '../model/flavour.ts';
import type { Project } from '../model/project.ts';
import type { Context } from './context.ts';

/** What a plan of the project is carried out with. */
export function executionOf(
  project: Project,
  options: { readonly composeVersion?: ComposeFlavour },
  context: Context,
): ExecuteContext {
  return {
    project,
    engine: context.engine,
    emit: context.emit,
    signal: context.signal,
    ...concurrencyOf(context),
    composeVersion: options.composeVersion ?? '5',
    clock: context.clock ?? systemClock,
    ...(context.turn ? { turn: context.turn } : {}),
    ...(context.programs ? { programs: context.programs } : {}),
  };
}

/** Containers that take their grace time are no work for the engine; who sets a bound has it kept strictly. */
function concurrencyOf({ concurrency }: Context): Pick<ExecuteContext, 'concurrency' | 'patience'> {
  return concurrency === undefined
    ? { concurrency: defaultConcurrency(availableParallelism()), patience: 500 }
    : { concurrency };
}

/** Enough to keep the engine busy, and not so many that its calls get in each other's way. */
export function defaultConcurrency(processors: number): number {
  return Math.min(Math.max(8, 2 * processors), 16);
}
