import type { ProgressEvent } from '../events/event.ts';
import type { ExecutionError } from '../execute/failure.ts';
import type { Context } from './context.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';
import { stop } from './stop.ts';
import type { Target } from './target.ts';

export interface AttachOptions {
  /** Services that the session is about: it stops them when it is interrupted. */
  readonly services: readonly string[];
  /** Those whose logs are shown, and with whose containers the session ends. Default: all of `services`. */
  readonly shown?: readonly string[];
  /** Makes the containers, then calls `beforeStart`, from when on the session listens, then starts them. */
  readonly up: (run: { readonly beforeStart: () => Promise<void>; readonly signal: AbortSignal }) => Promise<Started>;
  /** What the end of a container means for the others. Default: nothing. */
  readonly abortOn?: 'exit' | 'failure';
  /** Give this service's exit code. Default: that of the container whose end stopped the others. */
  readonly exitCodeFrom?: string;
  /** Default: false. */
  readonly timestamps?: boolean;
  /** Seconds until a container that doesn't end is killed. Default: the container's own grace time. */
  readonly timeoutSeconds?: number;
  readonly interrupts: Interrupts;
  /** What is under way that stops containers in order to replace them: no end of the session. Default: nothing ever. */
  readonly replacing?: () => Promise<unknown> | undefined;
  /** Leaves the containers to themselves, once they are started; the exit code is 0 then. Default: never. */
  readonly detach?: AbortSignal;
}

export interface Started {
  /** Names of the containers that were started. */
  readonly started: readonly string[];
}

/** What a user at the terminal wants of a session: the first Ctrl-C aborts `stop`, the second `kill`. */
export interface Interrupts {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

/** Of a process that SIGINT has ended. */
const interrupted = 130;

type AttachContext = Pick<Context, 'engine' | 'emit' | 'clock'>;

/** Brings a project's containers up and stays with them until they have ended. Resolves to the exit code. */
export async function attach(target: Target, options: AttachOptions, context: AttachContext): Promise<number> {
  const { exitCodeFrom, interrupts, detach } = options;
  const over = new AbortController();
  // Signals may outlive the session: who comes again and again would have ever more listeners at them.
  const aborted = (signal: AbortSignal) => whenAborted(signal, over.signal);
  const aborting = abortRule(options);
  const { session, starting } = await begin(target, { ...options, onEnd: aborting.onEnd }, context);
  const { tally } = session;
  const awaited = awaitedServices(options);
  const isIdle = () => ![...tally.running.values()].some(service => awaited.includes(service));
  try {
    // The engine may be slower to tell of a start than to answer the call that asked for it.
    const ended = starting.then(async ({ started }) => {
      await tally.until(() => tally.haveStarted(started) && isIdle());
      await untilNoneComesBack(session, isIdle, options);
    });
    await Promise.race([
      ended.catch(async error => {
        if (interrupts.stop.aborted) return;
        await session.settled(waitedFor(error)).catch(() => {});
        throw error;
      }),
      tally.until(() => aborting.exitCode() !== undefined),
      aborted(interrupts.stop),
      ...(detach ? [aborted(detach)] : []),
    ]);
    if (detach?.aborted && !interrupts.stop.aborted) return await leave(session, starting, interrupts);
    const first = aborting.exitCode();
    if (interrupts.stop.aborted || first !== undefined) await stopAll(target, options, { context, starting });
    await Promise.race([tally.until(isIdle), aborted(interrupts.kill)]);
    if (interrupts.stop.aborted && first === undefined) return interrupted;
    return (exitCodeFrom === undefined ? first : tally.exitCode(exitCodeFrom)) ?? 0;
  } finally {
    over.abort();
    session.close();
  }
}

async function untilNoneComesBack(
  { tally, met }: Session,
  isIdle: () => boolean,
  { replacing }: Pick<AttachOptions, 'replacing'>,
): Promise<void> {
  for (let work = replacing?.(); work !== undefined; work = replacing?.()) {
    await work;
    await met();
    await tally.until(isIdle);
  }
}

/** What depends on others may have to be started yet. */
async function leave(session: Session, starting: Promise<Started>, { stop }: Interrupts): Promise<number> {
  session.close();
  try {
    await starting;
    return 0;
  } catch (error) {
    if (!stop.aborted) throw error;
    return interrupted;
  }
}

/** The session opens between making containers and starting them: it has to know them, and to miss nothing. */
async function begin(
  target: Target,
  { up, interrupts, ...options }: AttachOptions & Pick<SessionOptions, 'onEnd'>,
  context: AttachContext,
): Promise<{ session: Session; starting: Promise<Started> }> {
  let open: (session: Session) => void = () => {};
  const opened = new Promise<Session>(resolve => {
    open = resolve;
  });
  const starting = up({
    signal: interrupts.stop,
    beforeStart: async () => open(await openSession(target, options, context)),
  });
  return { session: await Promise.race([opened, starting.then(() => opened)]), starting };
}

/** Containers for which somebody waited in vain: their last words say why. */
function waitedFor(error: unknown): string[] {
  const { failures = [] } = error as Partial<ExecutionError>;
  const waits = failures.filter(({ operation }) => operation.type === 'wait-for');
  return waits.flatMap(({ containers }) => containers.map(({ id }) => id));
}

/** All where none is shown, or where any of them may decide how the session ends. */
function awaitedServices({ services, shown = services, abortOn }: AttachOptions): readonly string[] {
  return shown.length === 0 || abortOn !== undefined ? services : shown;
}

/** Which end of a container stops the others: the first one that `abortOn` speaks of. */
function abortRule({ abortOn }: AttachOptions): {
  readonly onEnd: SessionOptions['onEnd'];
  readonly exitCode: () => number | undefined;
} {
  let first: number | undefined;
  return {
    onEnd: (_, exitCode) => {
      if (abortOn === 'exit' || (abortOn === 'failure' && exitCode !== 0)) first ??= exitCode;
    },
    exitCode: () => first,
  };
}

interface Stopping {
  readonly context: AttachContext;
  readonly starting: Promise<unknown>;
}

/** The next Ctrl-C kills: the first one, when nobody had pressed it before. */
async function stopAll(target: Target, options: AttachOptions, { context, starting }: Stopping): Promise<void> {
  const { services, timeoutSeconds, interrupts } = options;
  const wasInterrupted = interrupts.stop.aborted;
  context.emit(stoppingEvent(wasInterrupted));
  await starting.catch(() => {});
  const kill = wasInterrupted ? interrupts.kill : interrupts.stop;
  // The signal that called the session off doesn't call its end off.
  const stopping = { ...context, signal: new AbortController().signal, confirm: async () => false };
  await stop(target, { services, kill, ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }) }, stopping);
}

function stoppingEvent(interrupted: boolean): ProgressEvent {
  const details = interrupted ? 'Gracefully Stopping... press Ctrl+C again to force' : 'Aborting on container exit...';
  return { type: 'progress', kind: 'Compose', name: '', status: 'Working', text: 'Stopping', details };
}

/** Never once `over` has aborted. */
function whenAborted(signal: AbortSignal, over: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true, signal: over });
  });
}
