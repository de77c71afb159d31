import type { Operation } from '../plan/operation.ts';

/** When it is this run's turn to change the project: others may have it while the run only waits. */
export interface Turn {
  /** Resolves when it is our turn. Each call is followed by one of `leave`, unless it rejects. */
  enter(): Promise<void>;
  leave(): void;
}

/** Waits take no turn, and hooks only to begin: they last as long as they like, and may be what others want to end. */
export async function inTurn<Result>(
  { type }: Operation,
  turn: Turn | undefined,
  act: () => Promise<Result>,
): Promise<Result> {
  if (!turn || type === 'wait-for') return act();
  await turn.enter();
  try {
    const result = act();
    return type === 'exec-hook' || type === 'run-hook' ? result : await result;
  } finally {
    turn.leave();
  }
}
