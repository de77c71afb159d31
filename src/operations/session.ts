import type { ContainerSummary, EngineEvent } from '../engine/api.ts';
import { sharedSignal } from '../execute/abort.ts';
import { type Clock, systemClock } from '../execute/clock.ts';
import { isSetAside, readReplacementName } from '../model/resource-names.ts';
import { type LoggedContainer, loggedContainer } from './container-log.ts';
import type { Context } from './context.ts';
import { createFollower, exitCodeOf, type Follower, willRestart } from './follow.ts';
import { containerOf, isOneOff, projectEvents } from './project-events.ts';
import { isUp, listProjectContainers, nameOf, type Scope, serviceOf } from './scope.ts';
import { createTally, type Tally } from './tally.ts';

export interface SessionOptions {
  /** Services whose containers the session watches. */
  readonly services: readonly string[];
  /** Those whose logs are shown. Default: all of `services`. */
  readonly shown?: readonly string[];
  /** Called when a container has ended for good, after its last line. */
  readonly onEnd: (container: LoggedContainer, exitCode: number) => void;
  /** Default: false. */
  readonly timestamps?: boolean;
  /** How many lines of what runs already to begin with. Default: none. */
  readonly tail?: number;
}

/** Watches the containers of some services, and shows what they write from now on. */
export interface Session {
  readonly tally: Tally;
  /**
   * Resolves when what has ended was shown to its end: containers that run no more, and those of `ids`. Not for longer
   * than the engine may take to tell of it: they may have ended before the session began.
   */
  readonly settled: (ids: readonly string[]) => Promise<void>;
  /** Resolves when what runs by now was met. Not for longer than the engine may take to tell of it. */
  readonly met: () => Promise<void>;
  readonly close: () => void;
}

type SessionContext = Pick<Context, 'engine' | 'emit' | 'clock'>;

/** From the end of a container to its event, with what it wrote before. */
const longestNewsMilliseconds = 2_000;

interface Watch extends SessionContext {
  readonly options: SessionOptions;
  readonly follower: Follower;
  readonly tally: Tally;
  /** Ids of containers that the user was told of. */
  readonly announced: Set<string>;
}

/** Listens before it looks, so that nothing that starts in between is missed. */
export async function openSession(scope: Scope, options: SessionOptions, context: SessionContext): Promise<Session> {
  const { engine, emit } = context;
  const over = new AbortController();
  const signal = sharedSignal(over.signal);
  const events = projectEvents(engine, scope.name, signal);
  const follower = createFollower(engine, emit, {
    timestamps: options.timestamps ?? false,
    signal,
    ...(context.clock === undefined ? {} : { clock: context.clock }),
  });
  const watch: Watch = { ...context, options, follower, tally: createTally(), announced: new Set() };
  const containers = await listProjectContainers(engine, scope.name, { oneOffs: false });
  // What was set aside goes when its replacement is good, or comes back and is met as it starts.
  const own = containers.filter(
    container => options.services.includes(serviceOf(container)) && !isSetAside(container.Id, nameOf(container)),
  );
  await begin(watch, own);
  listen(watch, events).catch(watch.tally.fail);
  const settled = (ids: readonly string[]) => settle(scope, ids, { watch, signal: over.signal });
  const met = () => meetAll(scope, { watch, signal: over.signal });
  return { tally: watch.tally, settled, met, close: () => over.abort() };
}

async function settle(
  { name }: Scope,
  ids: readonly string[],
  { watch: { engine, tally, clock = systemClock }, signal }: { watch: Watch; signal: AbortSignal },
): Promise<void> {
  const containers = await listProjectContainers(engine, name, { oneOffs: false });
  const up = new Set(containers.filter(isUp).map(({ Id }) => Id));
  const isSettled = (): boolean =>
    [...tally.running.keys()].every(id => up.has(id)) && ids.every(id => up.has(id) || tally.hasEnded(id));
  await untilNews(isSettled, { tally, clock, signal });
}

async function meetAll(
  { name }: Scope,
  { watch: { engine, tally, options, clock = systemClock }, signal }: { watch: Watch; signal: AbortSignal },
): Promise<void> {
  const containers = await listProjectContainers(engine, name, { oneOffs: false });
  const up = containers.filter(container => isUp(container) && options.services.includes(serviceOf(container)));
  await untilNews(() => up.every(({ Id }) => tally.running.has(Id) || tally.hasEnded(Id)), { tally, clock, signal });
}

async function untilNews(
  condition: () => boolean,
  { tally, clock, signal }: { tally: Tally; clock: Clock; signal: AbortSignal },
): Promise<void> {
  const late = new AbortController();
  const enough = AbortSignal.any([signal, late.signal]);
  await Promise.race([tally.until(condition), clock.sleep(longestNewsMilliseconds, enough)]);
  late.abort();
}

async function begin(watch: Watch, containers: readonly ContainerSummary[]): Promise<void> {
  for (const container of containers.filter(isUp)) watch.tally.runs(loggedContainer(container));
  const shown = containers.filter(container => isShown(watch, serviceOf(container)));
  announce(watch, shown.map(loggedContainer));
  const tail = String(watch.options.tail ?? 0);
  for (const container of shown.filter(isUp)) watch.follower.follow(loggedContainer(container), { tail });
  const idle = shown.filter(container => !isUp(container));
  await Promise.all(idle.map(container => watch.follower.prepare(container.Id)));
}

async function listen(watch: Watch, events: AsyncIterable<EngineEvent>): Promise<void> {
  for await (const event of events) {
    const container = containerOf(event);
    if (isOneOff(event)) continue;
    const isWatched = watch.options.services.includes(container.service);
    if (event.Action === 'start') {
      if (isWatched) onStart(watch, container);
      else watch.tally.startedElsewhere(container.name);
    } else if (event.Action === 'create' && isWatched) onCreate(watch, container);
    // Not awaited: it waits for the log to be read, and other containers go on meanwhile.
    else if (event.Action === 'die' && isWatched) onDie(watch, container, event).catch(watch.tally.fail);
  }
}

function onStart(watch: Watch, container: LoggedContainer): void {
  watch.tally.started(container);
  if (!isShown(watch, container.service)) return;
  if (!watch.announced.has(container.id)) announce(watch, [container]);
  watch.follower.started(container);
}

/** As gantry and Docker Compose do it, a container takes shape beside the one that it replaces. */
function onCreate(watch: Watch, { service, name, displayName }: LoggedContainer): void {
  const replaced = readReplacementName(name)?.replaced;
  if (replaced === undefined || !isShown(watch, service)) return;
  if ([...watch.tally.running.keys()].some(id => id.startsWith(replaced)))
    watch.emit({ type: 'recreate', service, container: displayName });
}

async function onDie(watch: Watch, container: LoggedContainer, event: EngineEvent): Promise<void> {
  const shown = isShown(watch, container.service);
  const restarting = await (shown ? watch.follower.ended(container, event) : willRestart(watch.engine, container.id));
  if (restarting) return;
  watch.options.onEnd(container, exitCodeOf(event));
  watch.tally.ended(container, exitCodeOf(event));
}

function announce({ emit, announced }: Watch, containers: readonly LoggedContainer[]): void {
  for (const { id } of containers) announced.add(id);
  if (containers.length > 0) emit({ type: 'attach', containers: containers.map(({ displayName }) => displayName) });
}

function isShown({ options: { services, shown = services } }: Watch, service: string): boolean {
  return shown.includes(service);
}
