import { ComposeError } from '../diagnostics/errors.ts';
import type { Engine, LogOptions, OutputChunk } from '../engine/engine.ts';
import { sharedSignal } from '../execute/abort.ts';
import { label } from '../model/labels.ts';
import type { StringMap } from '../model/service.ts';
import { emitLog, type LoggedContainer, type LogSink, loggedContainer, openLog } from './container-log.ts';
import type { Context } from './context.ts';
import { createFollower } from './follow.ts';
import { containerOf, isOneOff, projectEvents } from './project-events.ts';
import { listProjectContainers, requireServices, type Scope } from './scope.ts';

export interface LogsOptions {
  /** Only these services. Default: all. */
  readonly services?: readonly string[];
  /** Only the replica of this number, of one service. Default: all. */
  readonly index?: number;
  /** Go on with what will be written, until the signal aborts. Default: false. */
  readonly follow?: boolean;
  /** How many lines of each container to begin with. Default: all. */
  readonly tail?: string;
  readonly since?: string;
  readonly until?: string;
  /** Default: false. */
  readonly timestamps?: boolean;
}

type LogsContext = Pick<Context, 'engine' | 'signal'> & LogSink;

/** Emits what the project's containers have written and, following, what they and later replicas will write. */
export async function logs(scope: Scope, options: LogsOptions, context: LogsContext): Promise<void> {
  requireServices(scope, options.services ?? []);
  const shared = { ...context, signal: sharedSignal(context.signal) };
  if (options.follow) await followAll(scope, options, shared);
  else await readAll(scope, options, shared);
}

/** A service of `attach: false` is shown when it is named, and a container of no service in the files is not. */
export function loggedServices(scope: Scope, named: readonly string[]): readonly string[] {
  if (named.length > 0 || scope.services === undefined) return named;
  return Object.values(scope.services).flatMap(({ name, attach }) => (attach === false ? [] : [name]));
}

/** All logs are asked for at once and shown one after another: quick, and the same each time. */
async function readAll(scope: Scope, options: LogsOptions, context: LogsContext): Promise<void> {
  const { engine, emit, signal } = context;
  const { timestamps = false } = options;
  const containers = await selectContainers(engine, scope, options);
  announce(containers, emit);
  const opened = containers.map(container => ({
    container,
    chunks: openedAtOnce(openLog(engine, container.id, { ...rangeOf(options), timestamps, signal })),
  }));
  for (const { container, chunks } of opened) await emitLog(container, chunks, { ...context, timestamps });
}

function openedAtOnce(chunks: AsyncIterable<OutputChunk>): AsyncIterable<OutputChunk> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = iterator.next();
  first.catch(() => {});
  return (async function* () {
    for (let result = await first; !result.done; result = await iterator.next()) yield result.value;
  })();
}

async function followAll(scope: Scope, options: LogsOptions, context: LogsContext): Promise<void> {
  const { engine, emit, signal, ready } = context;
  const events = projectEvents(engine, scope.name, signal);
  const containers = await selectContainers(engine, scope, options);
  const known = new Set(containers.map(({ id }) => id));
  const follower = createFollower(engine, emit, {
    timestamps: options.timestamps ?? false,
    signal,
    ...(ready && { ready }),
  });
  announce(containers, emit);
  for (const container of containers) follower.follow(container, rangeOf(options));

  for await (const event of events) {
    if (isOneOff(event) || !isSelected(event.Actor.Attributes, options)) continue;
    const container = containerOf(event);
    if (event.Action === 'start') {
      if (!known.has(container.id)) announce([container], emit);
      known.add(container.id);
      follower.started(container);
    } else if (event.Action === 'die' && known.has(container.id)) {
      // Not awaited: it waits for the log to be read, and other containers go on meanwhile.
      follower.ended(container, event).catch(() => {});
    }
  }
  await follower.settled();
}

async function selectContainers(engine: Engine, scope: Scope, options: LogsOptions): Promise<LoggedContainer[]> {
  const all = await listProjectContainers(engine, scope.name, { oneOffs: false });
  const found = all.filter(container => isSelected(container.Labels, options));
  const { services = [], index } = options;
  if (index !== undefined && found.length === 0)
    throw new ComposeError('not-running', `service ${JSON.stringify(services[0])} is not running container #${index}`);
  return found.map(loggedContainer);
}

function isSelected(labels: StringMap, { services = [], index }: LogsOptions): boolean {
  return (
    (services.length === 0 || services.includes(labels[label.service] ?? '')) &&
    (index === undefined || labels[label.containerNumber] === String(index))
  );
}

function announce(containers: readonly LoggedContainer[], emit: LogsContext['emit']): void {
  if (containers.length > 0) emit({ type: 'attach', containers: containers.map(({ displayName }) => displayName) });
}

function rangeOf({ tail = 'all', since, until }: LogsOptions): Pick<LogOptions, 'tail' | 'since' | 'until'> {
  return { tail, ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}
