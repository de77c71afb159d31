import type { Engine } from '../engine/engine.ts';
import { isNotFound } from '../engine/engine-error.ts';
import { systemClock } from '../execute/clock.ts';
import { label } from '../model/labels.ts';
import type { ContainerUsage, UsageSample } from '../model/listings.ts';
import type { Context } from './context.ts';
import { projectEvents } from './project-events.ts';
import { isUp, listProjectContainers, serviceOf } from './scope.ts';
import { usageOf } from './usage.ts';

export interface StatsOptions {
  /** Default: all. */
  readonly service?: string;
  /** Stopped containers too. Default: false. */
  readonly all?: boolean;
}

type StatsContext = Pick<Context, 'engine' | 'signal'>;

/** What the project's containers use now, by name of container. It takes the engine two samples, a second apart. */
export async function stats(
  { name }: { readonly name: string },
  options: StatsOptions,
  { engine, signal }: StatsContext,
): Promise<ContainerUsage[]> {
  const ids = await selectContainers(engine, name, options);
  return await Promise.all(ids.map(async id => usage(id, await sampleOnce(engine, id, signal))));
}

/** How often what goes on is told anew, in milliseconds. */
const period = 500;

/**
 * The same over and over, until the signal aborts: containers that start are added, and those that end are left out.
 * It begins when the engine has told of each.
 */
export async function* followStats(
  { name }: { readonly name: string },
  options: StatsOptions,
  { engine, signal, clock = systemClock }: StatsContext & Pick<Context, 'clock'>,
): AsyncIterable<ContainerUsage[]> {
  const known = new Map<string, Watched>();
  const failures: unknown[] = [];
  const fail = (error: unknown) => void failures.push(error);
  const events = projectEvents(engine, name, signal);
  const watch = (id: string) => {
    if (known.has(id)) return;
    const watched: Watched = { stop: new AbortController() };
    known.set(id, watched);
    follow(engine, { id, watched, signal }).catch(fail);
  };
  for (const id of await selectContainers(engine, name, options)) watch(id);
  const keepUp = async () => {
    for await (const { Action: action, Actor: actor } of events) {
      if (options.service !== undefined && actor.Attributes[label.service] !== options.service) continue;
      if (action === 'start' || (action === 'create' && options.all)) watch(actor.ID);
      if (action === 'destroy' || (action === 'die' && !options.all)) {
        known.get(actor.ID)?.stop.abort();
        known.delete(actor.ID);
      }
    }
  };
  keepUp().catch(fail);
  for (let begun = false; !signal.aborted; ) {
    await clock.sleep(period, signal);
    if (failures.length > 0) throw failures[0];
    begun ||= [...known.values()].every(({ sample }) => sample !== undefined);
    if (begun && !signal.aborted) yield [...known].map(([id, { sample }]) => usage(id, sample));
  }
}

interface Watched {
  readonly stop: AbortController;
  sample?: UsageSample;
}

/** A container that goes meanwhile is told of by an event. */
async function follow(
  engine: Engine,
  { id, watched, signal }: { readonly id: string; readonly watched: Watched; readonly signal: AbortSignal },
): Promise<void> {
  const either = AbortSignal.any([signal, watched.stop.signal]);
  try {
    for await (const told of engine.containerStats(id, { stream: true, signal: either }))
      watched.sample = usageOf(told);
  } catch (error) {
    if (!either.aborted && !isNotFound(error)) throw error;
  }
}

function usage(id: string, sample: UsageSample | undefined): ContainerUsage {
  return { id, ...(sample === undefined ? {} : { sample }) };
}

async function sampleOnce(engine: Engine, id: string, signal: AbortSignal): Promise<UsageSample | undefined> {
  try {
    for await (const told of engine.containerStats(id, { stream: false, signal })) return usageOf(told);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return undefined;
}

async function selectContainers(
  engine: Engine,
  projectName: string,
  { service, all }: StatsOptions,
): Promise<string[]> {
  const containers = await listProjectContainers(engine, projectName, { oneOffs: true });
  return containers
    .filter(container => all || isUp(container))
    .filter(container => service === undefined || serviceOf(container) === service)
    .map(({ Id }) => Id);
}
