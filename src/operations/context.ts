import type { Engine } from '../engine/engine.ts';
import type { Emit } from '../events/event.ts';
import type { Clock } from '../execute/clock.ts';
import type { Programs } from '../execute/programs.ts';
import type { Turn } from '../execute/turn.ts';
import type { ThisProcess } from '../lock/this-process.ts';

/** What every operation is handed beside its project and options: the engine, where events go, and when to stop. */
export interface Context {
  readonly engine: Engine;
  readonly emit: Emit;
  /** Aborts the operation; what has been done stays done. */
  readonly signal: AbortSignal;
  /** Asks the user; false where nobody can answer. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** How many calls to the engine may be under way at once. Default: twice the processors, 8 to 16. */
  readonly concurrency?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Where providers are found. Default: this machine. */
  readonly programs?: Programs;
  /** Whom others see that wait for the project's lock. Default: the process that this is. */
  readonly self?: ThisProcess;
  /** Of whoever has the project's lock: see `withProjectLock`. */
  readonly turn?: Turn;
  /** Adds to an error what can be found out about it before the containers that it is about go. Default: nothing. */
  readonly explain?: (error: unknown) => Promise<unknown>;
}
