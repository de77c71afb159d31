import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/**
 * What kind of thing a progress event is about; its words in output are `Container web-1`, `Network app_default` …
 * `Compose` is the run itself, and has no name. Empty for what Docker Compose tells of by its name alone.
 */
export type ResourceKind = '' | 'Container' | 'Network' | 'Volume' | 'Image' | 'Service' | 'Compose';

/** As Docker Compose's JSON progress has it. */
export type ProgressStatus = 'Working' | 'Done' | 'Warning' | 'Error';

/** What is about to be worked on, in the order of its steps: told before the first of them, so that a list can be drawn whole. */
export interface ResourcesEvent {
  readonly type: 'resources';
  readonly resources: readonly ExpectedResource[];
}

export interface ExpectedResource {
  readonly kind: ResourceKind;
  readonly name: string;
  /** How many steps it will go through: 2 for a container that is created and started. */
  readonly steps: number;
}

/** A step of an operation on one resource: `Container app-web-1 Starting`. */
export interface ProgressEvent {
  readonly type: 'progress';
  readonly kind: ResourceKind;
  /** The resource's name in the engine: `app-web-1`, `app_default`, `busybox`. */
  readonly name: string;
  readonly status: ProgressStatus;
  /** The word of the step: Creating, Created, Waiting, Healthy … other programs read them: keep Compose's. */
  readonly text: string;
  /** Why it failed or what it waits for. */
  readonly details?: string;
  /** Bytes or items, when the work can be measured. */
  readonly current?: number;
  readonly total?: number;
  /** Only for displays that redraw a resource's line; in plain output and JSON nothing is told. Default: false. */
  readonly live?: boolean;
  /** Of layers of an image: what they belong to, `Image busybox` of one that is pulled, `busybox` of one that is pushed. */
  readonly parent?: string;
}

/** A resource whose next step has to wait for services; with none of them, it has to no longer. */
export interface BlockedEvent {
  readonly type: 'blocked';
  readonly kind: ResourceKind;
  readonly name: string;
  /** Names of services, in the order in which they are waited for. */
  readonly by: readonly string[];
}

/**
 * What a container wrote on one of its streams: whole lines, as many as have come at once. `logLines` makes text of
 * them.
 */
export interface LogEvent {
  readonly type: 'log';
  readonly service: string;
  /** Container name without the project: `web-1`, which is what prefixes show. */
  readonly container: string;
  readonly stream: 'stdout' | 'stderr';
  /** The bytes that were written, UTF-8 or not; the last line ends with a line break, too, if need be an added one. */
  readonly data: Buffer;
  /** Each line begins with its time, RFC 3339 with nanoseconds, and a blank. Default: false. */
  readonly hasTimestamps?: boolean;
}

/** From now on the logs of these containers are shown too; a session begins with one that names all it knows. */
export interface AttachEvent {
  readonly type: 'attach';
  /** Container names without the project: `web-1`. */
  readonly containers: readonly string[];
}

/** A container whose logs are shown has ended. */
export interface ExitEvent {
  readonly type: 'exit';
  readonly service: string;
  readonly container: string;
  readonly exitCode: number;
  /** The engine's restart policy will start it again. */
  readonly restarting: boolean;
}

/** A container whose logs are shown is about to give its place to another one, which exists by now. */
export interface RecreateEvent {
  readonly type: 'recreate';
  readonly service: string;
  readonly container: string;
}

/** A line of a build's own output. */
export interface BuildEvent {
  readonly type: 'build';
  /** The image being built. */
  readonly image: string;
  /** Whose image it is. */
  readonly service: string;
  readonly line: string;
}

/** Something to tell the user outside any resource: a warning of the engine, an orphan. */
export interface NoticeEvent {
  readonly type: 'notice';
  readonly level: 'info' | 'warning';
  readonly message: string;
}

export interface DiagnosticEvent {
  readonly type: 'diagnostic';
  readonly diagnostic: Diagnostic;
}

/** Development with files that are watched. */
export type WatchEvent = { readonly type: 'watch' } & WatchStep;

export type WatchStep =
  /** Files are watched from now on, or no more. */
  | { readonly step: 'enabled' | 'disabled' }
  /** A container runs that may have anything, and is about to be compared with the host's files. */
  | { readonly step: 'comparing'; readonly service: string; readonly container: string }
  /** All containers of a service that run have what the host has; told again after each time that they hadn't. */
  | { readonly step: 'in-sync'; readonly service: string; readonly containers: readonly string[] }
  /** Files that differ are about to be sent to a service's containers. */
  | { readonly step: 'syncing'; readonly service: string; readonly changes: number }
  /** Containers have them: short names (`web-1`), files sent and removed, from when they were about to be sent. */
  | {
      readonly step: 'synced';
      readonly service: string;
      readonly containers: readonly string[];
      readonly sent: number;
      readonly removed: number;
      readonly milliseconds: number;
    }
  /** A container doesn't have them; it is tried again then, or at the next change. */
  | {
      readonly step: 'sync-failed';
      readonly service: string;
      readonly container: string;
      readonly message: string;
      readonly retryMilliseconds: number;
    }
  /** Files of the host that can't be read: all, when there is another. A service isn't in sync until they can be. */
  | {
      readonly step: 'unreadable';
      readonly service: string;
      /** Absolute paths, and why. */
      readonly files: readonly { readonly path: string; readonly message: string }[];
    }
  /** What a container wrote is on the host now: paths written and removed, of a rule that syncs both ways. */
  | {
      readonly step: 'brought';
      readonly service: string;
      readonly container: string;
      readonly written: number;
      readonly removed: number;
    }
  /** Both have changed a file: the host's is in place, the container's is kept beside it. Absolute paths of the host. */
  | {
      readonly step: 'conflict';
      readonly service: string;
      readonly container: string;
      readonly path: string;
      readonly kept: string;
    }
  /** A line of what a rule has run in a container. */
  | {
      readonly step: 'output';
      readonly service: string;
      readonly container: string;
      readonly stream: 'stdout' | 'stderr';
      readonly line: string;
    }
  | { readonly step: 'restarted' | 'rebuilding' | 'rebuilt'; readonly services: readonly string[] }
  /** All that a change asked for is done: files sent, commands run, containers restarted or recreated. */
  | { readonly step: 'updated'; readonly services: readonly string[] }
  /** Something that is tried again at the next change: a build, a restart, the project's own files. */
  | {
      readonly step: 'failed';
      readonly services: readonly string[];
      readonly message: string;
      /** Mistakes in the project's files, with their places. Default: none. */
      readonly diagnostics?: readonly Diagnostic[];
    }
  /** The project's files have changed, and this is what it takes: the text of a plan. */
  | { readonly step: 'replanned'; readonly plan: string }
  /** The project's files are read again, and what they asked for is done. */
  | { readonly step: 'adopted' };

/** All that happens while gantry works. Library code emits these; renderers alone turn them into text. */
export type ComposeEvent =
  | ResourcesEvent
  | ProgressEvent
  | BlockedEvent
  | LogEvent
  | AttachEvent
  | ExitEvent
  | RecreateEvent
  | BuildEvent
  | NoticeEvent
  | WatchEvent
  | DiagnosticEvent;

export type Emit = (event: ComposeEvent) => void;
