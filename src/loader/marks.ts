import type { Mark } from './construct.ts';
import { isMap, type Tree, treeMap } from './tree.ts';

/**
 * Takes out of the model what a later document resets or overrides, before that document is merged over it. A path
 * that the model doesn't have, or that leads through a list, is left alone.
 */
export function applyMarks(model: Tree, marks: readonly Mark[]): Tree {
  return marks.reduce((tree, { path }) => without(tree, path as readonly string[]), model);
}

function without(tree: Tree, path: readonly string[]): Tree {
  const [key, ...rest] = path;
  if (key === undefined || !isMap(tree) || !(key in tree)) return tree;
  const copy = treeMap(Object.entries(tree));
  if (rest.length === 0) delete copy[key];
  else copy[key] = without(tree[key]!, rest);
  return copy;
}
