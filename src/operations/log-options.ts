import type { LogOptions } from '../engine/engine.ts';
import { toTimestamp } from '../engine/timestamp.ts';

export interface LogsOptions {
  /** Only these services. Default: all. */
  readonly services?: readonly string[];
  /** Only the replica of this number, of one service. Default: all. */
  readonly index?: number;
  /** Go on with what will be written: see `logs`. Default: false. */
  readonly follow?: boolean;
  /** How many lines of each container to begin with. Default: all. */
  readonly tail?: string;
  /** From a time on: RFC 3339, Unix seconds, or a Go duration back from now. Default: the beginning. */
  readonly since?: string;
  /** Up to a time, as `since`. Default: the end. */
  readonly until?: string;
  /** Default: false. */
  readonly timestamps?: boolean;
  /** Lines of all containers in the order of their times. Default: one container after another. */
  readonly merge?: boolean;
}

/** What is back from now is so from the beginning, however long is followed: times in Unix seconds. */
export function withFixedTimes(options: LogsOptions, now: number): LogsOptions {
  const { since, until } = options;
  return {
    ...options,
    ...(since === undefined ? {} : { since: toTimestamp(since, now) }),
    ...(until === undefined ? {} : { until: toTimestamp(until, now) }),
  };
}

export function rangeOf({ tail = 'all', since, until }: LogsOptions): Pick<LogOptions, 'tail' | 'since' | 'until'> {
  return { tail, ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}
