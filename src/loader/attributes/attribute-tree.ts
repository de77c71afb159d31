import { isList, isMap, type Path, type Tree, type TreeMap, treeMap } from '../tree.ts';
import type { Attribute } from './attribute.ts';

/** The table of attributes as a tree of path steps, so that a walker goes down both at once. */
export interface AttributeNode {
  attribute?: Attribute;
  readonly named: Map<string, AttributeNode>;
  any?: AttributeNode;
}

export function attributeTree(table: Readonly<Record<string, Attribute>>): AttributeNode {
  const root: AttributeNode = { named: new Map() };
  for (const [pattern, attribute] of Object.entries(table)) {
    nodeAt(root, pattern.split('.')).attribute = attribute;
  }
  return root;
}

/** The node one key, or one list index, further down. */
export function below(node: AttributeNode | undefined, step: string | number): AttributeNode | undefined {
  return node?.named.get(String(step)) ?? node?.any;
}

export function attributeAt(root: AttributeNode, path: Path): Attribute | undefined {
  return path.reduce<AttributeNode | undefined>(below, root)?.attribute;
}

type Visit = (value: Tree, attribute: Attribute, path: Path) => Tree;

/** Gives every value that has an attribute to `visit`, parents first; what doesn't change is shared with `tree`. */
export function mapAttributes(tree: Tree, node: AttributeNode | undefined, visit: Visit, path: Path = []): Tree {
  if (node === undefined) return tree;
  const value = node.attribute === undefined ? tree : visit(tree, node.attribute, path);
  if (node.any === undefined && node.named.size === 0) return value;
  return mapChildren(value, (child, step) => mapAttributes(child, below(node, step), visit, [...path, step]));
}

export function mapChildren(tree: Tree, change: (child: Tree, step: string | number) => Tree): Tree {
  if (isList(tree)) return mapList(tree, change);
  return isMap(tree) ? mapEntries(tree, change) : tree;
}

function mapList(list: readonly Tree[], change: (child: Tree, step: number) => Tree): readonly Tree[] {
  const changed = list.map(change);
  return changed.every((child, index) => child === list[index]) ? list : changed;
}

function mapEntries(map: TreeMap, change: (child: Tree, step: string) => Tree): TreeMap {
  let changed: TreeMap | undefined;
  for (const key of Object.keys(map)) {
    const before = map[key]!;
    const after = change(before, key);
    if (after === before) continue;
    changed ??= treeMap(Object.entries(map));
    changed[key] = after;
  }
  return changed ?? map;
}

function nodeAt(root: AttributeNode, steps: readonly string[]): AttributeNode {
  let node = root;
  for (const step of steps) node = step === '*' ? anyOf(node) : namedOf(node, step);
  return node;
}

function anyOf(node: AttributeNode): AttributeNode {
  node.any ??= { named: new Map() };
  return node.any;
}

function namedOf(node: AttributeNode, step: string): AttributeNode {
  const found: AttributeNode = node.named.get(step) ?? { named: new Map() };
  node.named.set(step, found);
  return found;
}
