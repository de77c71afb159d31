import type { WatchedRule } from '../../watch/collector.ts';
import { joined } from '../../watch/tree.ts';
import type { Put } from './archive.ts';
import type { Member } from './member.ts';
import type { Syncing } from './syncing.ts';

/** What a container is owed and may be sent. */
export interface Owing {
  readonly puts: readonly Put[];
  readonly removes: readonly Removal[];
}

export interface Removal {
  readonly watched: WatchedRule;
  readonly path: string;
  readonly version: number;
  readonly type: string;
}

type Owed = Pick<Syncing, 'rules' | 'both' | 'unreadable'>;

export function owedBy({ id, account }: Member, { rules, both, unreadable }: Owed): Owing {
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

/** Paths that it is owed, and of those the ones that it may be sent. */
export function owedTo({ account }: Member, { rules }: Pick<Syncing, 'rules'>): number {
  return rules.reduce((sum, { ledger }) => sum + ledger.owes(account), 0);
}

export function changesOf(member: Member, owed: Owed): number {
  if (owedTo(member, owed) === 0) return 0;
  const { puts, removes } = owedBy(member, owed);
  return puts.length + removes.length;
}

/** Those that are owed the same, together. */
export function groupsOf(members: readonly Member[], owed: Owed): Member[][] {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const key = members.length === 1 ? '' : keyOf(owedBy(member, owed));
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return [...groups.values()];
}

function keyOf({ puts, removes }: Owing): string {
  return [...puts, ...removes]
    .map(({ watched, path, version }) => `${watched.rule.key}\0${path}\0${version}`)
    .join('\0\0');
}
