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
    concurrency: context.concurrency ?? defaultConcurrency(availableParallelism()),
    composeVersion: options.composeVersion ?? '5',
    clock: context.clock ?? systemClock,
    ...(context.turn ? { turn: context.turn } : {}),
  };
}

/** Enough to keep the engine busy, and not so many that its calls get in each other's way. */
export function defaultConcurrency(processors: number): number {
  return Math.min(Math.max(4, 2 * processors), 16);
}
