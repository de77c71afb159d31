import type { ProbeRun } from '../diagnostics/failure-report.ts';
import type { ContainerInspect, ContainerSummary, NetworkResource } from '../engine/api.ts';
import type { Project } from '../model/project.ts';
import type { Operation } from '../plan/operation.ts';

/** A container of a failed step as it was found afterwards. */
export interface ContainerFacts {
  readonly inspect: ContainerInspect;
  /** The last lines that it wrote, the latest last. */
  readonly logs: readonly string[];
  /** Probes that gantry itself ran. */
  readonly probes: readonly ProbeRun[];
}

/** What is at a path of this machine. */
export type PathKind = 'file' | 'folder' | 'empty-folder' | 'nothing';

/** All that is known of a failure. What could not be found out in time is absent; no report needs any of it. */
export interface FailureFacts {
  /** Absent where nothing of a project was at hand: the engine did not answer. */
  readonly project?: Project;
  /** Absent for what failed outside a plan. */
  readonly operation?: Operation;
  /** The error's own, `engine-refused` and the like for what the engine refused. */
  readonly code: string;
  /** The engine's sentence, or ours. */
  readonly message: string;
  /** Our own advice. */
  readonly hint?: string;
  readonly notStarted: readonly string[];
  /** Containers that the step was about. */
  readonly containers: readonly ContainerFacts[];
  /** They are removed when this is told. Default: they stay. */
  readonly containersGo?: boolean;
  /** All containers of the engine. */
  readonly neighbours: readonly ContainerSummary[];
  readonly networks: readonly NetworkResource[];
  /** `linux/amd64`. */
  readonly enginePlatform?: string;
  /** That of the image that did not run. */
  readonly imagePlatform?: string;
  /** The process of this machine that listens on the port that was wanted. */
  readonly listener?: { readonly program?: string; readonly pid?: number };
  /** What the source of the mount that failed is on this machine. */
  readonly mountSource?: PathKind;
}
