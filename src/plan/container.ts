import type { ObservedContainer } from '../observe/observed-state.ts';

/** What a plan's node about the container names: `service:web:1`. */
export function containerResource(container: ObservedContainer): string {
  return container.number === 0 ? `container:${container.name}` : `service:${container.service}:${container.number}`;
}

export function isRunning(container: ObservedContainer): boolean {
  return container.state === 'running';
}

/** What the engine lists when it isn't asked for all. */
export function isUp({ state }: ObservedContainer): boolean {
  return state === 'running' || state === 'restarting' || state === 'paused';
}
