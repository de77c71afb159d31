import { sharedSignal } from '../execute/abort.ts';
import { systemClock } from '../execute/clock.ts';
import { allLines, emitLines, emitLog, type LoggedContainer, type LogSink, openLog } from './container-log.ts';
import type { Context } from './context.ts';
import { followLogs } from './follow-logs.ts';
import { type LogsOptions, rangeOf, withFixedTimes } from './log-options.ts';
import { announce, selectContainers } from './log-selection.ts';
import type { TimedLine } from './log-text.ts';
import { mergeLogs } from './merge-logs.ts';
import { readAhead } from './read-ahead.ts';
import { requireServices, type Scope } from './scope.ts';

export type { LogsOptions };

type LogsContext = Pick<Context, 'engine' | 'signal' | 'clock'> & LogSink;

/**
 * Emits what the project's containers have written and, following, what they and later replicas will write. A receiver
 * that takes its time slows the engine; little is kept meanwhile. Following ends with the signal, at `until`, and when
 * every container has ended for good, counted from when it began: one that had ended before may be started again.
 */
export async function logs(scope: Scope, options: LogsOptions, context: LogsContext): Promise<void> {
  requireServices(scope, options.services ?? []);
  const { clock = systemClock } = context;
  const fixed = withFixedTimes(options, clock.now());
  const shared = { ...context, clock, signal: sharedSignal(context.signal) };
  const isPast = fixed.until !== undefined && Number(fixed.until) * 1000 <= clock.now();
  if (options.follow && !isPast) await followLogs(scope, fixed, shared);
  else await readAll(scope, fixed, shared);
}

/** A service of `attach: false` is shown when it is named, and a container of no service in the files is not. */
export function loggedServices(scope: Scope, named: readonly string[]): readonly string[] {
  if (named.length > 0 || scope.services === undefined) return named;
  return Object.values(scope.services).flatMap(({ name, attach }) => (attach === false ? [] : [name]));
}

/** How many bytes of logs may be here before it is their turn, all together and of one. */
const readAheadBytes = { all: 32 * 1024 * 1024, one: 4 * 1024 * 1024 };

/** All logs are asked for at once and shown one after another: quick, and the same each time. */
async function readAll(
  scope: Scope,
  options: LogsOptions,
  { engine, emit, ready, signal }: LogsContext,
): Promise<void> {
  const { timestamps = false, merge = false } = options;
  const over = new AbortController();
  const shared = sharedSignal(signal, over.signal);
  const containers = await selectContainers(engine, scope, options);
  const most = Math.min(readAheadBytes.one, readAheadBytes.all / Math.max(1, containers.length));
  // Whoever says when to go on wants no more than is asked for.
  const isAhead = !merge && ready === undefined;
  announce(containers, emit);
  const open = async (container: LoggedContainer) => {
    const range = { ...rangeOf(options), timestamps: timestamps || merge, signal: shared };
    const { tty, chunks } = await openLog(engine, container.id, range);
    return { container, log: { tty, chunks: isAhead ? readAhead(chunks, { most, signal: shared }) : chunks } };
  };
  const show = (container: LoggedContainer, lines: readonly TimedLine[]) =>
    emitLines(container, lines, { emit, timestamps });
  const text = { timestamps, runsApart: true };
  try {
    const opened = await Promise.all(containers.map(open));
    if (merge) {
      const sources = opened.map(({ container, log }) => ({ container, lines: allLines(log, text) }));
      await mergeLogs(sources, show, ready);
      return;
    }
    for (const { container, log } of opened) {
      if (!timestamps) await emitLog(container, log, { emit, ...(ready && { ready }) });
      else
        for await (const lines of allLines(log, text)) {
          show(container, lines);
          await ready?.();
        }
    }
  } finally {
    over.abort();
  }
}
