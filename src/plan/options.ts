import type { ComposeFlavour } from '../model/flavour.ts';
import type { Project } from '../model/project.ts';

/** What the user asked for; names as the command line has them. */
export interface ReconcileOptions {
  /** Services named by the user; the others of the project are there for them. Default: all are named. */
  readonly services?: readonly string[];
  /** Recreate containers of the named services even if nothing changed. Default: false. */
  readonly forceRecreate?: boolean;
  /** Leave containers that exist as they are. Default: false. */
  readonly noRecreate?: boolean;
  /** Leave containers that run as they are, whatever has changed. Default: false. */
  readonly keepRunning?: boolean;
  /** Recreate containers of services that were not named, too. Default: false. */
  readonly alwaysRecreateDeps?: boolean;
  /** Make anonymous volumes anew instead of taking them over; recreates the named services. Default: false. */
  readonly renewAnonVolumes?: boolean;
  /** Remove containers of services that the project doesn't have. Default: false, which warns of them. */
  readonly removeOrphans?: boolean;
  /** Say nothing of orphans. Default: false. */
  readonly ignoreOrphans?: boolean;
  /** Start containers, rather than only create them. Default: true. */
  readonly start?: boolean;
  /** Start what replaces a container that runs before that one stops, where nothing forbids it. Default: false. */
  readonly startFirst?: boolean;
  /** Wait until all services run, or are healthy. Default: false. */
  readonly wait?: boolean;
  /** Wait for what is started as `wait` does, so that `splitUpdate` knows when it is good. Default: false. */
  readonly rollbackOnFailure?: boolean;
  /** Default: without limit. */
  readonly waitTimeoutSeconds?: number;
  /** Grace time of containers that are stopped. Default: the container's own. */
  readonly timeoutSeconds?: number;
  /** Keys of changed volumes that the user agreed to lose the data of (`divergedVolumes`). Default: none. */
  readonly recreateVolumes?: readonly string[];
  /** Default: '5'. */
  readonly composeVersion?: ComposeFlavour;
  /** The project as another flavour's loader reads it. What that flavour made is compared with it, too. Default: none. */
  readonly counterpart?: Counterpart;
}

export interface Counterpart {
  readonly composeVersion: ComposeFlavour;
  readonly project: Project;
}
