import type { WatchedRule } from '../../watch/collector.ts';
import { replacementOf } from '../../watch/ledger.ts';
import { joined, parentOf } from '../../watch/tree.ts';
import type { Member } from './member.ts';
import type { Owing, Removal } from './owing.ts';
import { removeFiles } from './remove-files.ts';
import type { Syncing } from './syncing.ts';

export interface Counts {
  sent: number;
  removed: number;
}

interface Removing extends Syncing {
  readonly onNoRemoval: () => void;
}

/** Removes from a container what is gone here, and gives how much that was. */
export async function removeOwed(
  member: Member,
  { puts, removes }: Owing,
  { both, context, onNoRemoval }: Removing,
): Promise<number> {
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
  if (member.noRemoval) onNoRemoval();
  for (const { watched, path, version } of settled) {
    both.removed(id, watched, path);
    watched.ledger.settle(account, [[path, version]]);
  }
  return needed.length;
}

/** The folders that a path goes through, but for the one that all are in. */
function above(path: string): string[] {
  const folders: string[] = [];
  for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) folders.push(folder);
  return folders;
}

function placeOf({ rule }: WatchedRule, path: string): string {
  return joined(rule.target ?? '/', path);
}
