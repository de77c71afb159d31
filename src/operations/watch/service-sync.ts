import type { Engine } from '../../engine/engine.ts';
import { isNotFound } from '../../engine/engine-error.ts';
import type { Emit } from '../../events/event.ts';
import type { Clock } from '../../execute/clock.ts';
import { failureMessage } from '../../execute/failure.ts';
import type { WatchedRule } from '../../watch/collector.ts';
import type { HostFiles } from '../../watch/host-files.ts';
import { replacementOf } from '../../watch/ledger.ts';
import { isSyncRule } from '../../watch/rule.ts';
import { joined, parentOf } from '../../watch/tree.ts';
import { type Put, parcels } from './archive.ts';
import { bothWays } from './both-ways.ts';
import { compareContainer } from './compare.ts';
import { linkedFolders } from './linked-folders.ts';
import { lookPace } from './look-pace.ts';
import { putMilliseconds, putPace } from './put-pace.ts';
import { removeFiles } from './remove-files.ts';
import { unreadableFiles } from './unreadable.ts';

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

export interface Replica {
  readonly id: string;
  /** `web-1`. */
  readonly name: string;
}

export interface ServiceSyncOptions {
  readonly service: string;
  readonly rules: readonly WatchedRule[];
  /** Runs once containers have got what `rules` say. */
  readonly afterSync: (rules: ReadonlySet<WatchedRule>, replicas: readonly Replica[]) => Promise<void>;
  /** Files to be looked at again. */
  readonly recheck: (paths: readonly string[]) => void;
}

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

interface Member extends Replica {
  /** What it is owed, from this start of it on: what an earlier one settles late doesn't count. */
  readonly account: string;
  /** Aborted when it has ended. */
  readonly gone: AbortController;
  /** What it has is to be compared: it may have been restarted, or something has failed half-way. */
  fresh: boolean;
  /** Its image has no program to remove files with. */
  noRemoval: boolean;
  /** What it has written was not looked for since it was started. */
  unseen: boolean;
}

let accounts = 0;

const firstRetry = 1_000;
const lastRetry = 30_000;
/** Whoever empties a file is about to write it. */
const soon = 10;

/** What came of an attempt. `partly`: something was left out because it was being written. */
type Outcome = 'done' | 'partly' | 'failed';

export function serviceSync(options: ServiceSyncOptions, context: SyncContext): ServiceSync {
  const { service, afterSync } = options;
  const { emit, clock, signal } = context;
  const rules = options.rules.filter(({ rule }) => isSyncRule(rule));
  const members = new Map<string, Member>();
  let due = new Set<WatchedRule>();
  let toldOfNoRemoval = false;
  let running: Promise<void> | undefined;
  let again = false;
  let retry = firstRetry;
  let waiting: AbortController | undefined;
  let isToldInSync = false;
  let lookDue = false;
  const unreadable = unreadableFiles(context.host);
  const both = bothWays(service, rules, { ...context, onUnreadable: unreadable.check });
  const pace = lookPace(() => look(), clock, signal);
  const pacing = putPace(context.putMilliseconds ?? putMilliseconds, clock);

  const look = (): void => {
    lookDue = true;
    wake();
  };

  const wake = (): void => {
    waiting?.abort();
    again = true;
    running ??= run();
  };

  const isCurrent = (member: Member): boolean => members.get(member.id) === member;

  async function run(): Promise<void> {
    // What wakes it is sure to find it either running, to go round again, or not.
    await Promise.resolve();
    try {
      while (again && !signal.aborted) {
        const pause = pacing.remaining(isOwed);
        if (pause > 0) await clock.sleep(pause, signal);
        again = false;
        const outcome = await round();
        if (outcome === 'partly') void wakeAfter(soon);
        else if (outcome === 'done') retry = firstRetry;
        else {
          void wakeAfter(retry);
          retry = Math.min(retry * 2, lastRetry);
        }
      }
    } finally {
      running = undefined;
    }
  }

  async function wakeAfter(milliseconds: number): Promise<void> {
    const stop = new AbortController();
    waiting = stop;
    await clock.sleep(milliseconds, AbortSignal.any([stop.signal, signal]));
    if (!stop.signal.aborted && !signal.aborted) wake();
  }

  /** One attempt to give all members what they are owed. */
  async function round(): Promise<Outcome> {
    const begun = clock.now();
    // What they ask for is due when the files are there.
    for (const path of unreadable.recheck()) for (const watched of rules) if (isWithin(watched, path)) due.add(watched);
    const owedRules = due;
    due = new Set();
    const failures = new Map<Member, unknown>();
    const partly = new Set<WatchedRule>();
    await Promise.all(
      [...members.values()].map(async member => {
        if (!member.fresh) return;
        try {
          const { id: containerId, account } = member;
          for (const watched of rules)
            if (!watched.common) await compareContainer(watched, { ...context, containerId, account });
          member.fresh = false;
        } catch (error) {
          failures.set(member, error);
        }
      }),
    );
    if (both.any) await bringFrom([...members.values()], failures);
    // One that has come meanwhile is compared first.
    const owing = [...members.values()].filter(member => !member.fresh && changesOf(member) > 0);
    if (owing.length > 0) {
      const changes = Math.max(...owing.map(changesOf));
      isToldInSync = false;
      emit({ type: 'watch', step: 'syncing', service, changes });
      const counts = { sent: 0, removed: 0 };
      await Promise.all(owing.map(member => settleLinked(member).catch(error => failures.set(member, error))));
      const ready = owing.filter(member => !failures.has(member));
      for (const group of groupsOf(ready)) await send(group, { failures, counts, partly });
      const done = owing.filter(member => isCurrent(member) && !failures.has(member));
      if (done.length > 0) {
        const containers = done.map(({ name }) => name);
        emit({ type: 'watch', step: 'synced', service, containers, ...counts, milliseconds: clock.now() - begun });
      }
    }
    for (const [member, error] of failures) {
      // How far it got nobody knows.
      member.fresh = true;
      // One that is gone has nothing to tell any more.
      if (!isCurrent(member) || isNotFound(error) || signal.aborted) continue;
      const message = failureMessage(error);
      const { name: container } = member;
      emit({ type: 'watch', step: 'sync-failed', service, container, message, retryMilliseconds: retry });
    }
    const news = unreadable.news();
    if (news.length > 0 && !signal.aborted) emit({ type: 'watch', step: 'unreadable', service, files: news });
    tellInSync();
    for (const watched of partly) if (owedRules.delete(watched)) due.add(watched);
    const good = [...members.values()].filter(member => !failures.has(member));
    if (owedRules.size > 0 && good.length > 0 && !signal.aborted) {
      await afterSync(owedRules, good);
      if ([...owedRules].some(({ rule }) => rule.action.endsWith('restart')))
        for (const { id } of good) both.restarted(id);
      if (both.any) pace.hurry();
    }
    // Who isn't running need not be restarted, and will be compared.
    else if (members.size > 0) for (const rule of owedRules) due.add(rule);
    if (unreadable.any() || [...failures.keys()].some(isCurrent)) return 'failed';
    return partly.size > 0 ? 'partly' : 'done';
  }

  function isOwed({ ledger }: WatchedRule, path: string): boolean {
    return [...members.values()].some(({ account }) => ledger.isOwed(account, path));
  }

  function owedTo(account: string): number {
    return rules.reduce((sum, { ledger }) => sum + ledger.owes(account), 0);
  }

  /** One after the other: what one has changed first goes to the others. */
  async function bringFrom(all: readonly Member[], failures: Map<Member, unknown>): Promise<void> {
    const begun = clock.now();
    const isDue = lookDue;
    lookDue = false;
    let found: 'nothing' | 'something' | 'more' = 'nothing';
    for (const member of all) {
      const isOwed = rules.some(({ common, ledger }) => common && ledger.owes(member.account) > 0);
      if (failures.has(member) || !isCurrent(member) || !(isDue || member.unseen || isOwed)) continue;
      try {
        const { changed, unsettled } = await both.bring(member);
        member.unseen = false;
        if (unsettled) found = 'more';
        else if (changed && found === 'nothing') found = 'something';
        // Others are owed it now, and so is this one what stays in its place here.
        if (changed) again = true;
      } catch (error) {
        failures.set(member, error);
      }
    }
    pace.looked(clock.now() - begun, found);
  }

  function tellInSync(): void {
    const all = [...members.values()];
    const isBehind = ({ account, fresh }: Member) => fresh || owedTo(account) > 0;
    if (isToldInSync || rules.length === 0 || all.length === 0 || all.some(isBehind) || signal.aborted) return;
    isToldInSync = true;
    emit({ type: 'watch', step: 'in-sync', service, containers: all.map(({ name }) => name) });
  }

  /** Folders that a container has as links to folders are as they are: others may have them otherwise. */
  async function settleLinked(member: Member): Promise<void> {
    const { id, account } = member;
    const puts = owedBy(member).puts.filter(({ watched }) => !watched.common);
    for (const { watched, path, version } of await linkedFolders(context.engine, id, puts))
      watched.ledger.settle(account, [[path, version]]);
  }

  function changesOf(member: Member): number {
    if (owedTo(member.account) === 0) return 0;
    const { puts, removes } = owedBy(member);
    return puts.length + removes.length;
  }

  /** What a container is owed and may be sent. */
  function owedBy({ id, account }: Member): Owing {
    const batches = rules.map(watched => ({ watched, batch: watched.ledger.batch(account) }));
    return {
      puts: batches.flatMap(({ watched, batch }) =>
        batch.puts
          .filter(({ path }) => both.mayGet(id, watched, path) && !unreadable.has(joined(watched.rule.root, path)))
          .map(put => ({ ...put, watched, owner: both.ownerOf(id, watched) })),
      ),
      removes: batches.flatMap(({ watched, batch }) =>
        batch.removes.filter(({ path }) => both.mayGet(id, watched, path)).map(removal => ({ ...removal, watched })),
      ),
    };
  }

  function groupsOf(all: readonly Member[]): Member[][] {
    const groups = new Map<string, Member[]>();
    for (const member of all) {
      const key = all.length === 1 ? '' : keyOf(owedBy(member));
      groups.set(key, [...(groups.get(key) ?? []), member]);
    }
    return [...groups.values()];
  }

  /** Containers that are owed the same are given it together. */
  async function send(group: readonly Member[], { failures, counts, partly }: Sending): Promise<void> {
    const { puts, removes } = owedBy(group[0]!);
    const again: string[] = [];
    const leftOut: Put[] = [];
    const going = () => group.filter(member => isCurrent(member) && !failures.has(member));
    const each = (act: (member: Member) => Promise<void>) =>
      Promise.all(going().map(member => act(member).catch(error => failures.set(member, error))));
    const packing = {
      files: context.host,
      onOther: (path: string) => again.push(path),
      onLeftOut: (put: Put) => leftOut.push(put),
    };
    for await (const parcel of parcels(puts, packing)) {
      if (signal.aborted || going().length === 0) break;
      await each(async ({ id, account }) => {
        if (parcel.files > 0) await context.engine.putArchive(id, '/', parcel.archive(), { signal: context.kill });
        for (const [watched, settled] of parcel.settles) {
          both.sent(id, watched, settled);
          watched.ledger.settle(account, settled);
        }
      });
      for (const [watched, settled] of parcel.settles)
        pacing.put(
          watched,
          settled.map(([path]) => path),
        );
      counts.sent += parcel.files;
    }
    if (removes.length > 0 && !signal.aborted) await each(member => remove(member, { puts, removes }, counts));
    // What was written while it was read has been sent as half of it, perhaps.
    options.recheck(again);
    for (const { watched, path } of leftOut) {
      const place = joined(watched.rule.root, path);
      unreadable.check(place);
      if (!unreadable.has(place)) partly.add(watched);
    }
  }

  async function remove(member: Member, { puts, removes }: Owing, counts: Counts): Promise<void> {
    const { id, account } = member;
    const place = ({ watched, path }: Pick<Removal, 'watched' | 'path'>) => placeOf(watched, path);
    const replaced = new Set(puts.filter(({ entry }) => entry.type !== 'folder').map(place));
    const needed: Removal[] = [];
    const settled: Removal[] = [];
    for (const removal of removes) {
      const { path, watched } = removal;
      const instead = above(path).find(folder => replaced.has(place({ watched, path: folder })));
      const replacement = instead ?? replacementOf(path, watched.tree);
      // What has taken its place has removed it. What is to, but was gone before it was sent, hasn't: then it is still there.
      if (replacement === undefined) needed.push(removal);
      if (replacement === undefined || !watched.ledger.isOwed(account, replacement)) settled.push(removal);
    }
    const of = (isFolder: boolean) => needed.filter(({ type }) => (type === 'folder') === isFolder).map(place);
    const [files, folders] = [of(false), of(true)];
    if (needed.length > 0 && !member.noRemoval)
      member.noRemoval = !(await removeFiles(
        { engine: context.engine, containerId: id, signal: member.gone.signal },
        { files, folders },
      ));
    if (member.noRemoval && !toldOfNoRemoval) {
      toldOfNoRemoval = true;
      emit({
        type: 'notice',
        level: 'warning',
        message: `${service}: its image has no program to remove files with; those that are removed here stay in it`,
      });
    }
    for (const { watched, path, version } of settled) {
      both.removed(member.id, watched, path);
      watched.ledger.settle(account, [[path, version]]);
    }
    counts.removed = needed.length;
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
      accounts += 1;
      const account = `${replica.id} ${accounts}`;
      members.set(replica.id, {
        ...replica,
        account,
        gone: new AbortController(),
        fresh: true,
        unseen: true,
        noRemoval: false,
      });
      both.restarted(replica.id);
      for (const { rule, ledger } of rules) ledger.join(account, { everything: rule.initialSync });
      isToldInSync = false;
      if (rules.length > 0) emit({ type: 'watch', step: 'comparing', service, container: replica.name });
      wake();
    },
    leave: id => {
      leave(id);
      if (!running) tellInSync();
    },
    changed: changed => {
      for (const rule of changed) due.add(rule);
      wake();
    },
    worked: id => {
      if (both.any && members.has(id)) pace.hurry();
    },
    bring: async () => {
      if (!both.any || members.size === 0) return;
      look();
      while (running) await running;
    },
    idle: async () => {
      while (running) await running;
    },
    end: () => {
      pace.stop();
      waiting?.abort();
      for (const id of [...members.keys()]) leave(id);
    },
  };
}

interface Sending {
  readonly failures: Map<Member, unknown>;
  readonly counts: Counts;
  /** Gets the rules of which something was left out because it was being written. */
  readonly partly: Set<WatchedRule>;
}

interface Counts {
  sent: number;
  removed: number;
}

type Removal = {
  readonly watched: WatchedRule;
  readonly path: string;
  readonly version: number;
  readonly type: string;
};

interface Owing {
  readonly puts: readonly Put[];
  readonly removes: readonly Removal[];
}

function keyOf({ puts, removes }: Owing): string {
  return [...puts, ...removes]
    .map(({ watched, path, version }) => `${watched.rule.key}\0${path}\0${version}`)
    .join('\0\0');
}

/** The folders that a path goes through, but for the one that all are in. */
function above(path: string): string[] {
  const folders: string[] = [];
  for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) folders.push(folder);
  return folders;
}

function isWithin({ rule: { root } }: WatchedRule, path: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

function placeOf({ rule }: WatchedRule, path: string): string {
  return joined(rule.target ?? '/', path);
}
