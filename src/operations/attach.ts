import type { ProgressEvent } from '../events/event.ts';
import type { Context } from './context.ts';
import type { Scope } from './scope.ts';
import { openSession } from './session.ts';
import { stop } from './stop.ts';

export interface AttachOptions {
  /** Services that the session is about: it ends when their containers have, and stops them when it is interrupted. */
  readonly services: readonly string[];
  /** Those whose logs are shown. Default: all of `services`. */
  readonly shown?: readonly string[];
  /** Starts the containers, once the session listens. */
  readonly start: (signal: AbortSignal) => Promise<void>;
  /** What the end of a container means for the others. Default: nothing. */
  readonly abortOn?: 'exit' | 'failure';
  /** Give this service's exit code. Default: that of the container whose end stopped the others. */
  readonly exitCodeFrom?: string;
  /** Default: false. */
  readonly timestamps?: boolean;
  /** Seconds until a container that doesn't end is killed. Default: the container's own grace time. */
  readonly timeoutSeconds?: number;
  readonly interrupts: Interrupts;
}

/** What a user at the terminal wants of a session: the first Ctrl-C aborts `stop`, the second `kill`. */
export interface Interrupts {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

/** Of a process that SIGINT has ended. */
const interrupted = 130;

/** Starts a project's containers and stays with them until they have ended. Resolves to the exit code. */
export async function attach(
  scope: Scope,
  options: AttachOptions,
  context: Pick<Context, 'engine' | 'emit'>,
): Promise<number> {
  const { services, shown = services, timestamps = false, abortOn, exitCodeFrom, interrupts } = options;
  let first: number | undefined;
  const session = await openSession(
    scope,
    {
      services,
      shown,
      timestamps,
      onEnd: (_, exitCode) => {
        if (abortOn === 'exit' || (abortOn === 'failure' && exitCode !== 0)) first ??= exitCode;
      },
    },
    context,
  );
  const { tally } = session;
  try {
    const starting = options.start(interrupts.stop);
    const ended = starting
      .then(() => tally.until(() => tally.running.size === 0 || first !== undefined))
      .catch(error => (interrupts.stop.aborted ? undefined : Promise.reject(error)));
    await Promise.race([ended, tally.until(() => first !== undefined), whenAborted(interrupts.stop)]);
    if (interrupts.stop.aborted || first !== undefined) await stopAll(scope, options, { context, starting });
    await Promise.race([tally.until(() => tally.running.size === 0), whenAborted(interrupts.kill)]);
    if (interrupts.stop.aborted && first === undefined) return interrupted;
    return (exitCodeFrom === undefined ? first : tally.exitCode(exitCodeFrom)) ?? 0;
  } finally {
    session.close();
  }
}

interface Stopping {
  readonly context: Pick<Context, 'engine' | 'emit'>;
  readonly starting: Promise<void>;
}

/** The next Ctrl-C kills: the first one, when nobody had pressed it before. */
async function stopAll(scope: Scope, options: AttachOptions, { context, starting }: Stopping): Promise<void> {
  const { services, timeoutSeconds, interrupts } = options;
  const wasInterrupted = interrupts.stop.aborted;
  context.emit(stopping(wasInterrupted));
  await starting.catch(() => {});
  const kill = wasInterrupted ? interrupts.kill : interrupts.stop;
  await stop(scope, { services, kill, ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }) }, context);
}

function stopping(interrupted: boolean): ProgressEvent {
  const details = interrupted ? 'Gracefully Stopping... press Ctrl+C again to force' : 'Aborting on container exit...';
  return { type: 'progress', kind: 'Compose', name: '', status: 'Working', text: 'Stopping', details };
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
