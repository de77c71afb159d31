import type { Entry } from './entry.ts';
import { parentOf, type Tree } from './tree.ts';

/**
 * What each container has been sent of a rule's files: all of the tree as it is now, but for the paths that it is
 * owed. A path that changes again while it is on its way stays owed. An id is of one start of a container: what was on
 * its way to it before another one settles nothing of that.
 */
export interface Ledger {
  /** A path of the tree is otherwise now, or is no more; `was` is what it was. Gives its version. */
  note(path: string, was?: Entry): number;
  /** Whether it has been a link since the beginning: containers may have it as one. */
  wasLink(path: string): boolean;
  /** Whether anything has changed since the beginning. */
  hasChanges(): boolean;
  /** A container that has none of it is owed all that has changed since the beginning, or all there is. */
  join(id: string, options: { readonly everything: boolean }): void;
  leave(id: string): void;
  owes(id: string): number;
  /** A container is to get a path as it is now, although nothing has changed here; `gone` is what it is to lose. */
  owe(id: string, path: string, gone?: Entry['type']): void;
  isOwed(id: string, path: string): boolean;
  batch(id: string): Batch;
  /** The container has these now. */
  settle(id: string, versions: Iterable<readonly [path: string, version: number, ...rest: unknown[]]>): void;
}

/** What makes a container's files those of the tree. */
export interface Batch {
  /** Folders before what is in them. */
  readonly puts: readonly { readonly path: string; readonly entry: Entry; readonly version: number }[];
  /** What is in a folder before the folder. */
  readonly removes: readonly { readonly path: string; readonly type: Entry['type']; readonly version: number }[];
}

export function createLedger(tree: Tree): Ledger {
  const versions = new Map<string, number>();
  const gone = new Map<string, Entry['type']>();
  const links = new Set<string>();
  const owed = new Map<string, Map<string, number>>();
  let last = 0;
  return {
    note: (path, was) => {
      last += 1;
      versions.set(path, last);
      if (was && tree.get(path) === undefined) gone.set(path, was.type);
      else gone.delete(path);
      if (was?.type === 'link') links.add(path);
      for (const paths of owed.values()) paths.set(path, last);
      return last;
    },
    wasLink: path => links.has(path),
    hasChanges: () => versions.size > 0,
    join: (id, { everything }) => {
      const paths = new Map<string, number>();
      if (everything) for (const [path] of tree.entries()) paths.set(path, versions.get(path) ?? 0);
      for (const [path, version] of versions) paths.set(path, version);
      owed.set(id, paths);
    },
    leave: id => {
      owed.delete(id);
    },
    owes: id => owed.get(id)?.size ?? 0,
    owe: (id, path, type) => {
      owed.get(id)?.set(path, versions.get(path) ?? 0);
      if (type !== undefined && tree.get(path) === undefined) gone.set(path, type);
    },
    isOwed: (id, path) => owed.get(id)?.has(path) ?? false,
    batch: id => batchOf(owed.get(id) ?? new Map(), { tree, gone }),
    settle: (id, settled) => {
      const paths = owed.get(id);
      for (const [path, version] of settled) if (paths?.get(path) === version) paths.delete(path);
    },
  };
}

function batchOf(
  owed: ReadonlyMap<string, number>,
  { tree, gone }: { tree: Tree; gone: ReadonlyMap<string, Entry['type']> },
): Batch {
  const puts: Batch['puts'][number][] = [];
  const removes: Batch['removes'][number][] = [];
  for (const [path, version] of inOrder(owed)) {
    const entry = tree.get(path);
    if (entry) puts.push({ path, entry, version });
    else removes.push({ path, type: gone.get(path) ?? 'file', version });
  }
  return { puts, removes: removes.reverse() };
}

/** A folder comes before what is in it. */
function inOrder(owed: ReadonlyMap<string, number>): [string, number][] {
  const keyed = [...owed].map(entry => ({ key: entry[0].replaceAll('/', '\0'), entry }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ entry }) => entry);
}

/** What other than a folder is where a path would go through: to put it removes all below it. */
export function replacementOf(path: string, tree: Pick<Tree, 'get'>): string | undefined {
  for (let above = path; above !== ''; ) {
    above = parentOf(above);
    const entry = tree.get(above);
    if (entry && entry.type !== 'folder') return above;
  }
  return undefined;
}
