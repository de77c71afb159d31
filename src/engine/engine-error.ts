/**
 * A call that the engine refused or that didn't reach it. `message` is the engine's own sentence; callers decide by
 * `kind`, never by text.
 */
export class EngineError extends Error {
  /** `unreachable`: no engine answered; the others are HTTP statuses 404, 409, and all else. */
  readonly kind: 'unreachable' | 'not-found' | 'conflict' | 'refused';
  readonly status: number | undefined;
  /** Of the command that failed in a build, where the classic builder tells. */
  readonly exitCode: number | undefined;

  constructor(
    kind: EngineError['kind'],
    message: string,
    options: { status?: number; exitCode?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'EngineError';
    this.kind = kind;
    this.status = options.status;
    this.exitCode = options.exitCode;
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof EngineError && error.kind === 'not-found';
}

export function isRefused(error: unknown): boolean {
  return error instanceof EngineError && error.kind === 'refused';
}

/** What the call gives; undefined when the engine has nothing of that name. */
export async function orAbsent<Found>(call: Promise<Found>): Promise<Found | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
