import type { WatchEvent } from '../events/event.ts';

type Step<Name> = Extract<WatchEvent, { readonly step: Name }>;

export function broughtText({ container, written, removed }: Step<'brought'>): string {
  return `Brought ${written + removed} changes of ${container} to this host`;
}

export function conflictText({ container, path, kept }: Step<'conflict'>): string {
  return `${path} was changed here and in ${container}: yours stays, that of the container is kept as ${kept}`;
}
