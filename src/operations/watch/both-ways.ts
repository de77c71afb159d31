import type { WatchedRule } from '../../watch/collector.ts';
import { type Common, nothingInCommon } from '../../watch/common.ts';
import type { Content } from '../../watch/content.ts';
import type { Replica } from './member.ts';
import type { SyncContext } from './syncing.ts';
import { bringChanges } from './two-way.ts';

/** What containers of a service write, for the rules that sync both ways. */
export interface BothWays {
  /** Whether there are any such rules. */
  readonly any: boolean;
  /** Brings what a container has changed. Whether it has changed anything, and whether it is still at it. */
  bring(
    replica: Replica & { readonly account: string },
  ): Promise<{ readonly changed: boolean; readonly unsettled: boolean }>;
  /** Whether a container may be sent a path: nothing of its own is there. Always true of other rules. */
  mayGet(id: string, watched: WatchedRule, path: string): boolean;
  /** To whom what a container is sent is to belong. Undefined of other rules. */
  ownerOf(id: string, watched: WatchedRule): Common['owner'];
  /** A container has got these. */
  sent(id: string, watched: WatchedRule, settled: Iterable<readonly [string, number, Content | undefined]>): void;
  /** A container was made to lose these, as far as it can be. */
  removed(id: string, watched: WatchedRule, path: string): void;
  /** A container may have been started anew. */
  restarted(id: string): void;
}

interface BothWaysContext extends SyncContext {
  /** A file of the host that could not be read. */
  readonly onUnreadable: (path: string) => void;
}

export function bothWays(service: string, all: readonly WatchedRule[], context: BothWaysContext): BothWays {
  const rules = all.filter(({ common }) => common !== undefined);
  const cleared = new Map<string, Map<WatchedRule, ReadonlySet<string>>>();
  const commonOf = (id: string, { common }: WatchedRule): Common => {
    const known = common?.get(id) ?? nothingInCommon();
    common?.set(id, known);
    return known;
  };
  return {
    any: rules.length > 0,
    bring: async replica => {
      const own = new Map<WatchedRule, ReadonlySet<string>>();
      cleared.set(replica.id, own);
      let [changed, unsettled] = [false, false];
      for (const watched of rules) {
        if (context.signal.aborted) break;
        const brought = await bringChanges(watched, commonOf(replica.id, watched), {
          ...context,
          service,
          container: replica,
        });
        own.set(watched, brought.cleared);
        changed ||= brought.changed;
        unsettled ||= brought.unsettled;
      }
      return { changed, unsettled };
    },
    mayGet: (id, watched, path) => !watched.common || (cleared.get(id)?.get(watched)?.has(path) ?? false),
    ownerOf: (id, watched) => watched.common?.get(id)?.owner,
    sent: (id, watched, settled) => {
      if (!watched.common) return;
      const { base, stuck } = commonOf(id, watched);
      for (const [path, , content] of settled) {
        if (content) base.set(path, content);
        else base.delete(path);
        stuck.delete(path);
      }
    },
    removed: (id, watched, path) => {
      if (watched.common) commonOf(id, watched).stuck.add(path);
    },
    restarted: id => {
      for (const watched of rules) commonOf(id, watched).restarted = true;
    },
  };
}
