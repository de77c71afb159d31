import type { LookPace } from './look-pace.ts';
import type { Member } from './member.ts';
import type { Failures, Syncing } from './syncing.ts';

interface Bringing extends Syncing {
  readonly failures: Failures;
  readonly pace: LookPace;
  /** All are to be looked at, and not only those of which something is known. */
  readonly all: boolean;
}

/**
 * Brings what containers have written, one after the other: what one has changed first goes to the others. Whether
 * anything has been changed: others are owed it now, and so is that one what stays in its place here.
 */
export async function bringFrom(members: readonly Member[], bringing: Bringing): Promise<boolean> {
  const { rules, both, context, failures, pace, all, isCurrent } = bringing;
  const begun = context.clock.now();
  let found: 'nothing' | 'something' | 'more' = 'nothing';
  let anyChanged = false;
  for (const member of members) {
    const isOwed = rules.some(({ common, ledger }) => common && ledger.owes(member.account) > 0);
    if (failures.has(member) || !isCurrent(member) || !(all || member.unseen || isOwed)) continue;
    try {
      const { changed, unsettled } = await both.bring(member);
      member.unseen = false;
      if (unsettled) found = 'more';
      else if (changed && found === 'nothing') found = 'something';
      anyChanged ||= changed;
    } catch (error) {
      failures.set(member, error);
    }
  }
  pace.looked(context.clock.now() - begun, found);
  return anyChanged;
}
