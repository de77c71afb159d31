import type { ContainerInspect, EngineEvent } from '../engine/api.ts';
import type { Engine, LogOptions } from '../engine/engine.ts';
import { EngineError, isNotFound } from '../engine/engine-error.ts';
import type { Emit } from '../events/event.ts';
import { type Clock, systemClock } from '../execute/clock.ts';
import { emitLines, type LoggedContainer, type LogSink, openLog, timedLines } from './container-log.ts';
import { logEntries } from './log-entries.ts';
import { createPosition, type LogPosition } from './log-position.ts';
import { type LogText, logText, type TimedLine } from './log-text.ts';

export interface FollowOptions {
  /** Default: false. */
  readonly timestamps?: boolean;
  /** What a run wrote without a line break is a line of its own; else the next run's goes on with it. Default: false. */
  readonly runsApart?: boolean;
  /** Where lines go, and what is told between them. Default: they are emitted at once. */
  readonly display?: LogDisplay;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  /** Resolves when whoever is told can take more. Default: at once. */
  readonly ready?: LogSink['ready'];
}

/** What is done with what the followed containers write, and with their ends. */
export interface LogDisplay {
  readonly lines: (container: LoggedContainer, lines: readonly TimedLine[]) => void;
  /** What happened at a time, which is a `TimedLine`'s. */
  readonly event: (event: Parameters<Emit>[0], time: string) => void;
}

export type From = Pick<LogOptions, 'since' | 'until' | 'tail'>;

/**
 * Reads logs as they are written, over any number of starts and ends of their containers. How far it came it knows by
 * the engine's times: so nothing is lost or shown twice, when ever the engine tells of a start or breaks off.
 */
export interface Follower {
  /** A range of the log, as it is by now; `follow` goes on where that ends. */
  readonly history: (container: LoggedContainer, range: From) => AsyncIterable<readonly TimedLine[]>;
  /** Shows the log from `from` on. */
  readonly follow: (container: LoggedContainer, from: From) => void;
  /** Takes note of a container that will start later: what it wrote before isn't shown. */
  readonly prepare: (id: string) => Promise<void>;
  /** Shows what the container has written since it was read last: all, if it wasn't. */
  readonly started: (container: LoggedContainer) => void;
  /** Emits the end of a container, after the last line that it wrote. Resolves to whether it will start again. */
  readonly ended: (container: LoggedContainer, event: EngineEvent) => Promise<boolean>;
  /** Resolves when all logs have been read to their ends. */
  readonly settled: () => Promise<void>;
}

interface Tail {
  readonly position: LogPosition;
  from: From;
  /** One step after another: readings, and ends. */
  steps: Promise<unknown>;
}

export function createFollower(engine: Engine, emit: Emit, options: FollowOptions): Follower {
  const { timestamps = false, runsApart = timestamps, signal, clock = systemClock } = options;
  const { display = { lines: (container, lines) => emitLines(container, lines, { emit, timestamps }), event: emit } } =
    options;
  const tails = new Map<string, Tail>();

  const tailOf = (id: string): Tail => {
    const tail = tails.get(id) ?? { position: createPosition(), from: {}, steps: Promise.resolve() };
    tails.set(id, tail);
    return tail;
  };
  const skip = async (id: string) => {
    const end = await endOfLog(engine, id);
    if (end !== undefined) tailOf(id).position.skipTo(end);
  };
  const read = async (container: LoggedContainer, tail: Tail) => {
    const text = logText({ timestamps, runsApart });
    try {
      const show = async (lines: readonly TimedLine[]) => {
        display.lines(container, lines);
        await options.ready?.();
      };
      await readRun(container, tail, { engine, text, signal, clock, show });
    } finally {
      const lines = text.end();
      if (lines.length > 0) display.lines(container, lines);
    }
  };
  /** None of the steps ends the session: some logs can't be read. */
  const append = <Result>({ id, displayName }: LoggedContainer, step: (tail: Tail) => Promise<Result>) => {
    const tail = tailOf(id);
    const next = tail.steps
      .then(() => step(tail))
      .catch(error => {
        if (!signal.aborted && !isNotFound(error)) emit(unreadable(displayName, error));
        return undefined;
      });
    tail.steps = next;
    return next;
  };

  return {
    async *history({ id }, range) {
      const text = logText({ timestamps, runsApart });
      try {
        const log = await openLog(engine, id, { ...range, timestamps: true, signal });
        yield* timedLines(log, text, tailOf(id).position.take);
      } catch {
        // What is the matter is said when the log is followed.
      }
      yield text.end();
    },
    follow: (container, from) => {
      append(container, async tail => {
        tail.from = from;
        if (from.tail === '0') {
          await skip(container.id);
          tail.from = { ...(from.until === undefined ? {} : { until: from.until }) };
        }
        await read(container, tail);
      });
    },
    prepare: id => skip(id).catch(() => {}),
    started: container => {
      append(container, tail => read(container, tail));
    },
    async ended(container, event) {
      const ending = append(container, async ({ position }) => {
        const restarting = await willRestart(engine, container.id);
        const { service, displayName } = container;
        const exit = {
          type: 'exit',
          service,
          container: displayName,
          exitCode: exitCodeOf(event),
          restarting,
        } as const;
        display.event(exit, laterOf(position.since ?? '', timeOf(event)));
        return restarting;
      });
      return (await ending) ?? false;
    },
    async settled() {
      await Promise.all([...tails.values()].map(({ steps }) => steps));
    },
  };
}

interface Reading {
  readonly engine: Engine;
  readonly text: LogText;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly show: (lines: readonly TimedLine[]) => Promise<void>;
}

/** How often an engine that can't be reached is tried again, and milliseconds between the first tries. */
const mostFailures = 8;
const firstPause = 100;
const longestPause = 2_000;

/** Reads until the run that goes on has ended, however often the engine breaks off. */
async function readRun(
  { id }: LoggedContainer,
  { position, from }: Tail,
  { engine, text, signal, clock, show }: Reading,
): Promise<void> {
  let pause = firstPause;
  for (let failures = 0; !signal.aborted; ) {
    try {
      const container = await engine.inspectContainer(id);
      position.again();
      const { since } = position;
      const range = since === undefined ? from : { since, ...(from.until === undefined ? {} : { until: from.until }) };
      const tty = container.Config.Tty === true;
      const chunks = engine.logs(id, { ...range, tty, timestamps: true, follow: true, signal });
      for await (const lines of timedLines({ tty, chunks }, text, position.take)) {
        await show(lines);
        failures = 0;
        pause = firstPause;
      }
      const run = runOf(container);
      if (run === undefined || run !== runOf(await engine.inspectContainer(id))) return;
    } catch (error) {
      failures += 1;
      if (!isBroken(error) || failures > mostFailures) throw error;
    }
    await clock.sleep(pause, signal);
    pause = Math.min(pause * 2, longestPause);
  }
}

function isBroken(error: unknown): boolean {
  return error instanceof EngineError && error.kind === 'unreachable';
}

/** When the container was started that runs; undefined: it doesn't. */
function runOf({ State: state }: ContainerInspect): string | undefined {
  return state.Status === 'running' || state.Status === 'paused' ? (state.StartedAt ?? '') : undefined;
}

/** As `TimedLine` has times. */
function timeOf({ timeNano }: EngineEvent): string {
  const seconds = new Date(Number(timeNano / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(timeNano % 1_000_000_000n).padStart(9, '0')}Z`;
}

function laterOf(one: string, other: string): string {
  return one > other ? one : other;
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

/** The time of the last entry of a log. */
async function endOfLog(engine: Engine, id: string): Promise<string | undefined> {
  const { tty, chunks } = await openLog(engine, id, { tail: '1', timestamps: true });
  const entries = logEntries({ tty });
  let last: string | undefined;
  const note = (found: ReturnType<typeof entries.push>) => {
    last = found.at(-1)?.time ?? last;
  };
  for await (const chunk of chunks) note(entries.push(chunk));
  note(entries.end());
  return last;
}

function unreadable(displayName: string, error: unknown): Parameters<Emit>[0] {
  const reason = error instanceof Error ? error.message : String(error);
  return { type: 'notice', level: 'warning', message: `can't read the log of ${displayName}: ${reason}` };
}
