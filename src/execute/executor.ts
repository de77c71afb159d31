import type { ComposeError } from '../diagnostics/errors.ts';
import { buildGraph, dependentsOf, type Graph } from '../graph/graph.ts';
import { type WalkResult, walk } from '../graph/walk.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import { abortable, abortableWhenOverdue, sharedSignal } from './abort.ts';
import { announce } from './announce.ts';
import { isWait } from './blocks.ts';
import { watchContainers } from './container-watch.ts';
import type { ExecuteContext, Run } from './context.ts';
import { ExecutionError, interrupted, toComposeError } from './failure.ts';
import type { Outcome } from './outcome.ts';
import { progressOf } from './progress.ts';
import { createReadiness } from './readiness.ts';
import { stepFailure } from './step-failure.ts';
import { inTurn } from './turn.ts';

/**
 * Carries a plan out: each step as soon as those before it are done. A failed step costs what depends on it and
 * nothing else; the first failure is thrown at the end, as a ComposeError.
 */
export async function execute(plan: Plan, given: ExecuteContext): Promise<void> {
  const context = { ...given, signal: sharedSignal(given.signal) };
  announce(plan, context.emit);
  const over = new AbortController();
  const failed = new AbortController();
  const watch = watchContainers(context.engine, context.project.name, over.signal);
  const readiness = createReadiness({ ...context, signal: sharedSignal(context.signal, over.signal) });
  const run: Run = { ...context, created: new Map(), watch, readiness };
  if (plan.nodes.some(lasts)) watch.listen();
  const nodes = new Map(plan.nodes.map(node => [node.id, node]));
  const graph = graphOf(plan, context.beforeStart !== undefined);
  const progress = progressOf(plan, context.emit);

  const visit = async (id: number, letGo: () => void): Promise<void> => {
    const node = nodes.get(id);
    if (!node) return context.beforeStart?.();
    // A wait that nothing follows is given up once anything has failed: it can't change the outcome.
    const isLast = isWait(node) && graph.dependents.get(id)!.length === 0;
    const ends = [
      ...(isLast || (context.stopAtFailure && isIdle(node)) ? [failed.signal] : []),
      ...(context.giveUp && isHandover(node) ? [context.giveUp] : []),
    ];
    const signal = ends.length > 0 ? AbortSignal.any([context.signal, ...ends]) : context.signal;
    const done = letGoWhenLong(node, letGo, context);
    try {
      const outcome = await inTurn(node.operation, context.turn, () => {
        context.begun?.add(id);
        progress.started(node);
        if (isWait(node)) progress.waiting(node);
        return called(node, { ...run, signal });
      });
      if (outcome !== 'told') progress.done(node);
    } catch (error) {
      if (!signal.aborted) progress.failed(node, error);
      failed.abort();
      throw error;
    } finally {
      if (isWait(node)) progress.waited(node);
      done?.abort();
    }
  };

  const { concurrency, signal, stopAtFailure } = context;
  const result = await walk(graph, visit, {
    concurrency,
    signal: stopAtFailure ? AbortSignal.any([signal, failed.signal]) : signal,
    isIdle: id => isIdle(nodes.get(id)),
    isFirst: id => isFirst(nodes.get(id)),
  });
  over.abort();
  if (signal.aborted) throw interrupted(signal);
  const failures = result.failures.filter(({ error }) => error !== failed.signal.reason);
  if (failures.length > 0) throw executionError(failures, { run, nodes, graph });
}

interface Executed {
  readonly run: Run;
  readonly nodes: ReadonlyMap<number, PlanNode>;
  readonly graph: Graph<number>;
}

function executionError(failed: WalkResult<number>['failures'], { run, nodes, graph }: Executed): ComposeError {
  const failures = failed.flatMap(({ key, error }) => {
    const node = nodes.get(key);
    return node
      ? [stepFailure(node, error, { run, after: dependentsOf(graph, key).flatMap(id => nodes.get(id) ?? []) })]
      : [];
  });
  return new ExecutionError(toComposeError(failed[0]!.error, nodes.get(failed[0]!.key)?.operation), {
    project: run.project,
    failures,
  });
}

/** Carries the step out, until it is done or nobody should wait for it any longer. */
async function called(node: PlanNode, run: Run): Promise<Outcome> {
  // Most runs change nothing, and need none of this.
  const { handle } = await import('./handlers.ts');
  const call = handle(node, run);
  switch (node.operation.type) {
    // The container of a hook that is called off goes before this ends.
    case 'run-hook':
      return call;
    // One that goes on would stop what is started again when the plan is taken back.
    case 'stop-container':
      return run.stopAtFailure ? call : abortable(call, run.signal);
    case 'wait-for':
    case 'exec-hook':
    case 'run-provider':
    case 'restart-container':
    case 'pull-image':
    case 'push-image':
    case 'build-image':
      return abortable(call, run.signal);
    default:
      return abortableWhenOverdue(call, run);
  }
}

/** A container that is stopped may take its grace time, and many may do so at once. */
function letGoWhenLong(
  { operation: { type } }: PlanNode,
  letGo: () => void,
  { patience, clock }: ExecuteContext,
): AbortController | undefined {
  if (patience === undefined || (type !== 'stop-container' && type !== 'restart-container')) return undefined;
  const done = new AbortController();
  clock.sleep(patience, done.signal).then(() => {
    if (!done.signal.aborted) letGo();
  });
  return done;
}

/** Node ids are 1 and up. */
const beforeStartId = 0;

function graphOf(plan: Plan, hasBeforeStart: boolean): Graph<number> {
  const dependsOn = new Map(plan.nodes.map(node => [node.id, node.dependsOn]));
  if (hasBeforeStart) {
    const starts = plan.nodes.filter(isStartOrWait);
    const later = new Set(starts.map(({ id }) => id));
    for (const { id, dependsOn: before } of plan.nodes) if (before.some(other => later.has(other))) later.add(id);
    for (const node of starts) dependsOn.set(node.id, [...node.dependsOn, beforeStartId]);
    dependsOn.set(
      beforeStartId,
      plan.nodes.map(({ id }) => id).filter(id => !later.has(id)),
    );
  }
  return buildGraph(dependsOn.keys(), id => dependsOn.get(id)!);
}

function isStartOrWait(node: PlanNode): boolean {
  const { operation } = node;
  if (operation.type === 'exec-hook') return operation.phase === 'post_start';
  return isWait(node) || operation.type === 'start-container' || operation.type === 'run-hook';
}

/** Hooks and providers take as long as they like, and may wait for one another. */
function isIdle(node: PlanNode | undefined): boolean {
  return isWait(node) || ['exec-hook', 'run-hook', 'run-provider'].includes(node?.operation.type ?? '');
}

function isHandover({ operation }: PlanNode): boolean {
  return operation.type === 'wait-for' && operation.isHandover === true;
}

function lasts({ operation }: PlanNode): boolean {
  return operation.type === 'wait-for' && !operation.glance;
}

/**
 * What a container goes through is done to its end before another is begun: engines are done sooner when they create
 * some while they start others than when they create all first.
 */
function isFirst(node: PlanNode | undefined): boolean {
  switch (node?.operation.type) {
    case 'start-container':
    case 'remove-container':
    case 'rename-container':
      return true;
    default:
      return false;
  }
}
