import { isMergeKey } from './construct.ts';
import type { MappingNode, MappingPair, SyntaxNode } from './syntax.ts';
import type { Path } from './tree.ts';

export interface FoundNode {
  readonly node: SyntaxNode;
  /** The key that the node is the value of; undefined for list items and the root. */
  readonly key?: SyntaxNode | undefined;
  /** False when the path leads out of the document: `node` is then the last one on the way. */
  readonly complete: boolean;
}

/** Follows `path` through a document's nodes, through aliases and merge keys as well. */
export function findNode(root: SyntaxNode, path: Path): FoundNode {
  let found: FoundNode = { node: root, complete: true };
  for (const step of path) {
    const next = child(resolveAlias(found.node), step);
    if (next === undefined) return { ...found, complete: false };
    found = { ...next, complete: true };
  }
  return found;
}

function child(node: SyntaxNode | undefined, step: string | number): Omit<FoundNode, 'complete'> | undefined {
  if (node?.type === 'sequence') {
    const item = node.items[Number(step)];
    return item && { node: item };
  }
  if (node?.type !== 'mapping') return undefined;
  const pair = findPair(node, String(step), new Set());
  return pair && { node: pair.value, key: pair.key };
}

function findPair(node: MappingNode, key: string, seen: Set<MappingNode>): MappingPair | undefined {
  if (seen.has(node)) return undefined;
  seen.add(node);
  const own = node.pairs.find(pair => !isMergeKey(pair.key) && keyText(pair.key) === key);
  if (own !== undefined) return own;
  const merged = node.pairs.filter(pair => isMergeKey(pair.key)).flatMap(pair => mergeSources(pair.value));
  for (const source of merged) {
    const pair = findPair(source, key, seen);
    if (pair !== undefined) return pair;
  }
  return undefined;
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
