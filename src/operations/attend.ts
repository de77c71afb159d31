import type { Engine, ProcessStream, TerminalSize } from '../engine/engine.ts';
import { type ConverseEnd, converse } from './converse.ts';
import { parseDetachKeys, standardDetachKeys } from './detach-keys.ts';
import type { StandardStreams } from './standard-streams.ts';

export interface AttendOptions {
  readonly tty: boolean;
  /** Pass input on. */
  readonly interactive: boolean;
  /** The end of the input is the end of the container's own. Default: true. */
  readonly endsInput?: boolean;
  /** Default: `ctrl-p,ctrl-q`. */
  readonly detachKeys?: string;
  /** Pass signals on to the container; the third that asks for an end leaves it. Default: false. */
  readonly forwardSignals?: boolean;
  /** The engine removes the container when it has ended. Default: false. */
  readonly autoRemove?: boolean;
  /** Starts the container, once all is listening. Default: it runs, and draws its terminal anew. */
  readonly start?: () => Promise<void>;
}

export interface AttendContext {
  readonly engine: Engine;
  readonly streams: StandardStreams;
  /** Leaves the container as it is. */
  readonly signal: AbortSignal;
}

export interface Attended {
  readonly end: ConverseEnd;
  /** Of the container, where it has ended. */
  readonly exitCode?: number;
}

/** Stays with a container, from before its start if it is to be started, to its end. */
export async function attend(id: string, options: AttendOptions, context: AttendContext): Promise<Attended> {
  const { tty, interactive, endsInput = true, detachKeys = standardDetachKeys, autoRemove = false } = options;
  const { engine, streams } = context;
  const keys = parseDetachKeys(detachKeys);
  const over = new AbortController();
  const { exit } = await engine.awaitExit(id, { removed: autoRemove, signal: over.signal });
  exit.catch(() => {});
  const process = await engine.attachContainer(id, { tty, stdin: interactive, detachKeys });
  if (options.start === undefined && !(await engine.inspectContainer(id)).State.Running) {
    // It ended before we were there; its stream would wait for its next start.
    process.close();
    over.abort();
    return { end: 'ended', exitCode: (await engine.waitContainer(id)).StatusCode };
  }
  const leave = new AbortController();
  const signal = AbortSignal.any([context.signal, leave.signal]);
  const stopForwarding = options.forwardSignals ? forwardSignals(id, context, leave) : undefined;
  const starting = options.start?.() ?? Promise.resolve();
  try {
    const end = await converseOnceStarted(process, streams, {
      starting,
      tty,
      input: interactive,
      endsInput,
      detachKeys: keys,
      signal,
      resize: resizing(id, engine, options.start === undefined),
    });
    if (end !== 'ended') return { end };
    // A container whose input was closed may have no more to say, and go on.
    return await Promise.race([
      exit.then(({ StatusCode: exitCode }) => ({ end, exitCode })),
      aborted(signal).then(() => ({ end: 'aborted' as const })),
    ]);
  } finally {
    stopForwarding?.();
    over.abort();
  }
}

/** A program draws when its terminal gets another size: the first one given is wrong, on purpose. */
function resizing(id: string, engine: Engine, redraw: boolean): (size: TerminalSize) => Promise<void> {
  let isFirst = redraw;
  return async size => {
    if (isFirst) await engine.resizeContainer(id, { columns: size.columns + 1, rows: size.rows + 1 });
    isFirst = false;
    await engine.resizeContainer(id, size);
  };
}

type Conversing = Parameters<typeof converse>[2] & { readonly starting: Promise<void> };

/** A container that can't be started says nothing, and nobody waits for it. */
async function converseOnceStarted(
  process: ProcessStream,
  streams: StandardStreams,
  { starting, resize, signal, ...options }: Conversing,
): Promise<ConverseEnd> {
  const failed = new AbortController();
  const started = starting.catch(error => {
    failed.abort();
    throw error;
  });
  const [end] = await Promise.all([
    converse(process, streams, {
      ...options,
      signal: AbortSignal.any([signal, failed.signal]),
      resize: size => started.then(() => resize(size)),
    }),
    // Left by keys or signals, it need not have begun.
    Promise.race([started, aborted(signal)]),
  ]);
  return end;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Many a process takes no notice of a signal: whoever sends three wants to be free. */
const patience = 3;

function forwardSignals(id: string, { engine, streams }: AttendContext, leave: AbortController): () => void {
  const wasTerminal = streams.isInputTerminal;
  let asked = 0;
  return streams.onSignal(async signal => {
    if (signal === 'SIGINT' || signal === 'SIGTERM') asked += 1;
    if (asked >= patience) leave.abort();
    // It may have ended meanwhile, or not have begun.
    await engine.killContainer(id, { signal }).catch(() => {});
    // The window was closed: nobody is there any more to send another.
    if (signal === 'SIGHUP' && wasTerminal && !streams.isInputTerminal) leave.abort();
  });
}
