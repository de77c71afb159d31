import type { SourceLocation } from './diagnostic.ts';

/** One run of a probe, by the engine or by gantry. */
export interface ProbeRun {
  /** -1: it could not be run, or took longer than its timeout. */
  readonly exitCode: number;
  readonly output: string;
}

/** Who has what was wanted: a port, a name. Nothing but `program` is known of what isn't a container. */
export interface Holder {
  readonly container?: string;
  readonly project?: string;
  readonly service?: string;
  /** Folder of the project. */
  readonly workingDir?: string;
  /** Name of a process of this machine. */
  readonly program?: string;
  readonly pid?: number;
}

/** Why something did not come up and what to do about it, as facts. `code` is stable and documented in docs/errors.md. */
export interface FailureReport {
  readonly code: string;
  /** One line: what failed, and why. */
  readonly summary: string;
  /** The service that failed. */
  readonly service?: string;
  /** Name of its container. */
  readonly container?: string;
  /** Services that were not started because of it. */
  readonly notStarted: readonly string[];
  readonly image?: string;
  /** `127.0.0.1:8080/tcp`. */
  readonly port?: string;
  readonly holder?: Holder;
  /** The declared healthcheck, as its file has it, with its last runs, the latest last. */
  readonly probe?: { readonly command?: string; readonly runs: readonly ProbeRun[] };
  readonly exitCode?: number;
  /** `SIGKILL`, when a signal ended it. */
  readonly signal?: string;
  /** The kernel ended it because it used more memory than it may. */
  readonly oomKilled?: boolean;
  /** The last lines that the container wrote. */
  readonly logs?: readonly string[];
  readonly location?: SourceLocation;
  /** What to do. */
  readonly hint?: string;
  /** The place that the hint is about, when it is another one. */
  readonly hintLocation?: SourceLocation;
}
