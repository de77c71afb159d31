import { isNotFound } from '../../engine/engine-error.ts';
import { failureMessage } from '../../execute/failure.ts';
import type { WatchedRule } from '../../watch/collector.ts';
import { isSyncRule } from '../../watch/rule.ts';
import type { Outcome } from './attempts.ts';
import { bringFrom } from './bring.ts';
import { compareContainer } from './compare.ts';
import { linkedFolders } from './linked-folders.ts';
import type { LookPace } from './look-pace.ts';
import type { Member, Replica } from './member.ts';
import { changesOf, groupsOf, owedBy } from './owing.ts';
import { send } from './send.ts';
import type { Failures, Syncing } from './syncing.ts';

/** Attempts to give all members what they are owed. */
export interface Rounds {
  /** Rules have changes: what they ask for is due when the files are there. */
  due(rules: Iterable<WatchedRule>): void;
  /** What all have written is to be looked for in the next round. */
  look(): void;
  attempt(): Promise<Outcome>;
}

interface RoundsOptions {
  readonly members: () => readonly Member[];
  readonly pace: LookPace;
  /** Runs once containers have got what `rules` say. */
  readonly afterSync: (rules: ReadonlySet<WatchedRule>, replicas: readonly Replica[]) => Promise<void>;
  /** There is more to do than this round will. */
  readonly again: () => void;
  readonly retryMilliseconds: () => number;
  /** Some are about to be sent something. */
  readonly onBehind: () => void;
  /** All that could be done is: maybe they are in sync. */
  readonly onEven: () => void;
}

export function syncRounds(syncing: Syncing, options: RoundsOptions): Rounds {
  const { service, rules, both, unreadable, context, isCurrent } = syncing;
  const { members, pace, afterSync, onBehind, onEven } = options;
  const { emit, clock, signal } = context;
  let due = new Set<WatchedRule>();
  let lookDue = false;
  let toldOfNoRemoval = false;

  async function attempt(): Promise<Outcome> {
    const begun = clock.now();
    for (const path of unreadable.recheck()) for (const watched of rules) if (isWithin(watched, path)) due.add(watched);
    const owedRules = due;
    due = new Set();
    const failures: Failures = new Map();
    await Promise.all(members().map(member => compare(member, failures)));
    if (both.any) await bring(failures);
    const partly = await sendAll(failures, begun);
    for (const [member, error] of failures) tellFailure(member, error);
    const news = unreadable.news();
    if (news.length > 0 && !signal.aborted) emit({ type: 'watch', step: 'unreadable', service, files: news });
    onEven();
    for (const watched of partly) if (owedRules.delete(watched)) due.add(watched);
    await follow(owedRules, failures);
    if (unreadable.any() || [...failures.keys()].some(isCurrent)) return 'failed';
    return partly.size > 0 ? 'partly' : 'done';
  }

  async function compare(member: Member, failures: Failures): Promise<void> {
    if (!member.fresh) return;
    try {
      const { id: containerId, account } = member;
      for (const watched of rules)
        if (!watched.common) await compareContainer(watched, { ...context, containerId, account });
      member.fresh = false;
    } catch (error) {
      failures.set(member, error);
    }
  }

  async function bring(failures: Failures): Promise<void> {
    const all = lookDue;
    lookDue = false;
    if (await bringFrom(members(), { ...syncing, failures, pace, all })) options.again();
  }

  /** Gives the rules of which something was left out because it was being written. */
  async function sendAll(failures: Failures, begun: number): Promise<Set<WatchedRule>> {
    const partly = new Set<WatchedRule>();
    // One that has come meanwhile is compared first.
    const owing = members().filter(member => !member.fresh && changesOf(member, syncing) > 0);
    if (owing.length === 0) return partly;
    const changes = Math.max(...owing.map(member => changesOf(member, syncing)));
    onBehind();
    emit({ type: 'watch', step: 'syncing', service, changes });
    const counts = { sent: 0, removed: 0 };
    await Promise.all(owing.map(member => settleLinked(member).catch(error => failures.set(member, error))));
    const ready = owing.filter(member => !failures.has(member));
    for (const group of groupsOf(ready, syncing))
      await send(group, { failures, counts, partly, onNoRemoval: tellNoRemoval }, syncing);
    const done = owing.filter(member => isCurrent(member) && !failures.has(member));
    if (done.length > 0) {
      const containers = done.map(({ name }) => name);
      emit({ type: 'watch', step: 'synced', service, containers, ...counts, milliseconds: clock.now() - begun });
    }
    return partly;
  }

  /** Folders that a container has as links to folders are as they are: others may have them otherwise. */
  async function settleLinked(member: Member): Promise<void> {
    const { id, account } = member;
    const puts = owedBy(member, syncing).puts.filter(({ watched }) => !watched.common);
    for (const { watched, path, version } of await linkedFolders(context.engine, id, puts))
      watched.ledger.settle(account, [[path, version]]);
  }

  function tellNoRemoval(): void {
    if (toldOfNoRemoval) return;
    toldOfNoRemoval = true;
    emit({
      type: 'notice',
      level: 'warning',
      message: `${service}: its image has no program to remove files with; those that are removed here stay in it`,
    });
  }

  function tellFailure(member: Member, error: unknown): void {
    // How far it got nobody knows.
    member.fresh = true;
    // One that is gone has nothing to tell any more.
    if (!isCurrent(member) || isNotFound(error) || signal.aborted) return;
    const message = failureMessage(error);
    const retryMilliseconds = options.retryMilliseconds();
    emit({ type: 'watch', step: 'sync-failed', service, container: member.name, message, retryMilliseconds });
  }

  /** Does what rules ask for when the files are there. */
  async function follow(owedRules: ReadonlySet<WatchedRule>, failures: Failures): Promise<void> {
    const good = members().filter(member => !failures.has(member));
    if (owedRules.size > 0 && good.length > 0 && !signal.aborted) {
      await afterSync(owedRules, good);
      if ([...owedRules].some(({ rule }) => rule.action.endsWith('restart')))
        for (const { id } of good) both.restarted(id);
      if (both.any) pace.hurry();
    }
    // Who isn't running need not be restarted; but one that isn't known yet may run what its files were before.
    else for (const watched of owedRules) if (members().length > 0 || isSyncRule(watched.rule)) due.add(watched);
  }

  return {
    due: changed => {
      for (const rule of changed) due.add(rule);
    },
    look: () => {
      lookDue = true;
    },
    attempt,
  };
}

function isWithin({ rule: { root } }: WatchedRule, path: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}
