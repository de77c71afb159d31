import type { WatchedRule } from '../../watch/collector.ts';
import { joined } from '../../watch/tree.ts';
import { type Put, parcels } from './archive.ts';
import type { Member } from './member.ts';
import { owedBy } from './owing.ts';
import { type Counts, removeOwed } from './remove-owed.ts';
import type { Failures, Syncing } from './syncing.ts';

export interface Sending {
  readonly failures: Failures;
  readonly counts: Counts;
  /** Gets the rules of which something was left out because it was being written. */
  readonly partly: Set<WatchedRule>;
  /** Called when a container's image can't remove files. */
  readonly onNoRemoval: () => void;
}

/** Containers that are owed the same are given it together. */
export async function send(
  group: readonly Member[],
  { failures, counts, partly, onNoRemoval }: Sending,
  syncing: Syncing,
): Promise<void> {
  const { both, pacing, unreadable, isCurrent, recheck, context } = syncing;
  const owing = owedBy(group[0]!, syncing);
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
  for await (const parcel of parcels(owing.puts, packing)) {
    if (context.signal.aborted || going().length === 0) break;
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
  if (owing.removes.length > 0 && !context.signal.aborted)
    await each(async member => {
      counts.removed = await removeOwed(member, owing, { ...syncing, onNoRemoval });
    });
  // What was written while it was read has been sent as half of it, perhaps.
  recheck(again);
  for (const { watched, path } of leftOut) {
    const place = joined(watched.rule.root, path);
    unreadable.check(place);
    if (!unreadable.has(place)) partly.add(watched);
  }
}
