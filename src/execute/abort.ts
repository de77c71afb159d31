import { setMaxListeners } from 'node:events';
import type { Clock } from './clock.ts';

/**
 * A signal that aborts with the first of these, and that any number of calls may listen to: Node takes more than ten
 * listeners for a leak. What a caller gave us is left as it is.
 */
export function sharedSignal(...signals: AbortSignal[]): AbortSignal {
  const shared = AbortSignal.any(signals);
  setMaxListeners(0, shared);
  return shared;
}

/** The call's result, or a rejection with the signal's reason as soon as it aborts: the call itself may run on. */
export async function abortable<Result>(call: Promise<Result>, signal: AbortSignal): Promise<Result> {
  call.catch(() => {});
  signal.throwIfAborted();
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([call, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Longer than the engine takes to make anything, and short enough for somebody who has pressed Ctrl-C. */
const graceMilliseconds = 3_000;

/**
 * As `abortable`, but a call that ends soon after the abort is waited for. The engine carries out what it was asked
 * for whether anybody waits or not: so nothing is half made, or in the making, when the next run looks.
 */
export async function abortableWhenOverdue<Result>(
  call: Promise<Result>,
  { signal, clock }: { readonly signal: AbortSignal; readonly clock: Clock },
): Promise<Result> {
  call.catch(() => {});
  signal.throwIfAborted();
  const over = new AbortController();
  const overdue = new AbortController();
  const onAbort = (): void => {
    clock.sleep(graceMilliseconds, over.signal).then(() => overdue.abort(signal.reason));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await abortable(call, overdue.signal);
  } finally {
    signal.removeEventListener('abort', onAbort);
    over.abort();
  }
}
