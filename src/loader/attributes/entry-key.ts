import { isMap, type Tree } from '../tree.ts';

/** Knows an entry by the text of one of its keys; one in short syntax, or a plain one, by its own text. */
export function entryKey(key: string): (entry: Tree) => string | undefined {
  return entry => textOf(isMap(entry) ? entry[key] : entry);
}

function textOf(value: Tree | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
