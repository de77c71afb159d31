import type { Engine } from '../../engine/engine.ts';
import { isNotFound } from '../../engine/engine-error.ts';
import type { Emit } from '../../events/event.ts';
import type { Clock } from '../../execute/clock.ts';
import { failureMessage } from '../../execute/failure.ts';
import type { WatchedRule } from '../../watch/collector.ts';
import type { HostFiles } from '../../watch/host-files.ts';
import { replacementOf } from '../../watch/ledger.ts';
import { isSyncRule } from '../../watch/rule.ts';
import { joined } from '../../watch/tree.ts';
import { type Put, parcels } from './archive.ts';
import { compareContainer } from './compare.ts';
import { linkedFolders } from './linked-folders.ts';
import { removeFiles } from './remove-files.ts';

export interface SyncContext {
  readonly engine: Engine;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly host: HostFiles;
  /** Nothing is begun any more; what is under way is finished. */
  readonly signal: AbortSignal;
  /** Gives up what is under way, too. */
  readonly kill: AbortSignal;
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
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

interface Member extends Replica {
  /** What it has was not compared yet. */
  fresh: boolean;
}

const firstRetry = 1_000;
const lastRetry = 30_000;

export function serviceSync(options: ServiceSyncOptions, context: SyncContext): ServiceSync {
  const { service, afterSync } = options;
  const { emit, clock, signal } = context;
  const rules = options.rules.filter(({ rule }) => isSyncRule(rule));
  const members = new Map<string, Member>();
  let due = new Set<WatchedRule>();
  let noRemoval = false;
  let running: Promise<void> | undefined;
  let again = false;
  let retry = firstRetry;
  let waiting: AbortController | undefined;
  let isToldInSync = false;

  const wake = (): void => {
    waiting?.abort();
    again = true;
    running ??= run().finally(() => {
      running = undefined;
    });
  };

  async function run(): Promise<void> {
    while (again && !signal.aborted) {
      again = false;
      const failed = await round();
      if (failed) void retryLater();
      else retry = firstRetry;
    }
  }

  async function retryLater(): Promise<void> {
    const stop = new AbortController();
    waiting = stop;
    const milliseconds = retry;
    retry = Math.min(retry * 2, lastRetry);
    await clock.sleep(milliseconds, AbortSignal.any([stop.signal, signal]));
    if (!stop.signal.aborted && !signal.aborted) wake();
  }

  /** One attempt to give all members what they are owed; whether one of them failed. */
  async function round(): Promise<boolean> {
    const begun = clock.now();
    const owedRules = due;
    due = new Set();
    const failures = new Map<Member, unknown>();
    await Promise.all(
      [...members.values()].map(async member => {
        if (!member.fresh) return;
        try {
          for (const watched of rules) await compareContainer(watched, { ...context, containerId: member.id });
          member.fresh = false;
        } catch (error) {
          failures.set(member, error);
        }
      }),
    );
    const ready = [...members.values()].filter(member => !failures.has(member));
    const owing = ready.filter(({ id }) => rules.some(({ ledger }) => ledger.owes(id) > 0));
    if (owing.length > 0) {
      const changes = Math.max(...owing.map(({ id }) => rules.reduce((sum, { ledger }) => sum + ledger.owes(id), 0)));
      isToldInSync = false;
      emit({ type: 'watch', step: 'syncing', service, changes });
      const counts = { sent: 0, removed: 0 };
      for (const group of groupsOf(owing, rules)) await send(group, failures, counts);
      const done = owing.filter(member => !failures.has(member));
      if (done.length > 0) {
        const containers = done.map(({ name }) => name);
        emit({ type: 'watch', step: 'synced', service, containers, ...counts, milliseconds: clock.now() - begun });
      }
    }
    for (const [member, error] of failures) {
      // One that is gone has nothing to tell any more.
      if (!members.has(member.id) || isNotFound(error) || signal.aborted) continue;
      const message = failureMessage(error);
      const { name: container } = member;
      emit({ type: 'watch', step: 'sync-failed', service, container, message, retryMilliseconds: retry });
    }
    tellInSync();
    const good = [...members.values()].filter(member => !failures.has(member));
    if (owedRules.size > 0 && good.length > 0 && !signal.aborted) await afterSync(owedRules, good);
    // Who isn't running need not be restarted, and will be compared.
    else if (members.size > 0) for (const rule of owedRules) due.add(rule);
    return [...failures.keys()].some(({ id }) => members.has(id));
  }

  function tellInSync(): void {
    const all = [...members.values()];
    const isBehind = ({ id, fresh }: Member) => fresh || rules.some(({ ledger }) => ledger.owes(id) > 0);
    if (isToldInSync || rules.length === 0 || all.length === 0 || all.some(isBehind) || signal.aborted) return;
    isToldInSync = true;
    emit({ type: 'watch', step: 'in-sync', service, containers: all.map(({ name }) => name) });
  }

  /** Containers that are owed the same are given it together. */
  async function send(group: readonly Member[], failures: Map<Member, unknown>, counts: Counts): Promise<void> {
    const { puts, removes } = owedBy(group[0]!.id, rules);
    const again: string[] = [];
    const going = () => group.filter(member => members.has(member.id) && !failures.has(member));
    const each = (act: (member: Member) => Promise<void>) =>
      Promise.all(going().map(member => act(member).catch(error => failures.set(member, error))));
    const there = new Set<Put>();
    await each(async ({ id }) => {
      for (const put of await linkedFolders(context.engine, id, puts)) there.add(put);
    });
    for await (const parcel of parcels(puts, { there, onOther: path => again.push(path) })) {
      if (signal.aborted || going().length === 0) break;
      await each(async ({ id }) => {
        if (parcel.files > 0) await context.engine.putArchive(id, '/', parcel.archive(), { signal: context.kill });
        for (const [{ ledger }, settled] of parcel.settles) ledger.settle(id, settled);
      });
      counts.sent += parcel.files;
    }
    if (removes.length > 0 && !signal.aborted) await each(member => remove(member, removes, counts));
    // What was written while it was read has been sent as half of it, perhaps.
    options.recheck(again);
  }

  async function remove(member: Member, removes: readonly Removal[], counts: Counts): Promise<void> {
    // What was to take its place may have been gone before it was sent: then it is still there.
    const replacements = new Map(removes.map(removal => [removal, replacementOf(removal.path, removal.watched.tree)]));
    const needed = removes.filter(removal => replacements.get(removal) === undefined);
    const settled = removes.filter(removal => {
      const replacement = replacements.get(removal);
      return replacement === undefined || !removal.watched.ledger.isOwed(member.id, replacement);
    });
    const of = (isFolder: boolean) =>
      needed.filter(({ type }) => (type === 'folder') === isFolder).map(({ watched, path }) => placeOf(watched, path));
    const [files, folders] = [of(false), of(true)];
    const done = noRemoval || needed.length === 0 || (await removeFiles(context.engine, member.id, { files, folders }));
    if (!done && !noRemoval) {
      noRemoval = true;
      emit({
        type: 'notice',
        level: 'warning',
        message: `${service}: its image has no program to remove files with; those that are removed here stay in it`,
      });
    }
    for (const { watched, path, version } of settled) watched.ledger.settle(member.id, [[path, version]]);
    counts.removed = needed.length;
  }

  return {
    join: replica => {
      members.set(replica.id, { ...replica, fresh: true });
      for (const { rule, ledger } of rules) ledger.join(replica.id, { everything: rule.initialSync });
      isToldInSync = false;
      if (rules.length > 0) emit({ type: 'watch', step: 'comparing', service, container: replica.name });
      wake();
    },
    leave: id => {
      members.delete(id);
      for (const { ledger } of rules) ledger.leave(id);
      if (!running) tellInSync();
    },
    changed: changed => {
      for (const rule of changed) due.add(rule);
      wake();
    },
    idle: async () => {
      while (running) await running;
    },
  };
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

function owedBy(id: string, rules: readonly WatchedRule[]): { puts: Put[]; removes: Removal[] } {
  const batches = rules.map(watched => ({ watched, batch: watched.ledger.batch(id) }));
  return {
    puts: batches.flatMap(({ watched, batch }) => batch.puts.map(put => ({ ...put, watched }))),
    removes: batches.flatMap(({ watched, batch }) => batch.removes.map(removal => ({ ...removal, watched }))),
  };
}

function groupsOf(members: readonly Member[], rules: readonly WatchedRule[]): Member[][] {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const key =
      members.length === 1
        ? ''
        : rules
            .map(({ ledger }) => {
              const { puts, removes } = ledger.batch(member.id);
              return [...puts, ...removes].map(({ path, version }) => `${path}\0${version}`).join('\0');
            })
            .join('\0\0');
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return [...groups.values()];
}

function placeOf({ rule }: WatchedRule, path: string): string {
  return joined(rule.target ?? '/', path);
}
