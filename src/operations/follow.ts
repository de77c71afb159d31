import type { EngineEvent } from '../engine/api.ts';
import type { Engine, LogOptions } from '../engine/engine.ts';
import { isNotFound } from '../engine/engine-error.ts';
import { toTimestamp } from '../engine/timestamp.ts';
import type { Emit } from '../events/event.ts';
import { lineSplitter } from '../execute/output-lines.ts';
import { emitLog, type LoggedContainer, type LogSink, openLog } from './container-log.ts';

export interface FollowOptions {
  /** Default: false. */
  readonly timestamps?: boolean;
  readonly signal: AbortSignal;
  /** Resolves when whoever is told can take more. Default: at once. */
  readonly ready?: LogSink['ready'];
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

export function createFollower(
  engine: Engine,
  emit: Emit,
  { timestamps = false, signal, ready }: FollowOptions,
): Follower {
  const reading = new Map<string, Promise<void>>();
  /** Where each log had come to when its container ended. */
  const ends = new Map<string, string>();

  const read = async (container: LoggedContainer, from: From) => {
    const chunks = openLog(engine, container.id, { ...from, timestamps, signal, follow: true });
    await emitLog(container, chunks, { emit, timestamps, ...(ready && { ready }) });
  };
  const prepare = async (id: string) => {
    const end = await endOfLog(engine, id);
    if (end !== undefined) ends.set(id, end);
  };
  /** One after another for a container, and none of them ends the session: some logs can't be read. */
  const append = (container: LoggedContainer, step: () => Promise<void>) => {
    const next = (reading.get(container.id) ?? Promise.resolve()).then(step).catch(error => {
      if (!signal.aborted && !isNotFound(error)) warn(emit, container, error);
    });
    reading.set(container.id, next);
  };

  return {
    follow: (container, from) =>
      append(container, async () => {
        await prepare(container.id);
        await read(container, from);
      }),
    prepare: id => prepare(id).catch(() => {}),
    started: container =>
      append(container, async () => {
        const since = ends.get(container.id);
        await read(container, since === undefined ? {} : { since: nextNanosecond(since) });
      }),
    async ended(container, event) {
      await reading.get(container.id);
      ends.set(container.id, momentOf(event));
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

/**
 * The time of the last line of a container that doesn't run. It tells runs apart better than the time at which the
 * container ended: that can be before the engine read, and dated, what was written last.
 */
async function endOfLog(engine: Engine, id: string): Promise<string | undefined> {
  const { Config: config, State: state } = await engine.inspectContainer(id);
  if (state.Running) return undefined;
  let last: string | undefined;
  const lines = lineSplitter((_, line) => {
    last = toTimestamp(line.slice(0, line.indexOf(' ')), 0);
  });
  const chunks = engine.logs(id, { tail: '1', timestamps: true, tty: config.Tty === true });
  for await (const chunk of chunks) lines.push(chunk);
  lines.end();
  return last;
}

/** An event's time as the options of logs take it: seconds with nanoseconds. */
function momentOf({ timeNano }: EngineEvent): string {
  const digits = String(timeNano).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

/** `since` takes what was written at its very time, too. */
function nextNanosecond(moment: string): string {
  const digits = String(BigInt(moment.replace('.', '')) + 1n);
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

function warn(emit: Emit, { displayName }: LoggedContainer, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  emit({ type: 'notice', level: 'warning', message: `can't read the log of ${displayName}: ${reason}` });
}
