import { type Content, leadsOut, sameContent } from './content.ts';
import { joined } from './tree.ts';

/** What is known of a path on both sides; what isn't there is undefined. */
export interface Sides {
  /** What both had when they were last the same. */
  readonly base?: Content | undefined;
  readonly host?: Content | undefined;
  readonly container?: Content | undefined;
}

/**
 * What becomes of a path:
 * - `agree`: both have the same.
 * - `send`: the container is to get what the host has, or lose what it doesn't have.
 * - `take`: the host is to get what the container has.
 * - `drop`: the host is to lose what the container has lost.
 * - `keep`: both have changed. What the container has is kept at `beside`, then it is sent what the host has.
 * - `refuse`: the container has what the host can't have; what there is, stays.
 */
export type Step =
  | { readonly step: 'agree' | 'send' | 'take' | 'drop' | 'refuse'; readonly path: string }
  | { readonly step: 'keep'; readonly path: string; readonly beside: string };

type Deed = Step['step'];

/** `NAME.conflict-web-20260102T030405Z`: names that are never brought to the other side. */
export type NameBeside = (path: string) => string;

/**
 * Compares two sides with what they last had in common. Nothing that either has written since is lost: the host's stays
 * in place, and what the container has is on the host afterwards, in place or beside it. The steps are in an order in
 * which they can be taken: what goes before what comes, folders before what is in them.
 */
export function reconcileSides(paths: ReadonlyMap<string, Sides>, nameBeside: NameBeside): Step[] {
  const order = [...paths.keys()].sort(byDepth);
  const deeds = new Map<string, Deed>();
  for (const path of order) deeds.set(path, decide(path, paths.get(path)!));
  // What is in a folder decides whether it can go.
  for (const path of [...order].reverse()) if (mustStay(path)) deeds.set(path, stayOf(path));
  // What is taken needs its folders.
  for (const path of order) if (deeds.get(path) === 'take' || deeds.get(path) === 'keep') makeWay(path);
  return inOrder(order.map(path => stepOf(path)));

  /** Whether the host's folder has to go for a deed, but something in it doesn't. */
  function mustStay(path: string): boolean {
    const { host, container } = paths.get(path)!;
    const deed = deeds.get(path);
    const goes = deed === 'drop' || (deed === 'take' && container?.type !== 'folder');
    if (!goes || host?.type !== 'folder') return false;
    return order.some(other => other !== path && isBelow(other, path) && isOnHostAfter(other));
  }

  function isOnHostAfter(path: string): boolean {
    const deed = deeds.get(path);
    return deed !== 'drop' && (paths.get(path)!.host !== undefined || deed === 'take' || deed === 'keep');
  }

  function stayOf(path: string): Deed {
    return deeds.get(path) === 'drop' ? 'send' : 'keep';
  }

  function makeWay(path: string): void {
    const above = foldersAbove(path).filter(folder => paths.get(folder)?.container?.type === 'folder');
    const isBlocked = above.some(folder => {
      const { host } = paths.get(folder)!;
      return host !== undefined && host.type !== 'folder' && deeds.get(folder) !== 'take';
    });
    if (isBlocked) deeds.set(path, paths.get(path)?.container?.type === 'folder' ? 'send' : 'keep');
    else for (const folder of above) if (paths.get(folder)!.host === undefined) deeds.set(folder, 'take');
  }

  function stepOf(path: string): Step {
    const step = deeds.get(path)!;
    return step === 'keep' ? { step, path, beside: besideOf(path) } : { step, path };
  }

  /** What is below a file of the host can't be beside it. */
  function besideOf(path: string): string {
    const file = foldersAbove(path).find(above => {
      const host = paths.get(above)?.host;
      return host !== undefined && host.type !== 'folder' && deeds.get(above) !== 'take';
    });
    return file === undefined ? nameBeside(path) : joined(nameBeside(file), path.slice(file.length + 1));
  }
}

function decide(path: string, { base, host, container }: Sides): Deed {
  if (sameContent(host, container)) return 'agree';
  if (sameContent(container, base)) return 'send';
  const isHostAsBefore = sameContent(host, base);
  if (container?.type === 'other' || (container?.type === 'link' && leadsOut(path, container.to)))
    return isHostAsBefore ? 'refuse' : 'send';
  if (isHostAsBefore) return container === undefined ? 'drop' : 'take';
  if (container === undefined) return 'send';
  return isWorthKeeping(host, container) ? 'keep' : 'send';
}

/** A mode alone isn't, nor a folder: what is in it counts by itself. */
function isWorthKeeping(host: Content | undefined, container: Content): boolean {
  if (container.type === 'folder') return false;
  return !(container.type === 'file' && host?.type === 'file' && container.hash === host.hash);
}

function inOrder(steps: readonly Step[]): Step[] {
  const of = (...wanted: Deed[]) => steps.filter(({ step }) => wanted.includes(step));
  return [...of('keep'), ...of('drop').reverse(), ...of('take', 'agree', 'refuse', 'send')];
}

/** From the outermost. */
function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' ? path !== '' : path.startsWith(`${folder}/`);
}

/** A folder before what is in it. */
function byDepth(a: string, b: string): number {
  return a.replaceAll('/', '\0') < b.replaceAll('/', '\0') ? -1 : 1;
}
