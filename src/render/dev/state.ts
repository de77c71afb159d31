import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

/** All that the screen of a session of development shows. */
export interface DevState {
  readonly project: string;
  readonly isWatching: boolean;
  /** In the order in which they are shown. */
  readonly services: readonly DevService[];
  /** The service whose logs are shown. Default: all. */
  readonly chosen?: string;
  /** The last lines of each service, and of all under `everything`. */
  readonly logs: Readonly<Record<string, readonly DevLine[]>>;
  /** The project's own files are wrong. */
  readonly trouble?: Trouble;
}

export interface DevService {
  readonly name: string;
  /** The image that it runs, which builds tell of. */
  readonly image: string;
  readonly containers: readonly DevContainer[];
  /** Undefined where nothing is kept in sync, or nothing is known yet. */
  readonly sync?: SyncState;
  readonly lastSync?: { readonly sent: number; readonly removed: number; readonly milliseconds: number };
  readonly building?: { readonly since: number; readonly step?: string };
  /** What the builder has written last. */
  readonly buildLines: readonly string[];
  /** The step of an operation on one of its containers: `Recreating`. */
  readonly doing?: string;
  readonly troubles: Readonly<Partial<Record<TroubleKind, Trouble>>>;
}

export type SyncState =
  | { readonly state: 'comparing' | 'in-sync' | 'behind' }
  | { readonly state: 'syncing'; readonly changes: number };

export type TroubleKind = 'build' | 'sync' | 'other';

/** Something that has failed, and is shown until it has been tried again. */
export interface Trouble {
  readonly title: string;
  /** What was written about it, or the mistakes behind it. */
  readonly lines: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** In milliseconds since 1970. Default: it is tried again at the next change. */
  readonly retryAt?: number;
}

/** A container as the engine lists it. */
export interface DevContainer {
  readonly service: string;
  /** The engine's name of it: `shop-web-1`. */
  readonly name: string;
  readonly state: string;
  /** Empty where it has no healthcheck. */
  readonly health: string;
  readonly exitCode: number;
  /** Of its published ports. */
  readonly urls: readonly string[];
}

export interface DevLine {
  /** `log`: what a container wrote; else what we say. */
  readonly kind: 'log' | 'note' | 'warning' | 'error';
  /** `web-1`; empty for what we say. */
  readonly from: string;
  readonly text: string;
}

/** Of the logs of all services; no service has this name. */
export const everything = '';

export const noService: DevState = { project: '', isWatching: false, services: [], logs: {} };
