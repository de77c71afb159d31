import type { Entry } from './entry.ts';

/** What is known of the files below a folder, by paths relative to it; '' is the folder, or the one file, itself. */
export interface Tree {
  get(path: string): Entry | undefined;
  set(path: string, entry: Entry): void;
  /** Forgets a path alone. */
  forget(path: string): Entry | undefined;
  /** Forgets a path and all below it; gives what there was, what is within a folder before the folder. */
  remove(path: string): [path: string, entry: Entry][];
  /** Says that a folder's content is known, be the folder itself part of the tree or not. */
  enter(path: string): void;
  isEntered(path: string): boolean;
  /** Names of what is known in a folder. */
  names(folder: string): string[];
  /** Folders before what is in them. */
  entries(): Iterable<[path: string, entry: Entry]>;
  /** Those whose content is known. */
  folders(): Iterable<string>;
}

interface Node {
  entry: Entry | undefined;
  entered: boolean;
  children: Map<string, Node> | undefined;
}

export function createTree(): Tree {
  let root = emptyNode();
  const find = (path: string): Node | undefined => {
    let node: Node | undefined = root;
    if (path !== '') for (const name of path.split('/')) node = node?.children?.get(name);
    return node;
  };
  const make = (path: string): Node => {
    let node = root;
    if (path !== '') for (const name of path.split('/')) node = child(node, name);
    return node;
  };
  return {
    get: path => find(path)?.entry,
    set: (path, entry) => {
      make(path).entry = entry;
    },
    forget: path => {
      const node = find(path);
      const entry = node?.entry;
      if (node?.entered || node?.children?.size) node.entry = undefined;
      else if (node && path !== '') find(parentOf(path))?.children?.delete(nameOf(path));
      else if (node) node.entry = undefined;
      return entry;
    },
    remove: path => {
      const node = find(path);
      if (node === undefined) return [];
      if (path === '') root = emptyNode();
      else find(parentOf(path))?.children?.delete(nameOf(path));
      return [...entriesOf(node, path)].reverse();
    },
    enter: path => {
      make(path).entered = true;
    },
    isEntered: path => find(path)?.entered ?? false,
    names: folder => [...(find(folder)?.children?.keys() ?? [])],
    entries: () => entriesOf(root, ''),
    *folders() {
      for (const [path, node] of walk(root, '')) if (node.entered) yield path;
    },
  };
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function joined(folder: string, name: string): string {
  if (folder === '' || name === '') return folder + name;
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

function* walk(node: Node, path: string): Generator<[path: string, node: Node]> {
  yield [path, node];
  for (const [name, below] of node.children ?? []) yield* walk(below, joined(path, name));
}

function* entriesOf(node: Node, path: string): Generator<[path: string, entry: Entry]> {
  for (const [below, { entry }] of walk(node, path)) if (entry) yield [below, entry];
}

function child(node: Node, name: string): Node {
  node.children ??= new Map();
  const known = node.children.get(name) ?? emptyNode();
  node.children.set(name, known);
  return known;
}

function emptyNode(): Node {
  return { entry: undefined, entered: false, children: undefined };
}
