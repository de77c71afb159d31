import { ComposeError } from '../diagnostics/errors.ts';
import { EngineError } from '../engine/engine-error.ts';

/** A failed step in the words of Docker Compose: what the engine refused is told as the engine's own answer. */
export function toComposeError(error: unknown): ComposeError {
  if (error instanceof ComposeError) return error;
  if (error instanceof EngineError) {
    return new ComposeError(`engine-${error.kind}`, failureMessage(error), { cause: error });
  }
  throw error;
}

export function failureMessage(error: unknown): string {
  if (error instanceof EngineError && error.kind !== 'unreachable')
    return `Error response from daemon: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

/** The user, or the program that embeds gantry, called it off. */
export function interrupted(signal: AbortSignal): ComposeError {
  return new ComposeError('interrupted', 'interrupted', { exitCode: 130, cause: signal.reason });
}
