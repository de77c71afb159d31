import { keyOf } from '../attributes/key-values.ts';
import { isList, isMap, type Path, type Tree, treeMap } from '../tree.ts';

/** The value at a path; of a list of `KEY=VALUE`, keys lead to values too. A key alone has the value null. */
export function valueAt(tree: Tree | undefined, path: Path): Tree | undefined {
  return path.reduce<Tree | undefined>(step, tree);
}

function step(tree: Tree | undefined, key: string | number): Tree | undefined {
  if (isMap(tree)) return Object.hasOwn(tree, key) ? tree[key] : undefined;
  if (!isList(tree)) return undefined;
  return typeof key === 'number' ? tree[key] : entryOf(key, tree);
}

function entryOf(key: string, list: readonly Tree[]): Tree | undefined {
  const entry = list.findLast(item => typeof item === 'string' && keyOf(item) === key);
  if (typeof entry !== 'string') return undefined;
  return entry.includes('=') ? entry.slice(key.length + 1) : null;
}

/** A tree that has nothing but `value`, at `path`. */
export function placedAt(path: readonly string[], value: Tree): Tree {
  return path.reduceRight<Tree>((tree, key) => treeMap([[key, tree]]), value);
}

/** The keys or indexes below a value, to suggest one of. */
export function stepsBelow(tree: Tree | undefined): string[] {
  if (isMap(tree)) return Object.keys(tree).sort();
  if (!isList(tree)) return [];
  return tree.flatMap((item, index) => (typeof item === 'string' && item.includes('=') ? keyOf(item) : `[${index}]`));
}
