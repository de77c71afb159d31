import type { EngineEvent } from '../engine/api.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';
import { type Clock, systemClock } from '../execute/clock.ts';
import { label } from '../model/labels.ts';
import { ownName } from '../model/resource-names.ts';
import { displayName, type LoggedContainer } from './container-log.ts';

/**
 * The events of a project's containers, asked for at once and not when the first is wanted: whoever lists containers
 * after this call misses none that starts in between. When the engine breaks off it is asked again, from the last that
 * it told of. Rejects when it can't be reached any more.
 */
export function projectEvents(
  engine: Engine,
  projectName: string,
  signal: AbortSignal,
  { clock = systemClock, onResume = () => {} }: ProjectEventsOptions = {},
): AsyncIterable<EngineEvent> {
  const labels = [`${label.project}=${projectName}`];
  const open = (since?: string) => {
    const events = engine.events({ labels, signal, ...(since === undefined ? {} : { since }) })[Symbol.asyncIterator]();
    const first = events.next();
    first.catch(() => {});
    return { first, events };
  };
  return steady(open, { signal, clock, onResume });
}

export interface ProjectEventsOptions {
  readonly clock?: Clock;
  /** Called when the engine is listened to again: it need not remember all that it might have told meanwhile. */
  readonly onResume?: () => void;
}

interface Listening {
  readonly first: Promise<IteratorResult<EngineEvent>>;
  readonly events: AsyncIterator<EngineEvent>;
}

const mostFailures = 8;
const firstPause = 100;
const longestPause = 2_000;

async function* steady(
  open: (since?: string) => Listening,
  { signal, clock, onResume }: Required<ProjectEventsOptions> & { readonly signal: AbortSignal },
): AsyncIterable<EngineEvent> {
  const told = createTold(clock.now());
  let listening = open();
  let pause = firstPause;
  for (let failures = 0; ; ) {
    try {
      const { first, events } = listening;
      for (let result = await first; !result.done; result = await events.next()) {
        failures = 0;
        pause = firstPause;
        if (result.value.Type === 'container' && told.isNew(result.value)) yield result.value;
      }
      failures += 1;
      if (signal.aborted || failures > mostFailures) return;
    } catch (error) {
      failures += 1;
      if (signal.aborted) return;
      if (!(error instanceof EngineError && error.kind === 'unreachable') || failures > mostFailures) throw error;
    }
    await clock.sleep(pause, signal);
    pause = Math.min(pause * 2, longestPause);
    if (signal.aborted) return;
    listening = open(told.since());
    onResume();
  }
}

/** Events of the last moment, which come again when the engine is asked for what was since. */
function createTold(start: number): { isNew: (event: EngineEvent) => boolean; since: () => string } {
  const recent = new Set<string>();
  let latest = Math.floor(start / 1000);
  return {
    isNew(event) {
      const key = `${event.timeNano} ${event.Action} ${event.Actor.ID}`;
      if (recent.has(key)) return false;
      recent.add(key);
      if (recent.size > mostRecent) recent.delete(recent.values().next().value!);
      latest = Math.max(latest, event.time);
      return true;
    },
    since: () => String(latest),
  };
}

const mostRecent = 256;

/** The attributes of a container's events hold its labels, and its name. */
export function containerOf({ Actor: { ID: id, Attributes: attributes } }: EngineEvent): LoggedContainer {
  const name = attributes.name ?? '';
  return {
    id,
    service: attributes[label.service] ?? '',
    name,
    displayName: displayName(ownName(id, name), attributes),
  };
}

/** Made by `run` or for a hook, and none of a service's own. */
export function isOneOff({ Actor: { Attributes: attributes } }: EngineEvent): boolean {
  return attributes[label.oneOff] === 'True' || attributes[label.hook] !== undefined;
}
