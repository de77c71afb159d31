import type { Schedule } from './pacer.ts';

export interface HiddenOptions {
  readonly schedule: Schedule;
  readonly onWarning: (message: string) => void;
  /** Looks at a path, and at all that is below it. */
  readonly look: (path: string) => void;
}

/** Paths of the host that could not be looked at, or into: each is told of once, and looked at again until it can be. */
export interface HiddenPaths {
  found(path: string, error: Error): void;
  /** Looks no more. */
  close(): void;
}

const lookMilliseconds = 2_000;

export function hiddenPaths({ schedule, onWarning, look }: HiddenOptions): HiddenPaths {
  const due = new Map<string, () => void>();
  const told = new Set<string>();
  return {
    found: (path, error) => {
      if (due.has(path)) return;
      const cancel = schedule(lookMilliseconds, () => {
        due.delete(path);
        look(path);
      });
      due.set(path, cancel);
      if (told.has(path)) return;
      told.add(path);
      onWarning(`${error.message}: what containers have of it stays as it is until it can be read`);
    },
    close: () => {
      for (const cancel of due.values()) cancel();
    },
  };
}
