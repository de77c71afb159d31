import type { Engine } from '../../engine/engine.ts';
import { joined } from '../../watch/tree.ts';
import { isFolder, linkTarget, statIfAny } from '../copy/container.ts';
import type { Put } from './archive.ts';

/**
 * Folders that are links to folders in the container: what is in them goes where these lead, and a folder of a tar would
 * take the link's place, as it has to where the link came from the host. Below what isn't there, nothing is looked for.
 */
export async function linkedFolders(engine: Engine, id: string, puts: readonly Put[]): Promise<ReadonlySet<Put>> {
  const folders = puts
    .filter(({ entry, watched, path }) => entry.type === 'folder' && !watched.ledger.wasLink(path))
    .map(put => ({ put, place: joined(put.watched.rule.target ?? '/', put.path) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1));
  const linked = new Set<Put>();
  let absent: string | undefined;
  for (const { put, place } of folders) {
    if (absent !== undefined && place.startsWith(`${absent}/`)) continue;
    const found = await statIfAny(engine, id, place);
    if (found === undefined) absent = place;
    else if (await leadsToFolder(engine, id, linkTarget(found, place))) linked.add(put);
  }
  return linked;
}

async function leadsToFolder(engine: Engine, id: string, target: string | undefined): Promise<boolean> {
  if (target === undefined) return false;
  const found = await statIfAny(engine, id, target);
  return found !== undefined && isFolder(found);
}
