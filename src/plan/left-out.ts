import type { ObservedContainer, ObservedState } from '../observe/observed-state.ts';

/**
 * The containers of a service that the plan has nothing to do with (`--no-deps` leaves it out), in name order: what
 * is in the plan shares with them and links to them as they are.
 */
export function containersLeftOut(service: string, { containers }: ObservedState): ObservedContainer[] {
  return containers
    .filter(container => container.service === service && !container.oneOff)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
