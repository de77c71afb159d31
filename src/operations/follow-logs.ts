import type { EngineEvent } from '../engine/api.ts';
import { sharedSignal } from '../execute/abort.ts';
import type { Clock } from '../execute/clock.ts';
import { emitLines, type LoggedContainer, type LogSink } from './container-log.ts';
import type { Context } from './context.ts';
import { createExpectation, type Expectation } from './expectation.ts';
import { createFollower, exitCodeOf, type Follower } from './follow.ts';
import { holdBack } from './hold-back.ts';
import { type LogsOptions, rangeOf } from './log-options.ts';
import { announce, isSelected, selectContainers } from './log-selection.ts';
import { mergeLogs } from './merge-logs.ts';
import { containerOf, isOneOff, projectEvents } from './project-events.ts';
import type { Scope } from './scope.ts';

type FollowContext = Pick<Context, 'engine' | 'signal'> & LogSink & { readonly clock: Clock };

/** What lies between a line's time and its arrival here, at the most; milliseconds. */
const longestDelay = 500;

/** Shows what containers have written and will write, later ones too. `until` is in Unix seconds. */
export async function followLogs(scope: Scope, options: LogsOptions, context: FollowContext): Promise<void> {
  const { engine, emit, clock, ready } = context;
  const { timestamps = false, merge = false, until } = options;
  const over = new AbortController();
  const signal = sharedSignal(context.signal, over.signal);
  const listening = new AbortController();
  const held = merge ? holdBack({ emit, clock, signal, timestamps }) : undefined;
  const follower = createFollower(engine, emit, {
    timestamps,
    runsApart: timestamps || merge,
    signal,
    clock,
    ...(ready && { ready }),
    ...(held === undefined ? {} : { display: held }),
  });
  const expectation = createExpectation({ clock, signal, onNothingLeft: () => listening.abort() });
  const known = new Set<string>();
  const meet = (containers: readonly LoggedContainer[]) => {
    const strangers = containers.filter(({ id }) => !known.has(id));
    for (const { id } of strangers) known.add(id);
    announce(strangers, emit);
  };
  const lookAgain = async () => {
    const containers = await selectContainers(engine, scope, options);
    expectation.areLeft(containers.map(({ id }) => id));
    meet(containers);
    for (const container of containers) follower.started(container);
  };

  const hearing = sharedSignal(signal, listening.signal);
  const onResume = () => void lookAgain().catch(() => {});
  const events = projectEvents(engine, scope.name, hearing, { clock, onResume });
  const containers = await selectContainers(engine, scope, options);
  meet(containers);
  if (containers.length === 0) {
    over.abort();
    return;
  }
  expectation.mayWrite(...containers.map(({ id }) => id));
  if (until !== undefined) {
    const left = Number(until) * 1000 - clock.now() + longestDelay;
    clock.sleep(left, signal).then(() => over.abort());
  }
  try {
    if (merge) await showHistory(containers, options, { ...context, follower });
    for (const container of containers) follower.follow(container, rangeOf(options));
    for await (const event of events) {
      if (isOneOff(event) || !isSelected(event.Actor.Attributes, options)) continue;
      const container = containerOf(event);
      if (event.Action === 'start') meet([container]);
      if (known.has(container.id) || event.Action === 'create') hear(event, container, { follower, expectation });
    }
    await follower.settled();
    held?.flush();
  } finally {
    over.abort();
  }
}

/** What was written before the logs are followed is in order without holding anything back. */
async function showHistory(
  containers: readonly LoggedContainer[],
  options: LogsOptions,
  { emit, ready, clock, follower }: FollowContext & { readonly follower: Follower },
): Promise<void> {
  const { tail, until, timestamps = false } = options;
  if (tail === '0') return;
  const settled = clock.now() - longestDelay;
  // A tail counts from the end of the log, wherever that is.
  const end = tail === undefined || tail === 'all' ? Math.min(settled / 1000, Number(until ?? Infinity)) : until;
  const sources = containers.map(container => ({
    container,
    lines: follower.history(container, { ...rangeOf(options), ...(end === undefined ? {} : { until: String(end) }) }),
  }));
  await mergeLogs(sources, (container, lines) => emitLines(container, lines, { emit, timestamps }), ready);
}

interface Hearing {
  readonly follower: Follower;
  readonly expectation: Expectation;
}

function hear(event: EngineEvent, container: LoggedContainer, { follower, expectation }: Hearing): void {
  const { id } = container;
  switch (event.Action) {
    case 'create':
      expectation.mayWrite(id);
      break;
    case 'start':
      expectation.mayWrite(id);
      follower.started(container);
      break;
    case 'kill':
      expectation.isKilled(id);
      break;
    case 'die': {
      const settle = expectation.ends(id, exitCodeOf(event));
      // Not awaited: it waits for the log to be read, and other containers go on meanwhile.
      follower.ended(container, event).then(settle, () => settle(false));
      break;
    }
    case 'destroy':
      expectation.isGone(id);
      break;
  }
}
