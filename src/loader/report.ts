import type { Severity, SourceLocation } from '../diagnostics/diagnostic.ts';
import type { Path } from './tree.ts';

/**
 * What a stage of the loader found wrong at a place in a document. Stages know paths; `load.ts` knows the file and
 * asks its parsed document for the range, so no stage carries positions around.
 */
export interface Problem {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly path: Path;
  /** Point at the key instead of its value. Default: false. */
  readonly atKey?: boolean;
  readonly hint?: string;
  /** For what is wrong in a file that the document at `path` names: the place there. */
  readonly location?: SourceLocation;
}

export type Report = (problem: Problem) => void;
