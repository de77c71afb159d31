import type { Engine } from '../../engine/engine.ts';
import type { Emit } from '../../events/event.ts';
import type { Clock } from '../../execute/clock.ts';
import type { WatchedRule } from '../../watch/collector.ts';
import type { HostFiles } from '../../watch/host-files.ts';
import type { BothWays } from './both-ways.ts';
import type { Member } from './member.ts';
import type { PutPace } from './put-pace.ts';
import type { Unreadable } from './unreadable.ts';

export interface SyncContext {
  readonly engine: Engine;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly host: HostFiles;
  /** Nothing is begun any more; what is under way is finished. */
  readonly signal: AbortSignal;
  /** Gives up what is under way, too. */
  readonly kill: AbortSignal;
  /** The same file is put no sooner again. Default: `putMilliseconds`. */
  readonly putMilliseconds?: number;
}

/** What the steps of keeping one service's files share. */
export interface Syncing {
  readonly service: string;
  /** Those that send files. */
  readonly rules: readonly WatchedRule[];
  readonly both: BothWays;
  readonly unreadable: Unreadable;
  readonly pacing: PutPace;
  readonly context: SyncContext;
  /** Whether it is still there, and wasn't started anew meanwhile. */
  readonly isCurrent: (member: Member) => boolean;
  /** Files to be looked at again. */
  readonly recheck: (paths: readonly string[]) => void;
}

/** Members that a step has failed for: what they have nobody knows. */
export type Failures = Map<Member, unknown>;
