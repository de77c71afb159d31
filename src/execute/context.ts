import type { Engine } from '../engine/engine.ts';
import type { Emit } from '../events/event.ts';
import type { ComposeFlavour } from '../model/flavour.ts';
import type { Project } from '../model/project.ts';
import type { Provision } from '../model/provision.ts';
import type { ContainerReference } from '../plan/operation.ts';
import type { Clock } from './clock.ts';
import type { ContainerWatch } from './container-watch.ts';
import type { Programs } from './programs.ts';
import type { Readiness } from './readiness.ts';
import type { Turn } from './turn.ts';

export interface ExecuteContext {
  readonly engine: Engine;
  readonly emit: Emit;
  /** Stops the walk between calls, and stops waiting for the calls under way. */
  readonly signal: AbortSignal;
  readonly project: Project;
  /** How many calls may be under way at once; waits don't count. */
  readonly concurrency: number;
  /** Milliseconds after which a container that is being stopped doesn't count any more. Default: it counts to its end. */
  readonly patience?: number;
  readonly composeVersion: ComposeFlavour;
  readonly clock: Clock;
  /** Default: those of this machine. */
  readonly programs?: Programs;
  /** Gets what providers give, by service. Default: nobody wants it. */
  readonly provisions?: Map<string, Provision>;
  /** Default: nobody else works on the project. */
  readonly turn?: Turn;
  /** Begin no other step once one has failed, and wait for nothing any more. Default: do what doesn't depend on it. */
  readonly stopAtFailure?: boolean;
  /** Gives up waiting for what is to take the place of others: those waits fail by its reason. Default: nothing does. */
  readonly giveUp?: AbortSignal;
  /** Gets the nodes that are begun. Default: nobody wants to know. */
  readonly begun?: Set<number>;
  /** Called when all but starts and waits is done, before the first of those. Default: nothing. */
  readonly beforeStart?: () => Promise<void>;
}

/** What handlers work with: the context of the run and what its nodes have made so far. */
export interface Run extends ExecuteContext {
  /** Ids of created containers by the node that created them. */
  readonly created: Map<number, string>;
  readonly watch: ContainerWatch;
  readonly readiness: Readiness;
}

/** A container's id; the plan's order sees to it that it exists by now. */
export function containerId(reference: ContainerReference, run: Pick<Run, 'created'>): string {
  if (typeof reference.id === 'string') return reference.id;
  const id = run.created.get(reference.id);
  if (id === undefined) throw new Error(`node #${reference.id} has created no container`);
  return id;
}
