import { isMergeKey } from './construct.ts';
import type { MappingNode, MappingPair, SyntaxNode } from './syntax.ts';
import type { Path } from './tree.ts';

export interface FoundNode {
  readonly node: SyntaxNode;
  /** The key that the node is the value of; undefined for list items and the root. */
  readonly key?: SyntaxNode | undefined;
  /** How many steps of the path the document has; `node` is the last one on the way. */
  readonly reach: number;
}

/** Follows `path` through a document's nodes, through aliases and merge keys as well. */
export function findNode(root: SyntaxNode, path: Path): FoundNode {
  let found: FoundNode = { node: root, reach: 0 };
  for (const step of path) {
    const next = child(resolveAlias(found.node), step);
    if (next === undefined) return found;
    found = { ...next, reach: found.reach + 1 };
  }
  return found;
}

function child(node: SyntaxNode | undefined, step: string | number): Omit<FoundNode, 'reach'> | undefined {
  if (node?.type === 'sequence') {
    const item = typeof step === 'number' ? node.items[step] : node.items.find(entry => isEntryOf(entry, step));
    return item && { node: item };
  }
  if (node?.type !== 'mapping') return undefined;
  const pair = findPair(node, String(step), new Set());
  return pair && { node: pair.value, key: pair.key };
}

// The model has mappings where the file may have a list of `key`, `key=value` or `key:value`.
function isEntryOf(item: SyntaxNode, key: string): boolean {
  return item.type === 'scalar' && item.text.split(/[=:]/, 1)[0] === key;
}

function findPair(node: MappingNode, key: string, seen: Set<MappingNode>): MappingPair | undefined {
  if (seen.has(node)) return undefined;
  seen.add(node);
  const own = ownPairs(node).get(key);
  if (own !== undefined) return own;
  const merged = node.pairs.filter(pair => isMergeKey(pair.key)).flatMap(pair => mergeSources(pair.value));
  for (const source of merged) {
    const pair = findPair(source, key, seen);
    if (pair !== undefined) return pair;
  }
  return undefined;
}

const knownPairs = new WeakMap<MappingNode, ReadonlyMap<string, MappingPair>>();

/** Places are looked up by the thousand where the mistakes are. Of equal keys the first counts. */
function ownPairs(node: MappingNode): ReadonlyMap<string, MappingPair> {
  let pairs = knownPairs.get(node);
  if (pairs === undefined) {
    const keyed = node.pairs.filter(({ key }) => !isMergeKey(key)).reverse();
    pairs = new Map(keyed.map(pair => [keyText(pair.key) ?? '', pair]));
    knownPairs.set(node, pairs);
  }
  return pairs;
}

function mergeSources(value: SyntaxNode): MappingNode[] {
  const node = resolveAlias(value);
  if (node?.type === 'mapping') return [node];
  return node?.type === 'sequence' ? node.items.flatMap(item => mergeSources(item)) : [];
}

function keyText(key: SyntaxNode): string | undefined {
  const node = resolveAlias(key);
  return node?.type === 'scalar' ? node.text : undefined;
}

function resolveAlias(node: SyntaxNode): SyntaxNode | undefined {
  return node.type === 'alias' ? node.target : node;
}
