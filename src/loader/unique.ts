import { mapAttributes } from './attributes/attribute-tree.ts';
import { attributeRoot } from './attributes/index.ts';
import { isList, type Tree } from './tree.ts';

/** Of entries that mean the same thing the last one stays, at the place of the first. */
export function enforceUnique(tree: Tree): Tree {
  return mapAttributes(tree, attributeRoot, (value, { uniqueBy }) =>
    uniqueBy === undefined || !isList(value) ? value : keepLast(value, uniqueBy),
  );
}

function keepLast(list: readonly Tree[], keyOf: (entry: Tree) => string | undefined): readonly Tree[] {
  const kept: Tree[] = [];
  const places = new Map<string, number>();
  for (const entry of list) {
    // Entries still in short syntax are the same when their texts are.
    const key = keyOf(entry) ?? (typeof entry === 'string' ? entry : undefined);
    const place = (key === undefined ? undefined : places.get(key)) ?? kept.length;
    kept[place] = entry;
    if (key !== undefined) places.set(key, place);
  }
  return kept.length === list.length ? list : kept;
}
