import { ComposeError } from '../diagnostics/errors.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { Project } from '../model/project.ts';
import type { Operation } from '../plan/operation.ts';
import type { ProbeAttempt } from './probe.ts';

/** A failed step in the words of Docker Compose: what the engine refused is told as the engine's own answer. */
export function toComposeError(error: unknown, operation?: Operation): ComposeError {
  if (error instanceof ComposeError) return error;
  if (error instanceof EngineError) {
    const { kind, exitCode } = error;
    return new ComposeError(`engine-${kind}`, failureMessage(error, operation), {
      cause: error,
      ...(exitCode !== undefined && { exitCode }),
    });
  }
  throw error;
}

export function failureMessage(error: unknown, operation?: Operation): string {
  if (error instanceof EngineError && error.kind !== 'unreachable')
    return isBuilders(error, operation)
      ? error.message
      : `${failedAt(operation)}Error response from daemon: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

/** What comes in the course of a build is told as it is. */
function isBuilders({ status }: EngineError, operation: Operation | undefined): boolean {
  return operation?.type === 'build-image' && status === undefined;
}

function failedAt(operation: Operation | undefined): string {
  return operation?.type === 'create-network' ? `failed to create network ${operation.network.name}: ` : '';
}

/** The user, or the program that embeds gantry, called it off. */
export function interrupted(signal: AbortSignal): ComposeError {
  return new ComposeError('interrupted', 'interrupted', { exitCode: 130, cause: signal.reason });
}

/** A step of a plan that failed. */
export interface StepFailure {
  readonly operation: Operation;
  readonly error: unknown;
  /** The containers that it was about, of those that exist, with the last runs of their probes by us. */
  readonly containers: readonly { readonly id: string; readonly attempts: readonly ProbeAttempt[] }[];
  /** Services that were to start after it. */
  readonly notStarted: readonly string[];
}

/** What the first failed step is told as; it knows all of them, for whoever explains them. */
export class ExecutionError extends ComposeError {
  readonly project: Project;
  readonly failures: readonly StepFailure[];

  constructor(first: ComposeError, { project, failures }: { project: Project; failures: readonly StepFailure[] }) {
    const { code, message, hint, diagnostics, exitCode } = first;
    super(code, message, {
      ...(hint === undefined ? {} : { hint }),
      diagnostics,
      exitCode,
      cause: first.cause ?? first,
    });
    this.name = 'ExecutionError';
    this.project = project;
    this.failures = failures;
  }
}
