import type { Engine } from '../engine/engine.ts';
import { label } from '../model/labels.ts';

/** Tells of changes of the project's containers, so that waits need not ask all the time. */
export interface ContainerWatch {
  /** Resolves when one of the containers changes or the signal aborts. */
  changed(ids: readonly string[], signal: AbortSignal): Promise<void>;
}

/** Listens to the engine's events from the first wait on. Waits poll besides, so a broken stream costs time only. */
export function watchContainers(engine: Engine, projectName: string, signal: AbortSignal): ContainerWatch {
  const listeners = new Set<(id: string) => void>();
  let isListening = false;

  const listen = async (): Promise<void> => {
    try {
      for await (const event of engine.events({ labels: [`${label.project}=${projectName}`], signal })) {
        if (event.Type === 'container' && !event.Action.startsWith('exec_')) tell(event.Actor.ID);
      }
    } catch {
      // The waits' own polling goes on.
    }
  };
  const tell = (id: string): void => {
    for (const listener of listeners) listener(id);
  };

  return {
    changed(ids, waitSignal) {
      if (!isListening) void listen();
      isListening = true;
      return new Promise(resolve => {
        const finish = (): void => {
          listeners.delete(listener);
          waitSignal.removeEventListener('abort', finish);
          resolve();
        };
        const listener = (id: string): void => {
          if (ids.includes(id)) finish();
        };
        listeners.add(listener);
        waitSignal.addEventListener('abort', finish, { once: true });
      });
    },
  };
}
