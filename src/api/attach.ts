import { interrupted } from '../execute/failure.ts';
import { type CallOptions, type Target, task } from './call.ts';
import type { ProcessResult } from './exec.ts';
import { capturing, hasInput, type ProcessStreams } from './streams.ts';

export interface AttachOptions extends CallOptions, ProcessStreams {
  /** Number of the replica. Default: the lowest. */
  readonly index?: number;
  /** Keys that leave a terminal: `ctrl-p,ctrl-q`, which is the default. */
  readonly detachKeys?: string;
}

/**
 * Stays with a service's container that is up to its end: `input` is its input, and its output from now on is the
 * call's. The signal leaves the container as it is.
 */
export async function attach(target: Target, service: string, options: AttachOptions = {}): Promise<ProcessResult> {
  return await task(target, options, async ({ engine, signal }) => {
    const { attachContainer, attachTarget } = await import('../operations/attach-container.ts');
    const { streams, captured } = capturing(options);
    const { index, detachKeys } = options;
    const asked = {
      service,
      input: hasInput(options),
      forwardSignals: options.terminal !== undefined,
      ...(index === undefined ? {} : { index }),
      ...(detachKeys === undefined ? {} : { detachKeys }),
    };
    const found = await attachTarget(target, asked, { engine });
    const exitCode = await attachContainer(found, asked, { engine, streams, signal });
    if (exitCode === undefined) throw interrupted(signal);
    return { exitCode, ...captured() };
  });
}
