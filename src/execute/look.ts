import type { ContainerInspect } from '../engine/api.ts';
import { isNotFound } from '../engine/engine-error.ts';
import { abortable } from './abort.ts';
import type { Run } from './context.ts';
import type { Seen } from './judge.ts';

/**
 * A container without a healthcheck counts as running when it was found running at every look of this time, without
 * having been started anew. One look is not enough: a command that fails at once runs when it was just started, too.
 * The time is ours and not the engine's, whose clock may differ. Docker Compose looks once, after as long.
 */
const settleMilliseconds = 500;

/** Looks at containers again and again; undefined when one of them is gone. */
export type Look = () => Promise<Seen[] | undefined>;

export function lookAt(ids: readonly string[], run: Run): Look {
  const memory: Memory = { firstSeen: new Map(), restarts: new Map() };
  return async () => {
    try {
      const containers = await abortable(Promise.all(ids.map(id => run.engine.inspectContainer(id))), run.signal);
      return containers.map(container => see(container, memory, run));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };
}

interface Memory {
  /** When each start of a container was first seen. */
  readonly firstSeen: Map<string, number>;
  /** The engine's count of restarts when each container was first seen. */
  readonly restarts: Map<string, number>;
}

function see(container: ContainerInspect, memory: Memory, run: Run): Seen {
  const { Id, RestartCount = 0 } = container;
  if (!memory.restarts.has(Id)) memory.restarts.set(Id, RestartCount);
  return {
    container,
    unsettled: settleMilliseconds - runningFor(container, memory, run),
    restarts: RestartCount - memory.restarts.get(Id)!,
    isReady: run.readiness.isReady(container),
  };
}

/** Milliseconds since the container was first seen to run, counted anew when it was started anew. */
function runningFor({ Id, State }: ContainerInspect, { firstSeen }: Memory, run: Run): number {
  if (State.Status !== 'running') return 0;
  const start = `${Id} ${State.StartedAt}`;
  const now = run.clock.now();
  if (!firstSeen.has(start)) firstSeen.set(start, now);
  return now - firstSeen.get(start)!;
}
