import { toTimestamp } from '../engine/timestamp.ts';
import type { ContainerEvent } from '../model/listings.ts';
import { type CallOptions, follow, type Target } from './call.ts';

export interface EventsOptions extends CallOptions {
  /** Default: all. */
  readonly services?: readonly string[];
  /** Also what has happened since: a time (2026-01-02T13:23:37Z) or a duration back from now (42m). Default: now. */
  readonly since?: string | Date;
  /** Ends there. Default: when the signal or a `break` ends it. */
  readonly until?: string | Date;
}

/** What happens to the containers of the project's services, as it happens. */
export async function* events(
  target: Target,
  options: EventsOptions = {},
): AsyncGenerator<ContainerEvent, void, undefined> {
  const { services, since, until } = options;
  const asked = {
    ...(services && { services }),
    ...(since === undefined ? {} : { since: moment(since) }),
    ...(until === undefined ? {} : { until: moment(until) }),
  };
  const { events } = await import('../operations/events.ts');
  yield* follow(target, options, context => events(target, asked, context));
}

function moment(time: string | Date): string {
  return toTimestamp(typeof time === 'string' ? time : time.toISOString(), Date.now());
}
