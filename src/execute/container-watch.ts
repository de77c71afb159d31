import type { Engine } from '../engine/engine.ts';
import { label } from '../model/labels.ts';

/** Tells of changes of the project's containers, so that waits need not ask all the time. */
export interface ContainerWatch {
  /** Begins to listen, so that what happens from now on is not missed. */
  listen(): void;
  /** Whether events have been seen to arrive. */
  isLive(): boolean;
  /** Calls `onChange` whenever one of the containers changes, until the signal aborts. */
  follow(ids: readonly string[], onChange: () => void, signal: AbortSignal): void;
}

/** Waits poll besides, so a broken stream costs time only. */
export function watchContainers(engine: Engine, projectName: string, signal: AbortSignal): ContainerWatch {
  const listeners = new Set<(id: string) => void>();
  let isListening = false;
  let isLive = false;

  const read = async (): Promise<void> => {
    try {
      for await (const event of engine.events({ labels: [`${label.project}=${projectName}`], signal })) {
        isLive = true;
        if (event.Type === 'container' && !event.Action.startsWith('exec_')) tell(event.Actor.ID);
      }
    } catch {
      // The waits' own polling goes on.
    }
    isLive = false;
  };
  const tell = (id: string): void => {
    for (const listener of [...listeners]) listener(id);
  };
  const listen = (): void => {
    if (!isListening) void read();
    isListening = true;
  };

  return {
    listen,
    isLive: () => isLive,
    follow(ids, onChange, followSignal) {
      listen();
      const listener = (id: string): void => {
        if (ids.includes(id)) onChange();
      };
      listeners.add(listener);
      followSignal.addEventListener('abort', () => listeners.delete(listener), { once: true });
    },
  };
}
