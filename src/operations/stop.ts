import type { ContainerSummary } from '../engine/api.ts';
import { isNotFound } from '../engine/engine-error.ts';
import type { ProgressStatus } from '../events/event.ts';
import { execHook } from '../execute/hook-exec.ts';
import { buildGraph, reverseGraph } from '../graph/graph.ts';
import { walk } from '../graph/walk.ts';
import { label, parseDependsOn } from '../model/labels.ts';
import type { Context } from './context.ts';
import { listProjectContainers, nameOf, requireServices, type Scope, serviceOf } from './scope.ts';

export interface StopOptions {
  /** Only these services. Default: all. */
  readonly services?: readonly string[];
  /** Seconds until a container that doesn't end is killed. Default: the container's own grace time. */
  readonly timeoutSeconds?: number;
  /** Kills what still runs when it aborts. Default: never. */
  readonly kill?: AbortSignal;
}

type StopContext = Pick<Context, 'engine' | 'emit'>;

/** Stops the project's containers, each service after those that depend on it. */
export async function stop(scope: Scope, options: StopOptions, context: StopContext): Promise<void> {
  const { services = [] } = options;
  requireServices(scope, services);
  const all = await listProjectContainers(context.engine, scope.name, { oneOffs: false });
  const containers = all.filter(
    ({ Labels: labels }) => services.length === 0 || services.includes(labels[label.service] ?? ''),
  );
  const graph = buildGraph(new Set(containers.map(serviceOf)), service => dependenciesOf(containers, service));
  const { failures } = await walk(
    reverseGraph(graph),
    async service => {
      const replicas = containers.filter(container => serviceOf(container) === service);
      const stopping = { ...context, ...options, scope };
      await Promise.all(replicas.map(container => stopOne(container, stopping)));
    },
    { concurrency: Number.POSITIVE_INFINITY },
  );
  if (failures.length > 0) throw failures[0]!.error;
}

/** As the containers' own labels have it: the file may have changed since. */
function dependenciesOf(containers: readonly ContainerSummary[], service: string): string[] {
  return containers
    .filter(container => serviceOf(container) === service)
    .flatMap(({ Labels: labels }) => Object.keys(parseDependsOn(labels[label.dependsOn] ?? '')));
}

interface Stopping extends StopContext, StopOptions {
  readonly scope: Scope;
}

async function stopOne(container: ContainerSummary, stopping: Stopping): Promise<void> {
  const { engine, timeoutSeconds, kill } = stopping;
  const timeout = timeoutSeconds === undefined ? {} : { timeoutSeconds };
  const tell = (status: ProgressStatus, text: string) =>
    stopping.emit({ type: 'progress', kind: 'Container', name: nameOf(container), status, text });
  const killed =
    kill &&
    whenAborted(kill, async () => {
      tell('Working', 'Killing');
      await engine.killContainer(container.Id).catch(() => {});
      tell('Done', 'Killed');
    });
  tell('Working', 'Stopping');
  try {
    if (kill?.aborted) await engine.killContainer(container.Id);
    else {
      await runPreStop(container, stopping);
      if (!kill?.aborted) await engine.stopContainer(container.Id, timeout);
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  } finally {
    await killed?.settle();
  }
  tell('Done', 'Stopped');
}

/** A hook that fails leaves its container running; one whose container was killed has nothing to say any more. */
async function runPreStop(summary: ContainerSummary, { scope, kill, engine, emit }: Stopping): Promise<void> {
  const service = scope.services?.[serviceOf(summary)];
  if (summary.State !== 'running') return;
  const container = { id: summary.Id, name: nameOf(summary) };
  try {
    for (const hook of service?.pre_stop ?? [])
      await execHook({ service: service!, hook, container }, { engine, emit, project: scope });
  } catch (error) {
    if (!kill?.aborted) throw error;
  }
}

/** Runs `action` when the signal aborts, unless it is settled before; settling waits for an action under way. */
function whenAborted(signal: AbortSignal, action: () => Promise<void>): { settle: () => Promise<void> } {
  let running: Promise<void> | undefined;
  const listener = () => {
    running = action();
  };
  signal.addEventListener('abort', listener, { once: true });
  return {
    settle: async () => {
      signal.removeEventListener('abort', listener);
      await running;
    },
  };
}
