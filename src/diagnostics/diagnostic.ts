/** A position in a text, both counted from 1; columns count UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A stretch of text, `end` exclusive. */
export interface SourceRange {
  readonly start: Position;
  readonly end: Position;
}

/** Where in the user's files a diagnostic points, with the lines needed to show a frame. */
export interface SourceLocation {
  /** Absolute path, `-` for standard input. */
  readonly file: string;
  readonly range: SourceRange;
  /** The text of line `range.start.line`, without its line break. */
  readonly lineText: string;
}

export type Severity = 'error' | 'warning';

/**
 * One mistake or doubt about the user's input, as a value: functions return diagnostics, they don't print them.
 * `code` is stable and documented in docs/errors.md; `message` is one line in the words of Docker Compose where it
 * has words for it, so that scripts which look for them keep working; `hint` says what to do.
 */
export interface Diagnostic {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly location?: SourceLocation;
  readonly hint?: string;
}
