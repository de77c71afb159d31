import type { EngineEvent } from '../engine/api.ts';
import { label } from '../model/labels.ts';
import type { ContainerEvent } from '../model/listings.ts';
import type { Context } from './context.ts';
import { isOneOff } from './project-events.ts';
import { requireServices, type Scope } from './scope.ts';

export interface EventsOptions {
  /** Default: all. */
  readonly services?: readonly string[];
  /** Unix seconds. Default: now. */
  readonly since?: string;
  /** Default: until the signal aborts. */
  readonly until?: string;
}

/** What happens to the containers of the project's services, as it happens. */
export async function* events(
  scope: Scope,
  { services = [], since, until }: EventsOptions,
  { engine, signal }: Pick<Context, 'engine' | 'signal'>,
): AsyncIterable<ContainerEvent> {
  requireServices(scope, services);
  const told = engine.events({
    labels: [`${label.project}=${scope.name}`],
    signal,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  });
  for await (const event of told) {
    if (event.Type !== 'container' || isOneOff(event)) continue;
    const service = event.Actor.Attributes[label.service] ?? '';
    if (services.length === 0 || services.includes(service)) yield containerEvent(event, service);
  }
}

function containerEvent({ Action, Actor, time, timeNano }: EngineEvent, service: string): ContainerEvent {
  const own = Object.entries(Actor.Attributes).filter(([name]) => !/^(com\.docker\.compose|dev\.gantry)\./.test(name));
  return {
    action: Action,
    id: Actor.ID,
    service,
    attributes: Object.fromEntries(own),
    time: timeNano || BigInt(time) * 1_000_000_000n,
  };
}
