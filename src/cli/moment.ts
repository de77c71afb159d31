import { EngineError } from '../engine/engine-error.ts';
import { toTimestamp } from '../engine/timestamp.ts';
import { UsageError } from './usage-error.ts';

/** Unix seconds of a time or of a duration back from `now`. */
export function readMoment(value: string, now: Date): string {
  try {
    return toTimestamp(value, now.getTime());
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new UsageError(error.message, 'write a time, as 2026-01-02T13:23:37Z, or a duration, as 42m');
  }
}
