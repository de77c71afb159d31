import type { Emit } from '../events/event.ts';
import type { Context } from '../operations/context.ts';
import { integer } from './flag.ts';
import type { LiveReload } from './live-reload.ts';
import { UsageError } from './usage-error.ts';
import type { World } from './world.ts';

/** The port at which pages are told. Not given: they aren't. */
export const liveReload = integer(
  '--live-reload',
  'Tell pages of this machine what is updated, at this port; see docs/watch.md',
);

/** Pages that are told what becomes of their services. */
export interface Pages {
  /** The operation's context, with pages told of what it tells. */
  readonly telling: Context;
  /** Says where, to whoever wants to listen. */
  readonly announce: () => void;
  readonly close: () => void;
}

export function checkPort(port: number | undefined): void {
  if (port !== undefined && (port < 0 || port > 65_535))
    throw new UsageError(`--live-reload takes a port, from 0 (any that is free) to 65535, and not ${port}`);
}

/** Throws if the port is taken. */
export async function openPages(port: number | undefined, { now }: World, context: Context): Promise<Pages> {
  if (port === undefined) return { telling: context, announce: () => {}, close: () => {} };
  const pages: LiveReload = await (await import('./live-reload.ts')).openLiveReload(port, now);
  const telling = { ...context, emit: both(context.emit, pages.emit) };
  return {
    telling,
    announce: () => telling.emit({ type: 'notice', level: 'info', message: `pages are told at ${pages.url}/events` }),
    close: pages.close,
  };
}

function both(first: Emit, second: Emit): Emit {
  return event => {
    first(event);
    second(event);
  };
}
