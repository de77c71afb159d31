// The library: what the command line does, for other programs.
export type { Diagnostic, Severity, SourceLocation } from './diagnostics/diagnostic.ts';
export { ComposeError } from './diagnostics/errors.ts';
