import type { EngineEvent } from '../engine/api.ts';
import type { Engine, LogOptions, OutputChunk } from '../engine/engine.ts';
import { isNotFound } from '../engine/engine-error.ts';
import type { Emit } from '../events/event.ts';
import { emitLog, type LoggedContainer } from './container-log.ts';

export interface FollowOptions {
  /** Default: false. */
  readonly timestamps?: boolean;
  readonly signal: AbortSignal;
}

export type From = Pick<LogOptions, 'since' | 'until' | 'tail'>;

/** Reads logs as they are written, over any number of starts and ends of their containers. */
export interface Follower {
  /** Shows the log from `from` on. */
  readonly follow: (container: LoggedContainer, from: From) => void;
  /** Takes note of a container that will start later: what it wrote before isn't shown. */
  readonly prepare: (id: string) => Promise<void>;
  /** Shows what the container writes since it was started, not what earlier runs wrote. */
  readonly started: (container: LoggedContainer) => void;
  /** Emits the end of a container, after the last line that it wrote. Resolves to whether it will start again. */
  readonly ended: (container: LoggedContainer, event: EngineEvent) => Promise<boolean>;
  /** Resolves when all logs have been read to their ends. */
  readonly settled: () => Promise<void>;
}

export function createFollower(engine: Engine, emit: Emit, { timestamps = false, signal }: FollowOptions): Follower {
  const reading = new Map<string, Promise<void>>();
  const lastEnd = new Map<string, string>();

  const note = async (id: string): Promise<{ tty: boolean }> => {
    const { Config: config, State: state } = await engine.inspectContainer(id);
    if (!state.Running && hasEnded(state.FinishedAt)) lastEnd.set(id, state.FinishedAt);
    return { tty: config.Tty === true };
  };
  async function* open(id: string, from: () => From): AsyncIterable<OutputChunk> {
    const range = from();
    const { tty } = await note(id);
    yield* engine.logs(id, { ...range, tty, timestamps, signal, follow: true });
  }
  const read = async (container: LoggedContainer, from: () => From) => {
    try {
      await emitLog(container, open(container.id, from), { emit, timestamps });
    } catch (error) {
      if (!signal.aborted && !isNotFound(error)) warn(emit, container, error);
    }
  };
  const append = (container: LoggedContainer, from: () => From) => {
    const before = reading.get(container.id) ?? Promise.resolve();
    const reader = before.then(() => read(container, from));
    reading.set(container.id, reader);
  };

  return {
    follow: (container, from) => append(container, () => from),
    prepare: async id => void (await note(id)),
    started: container =>
      append(container, () => {
        const since = lastEnd.get(container.id);
        return since === undefined ? {} : { since };
      }),
    async ended(container, event) {
      await reading.get(container.id);
      lastEnd.set(container.id, momentOf(event));
      const restarting = await willRestart(engine, container.id);
      const { service, displayName } = container;
      emit({ type: 'exit', service, container: displayName, exitCode: exitCodeOf(event), restarting });
      return restarting;
    },
    async settled() {
      await Promise.all(reading.values());
    },
  };
}

export function exitCodeOf(event: EngineEvent): number {
  return Number(event.Actor.Attributes.exitCode ?? 0);
}

/** A container that never ran has a date of the year 1. */
function hasEnded(finishedAt: string | undefined): finishedAt is string {
  return finishedAt !== undefined && !finishedAt.startsWith('0001-');
}

/** An event's time as the options of logs take it: seconds with nanoseconds. */
function momentOf({ timeNano }: EngineEvent): string {
  const digits = String(timeNano).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

/** Whether its restart policy has started a container again that ended, or is about to. */
export async function willRestart(engine: Engine, id: string): Promise<boolean> {
  try {
    const { State: state } = await engine.inspectContainer(id);
    return state.Status === 'restarting' || state.Running;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** Some logging drivers can't be read; that must not end the session. */
function warn(emit: Emit, { displayName }: LoggedContainer, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  emit({ type: 'notice', level: 'warning', message: `can't read the log of ${displayName}: ${reason}` });
}
