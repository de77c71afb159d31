import type { PathStat } from '../../engine/api.ts';
import type { Engine } from '../../engine/engine.ts';
import { isRefused } from '../../engine/engine-error.ts';
import { joined } from '../../watch/tree.ts';
import { isFolder, linkTarget, statIfAny } from '../copy/container.ts';
import type { Put } from './archive.ts';

/**
 * Folders that are links to folders in the container: what is in them goes where these lead, and a folder of a tar would
 * take the link's place, as it has to where the link came from the host. Below what is none, nothing is looked for.
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
    const found = await whatever(statIfAny(engine, id, place));
    if (found && isFolder(found)) continue;
    if (found && (await leadsToFolder(engine, id, linkTarget(found, place)))) linked.add(put);
    else absent = place;
  }
  return linked;
}

async function leadsToFolder(engine: Engine, id: string, target: string | undefined): Promise<boolean> {
  if (target === undefined) return false;
  const found = await whatever(statIfAny(engine, id, target));
  return found !== undefined && isFolder(found);
}

/** Of a link that leads to itself the engine tells nothing. */
async function whatever(stat: Promise<PathStat | undefined>): Promise<PathStat | undefined> {
  return await stat.catch(error => {
    if (isRefused(error)) return undefined;
    throw error;
  });
}
