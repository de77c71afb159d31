import type { WatchedRule } from '../../watch/collector.ts';
import { isSyncRule } from '../../watch/rule.ts';
import type { Storm } from '../../watch/storm.ts';
import { attempts } from './attempts.ts';
import { bothWays } from './both-ways.ts';
import { lookPace } from './look-pace.ts';
import { type Member, newMember, type Replica } from './member.ts';
import { owedTo } from './owing.ts';
import { putMilliseconds, putPace } from './put-pace.ts';
import { syncRounds } from './rounds.ts';
import type { SyncContext, Syncing } from './syncing.ts';
import { unreadableFiles } from './unreadable.ts';

export interface ServiceSyncOptions {
  readonly service: string;
  readonly rules: readonly WatchedRule[];
  /** Runs once containers have got what `rules` say. */
  readonly afterSync: (rules: ReadonlySet<WatchedRule>, replicas: readonly Replica[]) => Promise<void>;
  /** Files to be looked at again. */
  readonly recheck: (paths: readonly string[]) => void;
  /** Of changes on the host: many files wait until it is over. */
  readonly storm: Pick<Storm, 'remaining'>;
}

/** Fewer files are sent at once, storm or not. */
const many = 200;

/** Keeps the files of one service's containers. */
export interface ServiceSync {
  /** A container runs that may have anything. */
  join(replica: Replica): void;
  leave(id: string): void;
  /** Rules of the service have changes. */
  changed(rules: Iterable<WatchedRule>): void;
  /** A command has ended in a container: it may have written files. */
  worked(id: string): void;
  /** Brings what containers have written until now, where a rule asks for that. */
  bring(): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Another one has its containers from now on. */
  end(): void;
}

export function serviceSync(options: ServiceSyncOptions, context: SyncContext): ServiceSync {
  const { service, afterSync, recheck } = options;
  const { emit, clock, signal } = context;
  const rules = options.rules.filter(({ rule }) => isSyncRule(rule));
  const members = new Map<string, Member>();
  let isToldInSync = false;
  const unreadable = unreadableFiles(context.host);
  const both = bothWays(service, rules, { ...context, onUnreadable: unreadable.check });
  const pacing = putPace(context.putMilliseconds ?? putMilliseconds, clock);
  const isCurrent = (member: Member): boolean => members.get(member.id) === member;
  const syncing: Syncing = { service, rules, both, unreadable, pacing, context, isCurrent, recheck };
  const look = (): void => {
    rounds.look();
    trying.wake();
  };
  const pace = lookPace(look, clock, signal);
  const rounds = syncRounds(syncing, {
    members: () => [...members.values()],
    pace,
    afterSync,
    again: () => trying.wake(),
    retryMilliseconds: () => trying.retryMilliseconds(),
    onBehind: () => {
      isToldInSync = false;
    },
    onEven: tellInSync,
  });
  const isOwed = ({ ledger }: WatchedRule, path: string): boolean =>
    [...members.values()].some(({ account }) => ledger.isOwed(account, path));
  const mostOwed = (): number => Math.max(0, ...[...members.values()].map(member => owedTo(member, syncing)));
  const pause = (): number => Math.max(pacing.remaining(isOwed), mostOwed() < many ? 0 : options.storm.remaining());
  const trying = attempts(rounds.attempt, { pause, clock, signal });

  function tellInSync(): void {
    const all = [...members.values()];
    const isBehind = (member: Member) => member.fresh || owedTo(member, syncing) > 0;
    if (isToldInSync || rules.length === 0 || all.length === 0 || all.some(isBehind) || signal.aborted) return;
    isToldInSync = true;
    emit({ type: 'watch', step: 'in-sync', service, containers: all.map(({ name }) => name) });
  }

  const leave = (id: string): void => {
    const member = members.get(id);
    members.delete(id);
    member?.gone.abort();
    if (member) for (const { ledger } of rules) ledger.leave(member.account);
  };

  return {
    join: replica => {
      leave(replica.id);
      const member = newMember(replica);
      members.set(replica.id, member);
      both.restarted(replica.id);
      for (const { rule, ledger } of rules) ledger.join(member.account, { everything: rule.initialSync });
      isToldInSync = false;
      if (rules.length > 0) emit({ type: 'watch', step: 'comparing', service, container: replica.name });
      trying.wake();
    },
    leave: id => {
      leave(id);
      if (!trying.isRunning()) tellInSync();
    },
    changed: changed => {
      rounds.due(changed);
      trying.wake();
    },
    worked: id => {
      if (both.any && members.has(id)) pace.hurry();
    },
    bring: async () => {
      if (!both.any || members.size === 0) return;
      look();
      await trying.idle();
    },
    idle: trying.idle,
    end: () => {
      pace.stop();
      trying.stop();
      for (const id of [...members.keys()]) leave(id);
    },
  };
}
