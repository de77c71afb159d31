import type { EngineEvent } from '../engine/api.ts';
import type { Engine } from '../engine/engine.ts';
import { label } from '../model/labels.ts';
import { ownName } from '../model/resource-names.ts';
import { displayName, type LoggedContainer } from './container-log.ts';

/**
 * The events of a project's containers, asked for at once and not when the first is wanted: whoever lists containers
 * after this call misses none that starts in between.
 */
export function projectEvents(engine: Engine, projectName: string, signal: AbortSignal): AsyncIterable<EngineEvent> {
  const labels = [`${label.project}=${projectName}`];
  const events = engine.events({ labels, signal })[Symbol.asyncIterator]();
  const first = events.next();
  first.catch(() => {});
  return continued(first, events, signal);
}

async function* continued(
  first: Promise<IteratorResult<EngineEvent>>,
  events: AsyncIterator<EngineEvent>,
  signal: AbortSignal,
): AsyncIterable<EngineEvent> {
  try {
    for (let result = await first; !result.done; result = await events.next())
      if (result.value.Type === 'container') yield result.value;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

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
