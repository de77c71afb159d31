import type { Tree } from '../tree.ts';
import { isList } from '../tree.ts';
import { goText } from '../values/go-text.ts';
import type { Attribute } from './attribute.ts';
import { keyOf, toKeyValueList } from './key-values.ts';

/** A string or a list of strings, appended without a look at what is there already. */
export const stringOrList: Attribute = {
  merge: (base, override) => [...toKeyValueList(base), ...toKeyValueList(override)],
};

/** A list that knows an entry by its text before `=`. */
export const uniqueList: Attribute = {
  uniqueBy: entry => (typeof entry === 'string' ? keyOf(entry) : undefined),
};

export const uniqueStringOrList: Attribute = { ...stringOrList, ...uniqueList };

export const dns: Attribute = {
  ...uniqueStringOrList,
  canonical: value => toList(value).filter(address => address !== null && address !== ''),
};

export const labelFile: Attribute = {
  ...stringOrList,
  canonical: toList,
  paths: (value, resolve) => toList(value).map(path => (typeof path === 'string' ? resolve.file(path) : path)),
};

export const expose: Attribute = {
  uniqueBy: entry => (typeof entry === 'string' || typeof entry === 'number' ? goText(entry) : undefined),
};

function toList(value: Tree): readonly Tree[] {
  return isList(value) ? value : [value];
}
