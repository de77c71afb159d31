import type { ComposeEvent } from '../events/event.ts';
import { type LogLine, logLines } from '../events/log-lines.ts';
import { sharedSignal } from '../execute/abort.ts';
import type { LogsOptions as OperationOptions } from '../operations/logs.ts';
import { type CallOptions, follow, type Target } from './call.ts';
import { createQueue, type Queue } from './queue.ts';

export interface LogsOptions extends CallOptions, Omit<OperationOptions, 'tail'> {
  /** How many lines of each container to begin with. Default: all. */
  readonly tail?: number;
  /** Is told of what else happens: that containers are attached to, that they have ended. Default: nobody is. */
  readonly onEvent?: (event: ComposeEvent) => void;
}

/**
 * What the project's containers have written, line by line; with `follow`, what they and later replicas write from
 * then on, until the signal or a `break` ends it. Lines are read as fast as they are taken. Services with
 * `attach: false` are shown when they are named.
 */
export function logs(target: Target, options: LogsOptions = {}): AsyncIterable<LogLine> {
  const { tail, onEvent, engine: _engine, signal: _signal, ...range } = options;
  return again(() =>
    follow(target, options, ({ engine, signal }) => {
      const left = new AbortController();
      const queue: Queue<LogLine> = createQueue(() => left.abort());
      const emit = (event: ComposeEvent) => {
        if (event.type !== 'log') onEvent?.(event);
        else for (const line of logLines(event)) queue.push(line);
      };
      const read = async () => {
        const { loggedServices, logs } = await import('../operations/logs.ts');
        const services = loggedServices(target, range.services ?? []);
        const asked = { ...range, services, ...(tail === undefined ? {} : { tail: String(tail) }) };
        await logs(target, asked, { engine, signal: sharedSignal(signal, left.signal), emit, ready: queue.ready });
      };
      read().then(
        () => queue.end({}),
        error => queue.end({ failure: { error } }),
      );
      return queue.items;
    }),
  );
}

/** Each iteration begins anew. */
function again<Item>(begin: () => AsyncIterator<Item>): AsyncIterable<Item> {
  return { [Symbol.asyncIterator]: begin };
}
