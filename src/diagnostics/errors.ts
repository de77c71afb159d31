import type { Diagnostic } from './diagnostic.ts';
import type { FailureReport } from './failure-report.ts';

/**
 * A failure that the user can act on. It carries facts, never a formatted report: `code` is stable, `message` is
 * what Docker Compose would say, `diagnostics` holds all mistakes when the input was wrong, `exitCode` is the
 * process's, 1 unless the command defines another.
 */
export class ComposeError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: number;

  constructor(
    code: string,
    message: string,
    options: { hint?: string; diagnostics?: readonly Diagnostic[]; exitCode?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'ComposeError';
    this.code = code;
    this.hint = options.hint;
    this.diagnostics = options.diagnostics ?? [];
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The first mistake that an error tells of, for whoever knows a place to report it at. */
export function firstMistake({ diagnostics: [first], code, message, hint }: ComposeError): Diagnostic {
  return first ?? { severity: 'error', code, message, ...(hint === undefined ? {} : { hint }) };
}

/** The user's input is wrong: `diagnostics` has every mistake of the run, errors first. */
export function invalidInput(diagnostics: readonly Diagnostic[]): ComposeError {
  const first = diagnostics.find(diagnostic => diagnostic.severity === 'error');
  return new ComposeError(first?.code ?? 'invalid-input', first?.message ?? 'invalid input', { diagnostics });
}

/** An error with what was found out about it; all else is the error's own. */
export class ExplainedError extends ComposeError {
  /** What failed first decides the message and the exit code, and comes first. */
  readonly reports: readonly FailureReport[];

  constructor(error: ComposeError, reports: readonly FailureReport[]) {
    const { code, message, hint, diagnostics, exitCode } = error;
    super(code, message, { ...(hint === undefined ? {} : { hint }), diagnostics, exitCode, cause: error });
    this.name = 'ExplainedError';
    this.reports = reports;
  }
}
