import { isList, isMap, type Tree, treeMap } from '../tree.ts';
import type { Attribute, PathResolver } from './attribute.ts';
import { entryKey } from './entry-key.ts';

export const envFile: Attribute = {
  canonical: value => (isList(value) ? value.map(toEntry) : [toEntry(value)]),
  uniqueBy: entryKey('path'),
  paths: (value, resolve) => (isList(value) ? value.map(entry => resolveEntry(entry, resolve)) : value),
};

function toEntry(entry: Tree): Tree {
  if (isMap(entry)) return treeMap([['required', true], ...Object.entries(entry)]);
  return treeMap([
    ['path', entry],
    ['required', true],
  ]);
}

function resolveEntry(entry: Tree, resolve: PathResolver): Tree {
  if (!isMap(entry) || typeof entry.path !== 'string') return entry;
  return treeMap([...Object.entries(entry), ['path', resolve.file(entry.path)]]);
}
