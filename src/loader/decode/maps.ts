import { fromKeyValueList } from '../attributes/key-values.ts';
import { isList, type Tree, treeMap } from '../tree.ts';
import { type Decoder, mapOf, nullable, wrong } from './decoder.ts';
import { anyText } from './scalars.ts';

/** `KEY: value` or `KEY=value` entries; a key without a value has an empty one. */
export const textMap: Decoder<Readonly<Record<string, string>>> = (value, place) =>
  mapOf(anyText)(toMap(value, ''), place);

/** As `textMap`, with null for a key without a value. */
export const nullableTextMap: Decoder<Readonly<Record<string, string | null>>> = (value, place) => {
  const map = mapOf(nullable(anyText))(toMap(value, null), place);
  const spaced = isList(value) ? Object.keys(map ?? {}).find(key => /\s$/.test(key)) : undefined;
  return spaced === undefined
    ? map
    : wrong(place, `environment variable ${spaced} is declared with a trailing space`, 'remove the space');
};

function toMap(value: Tree, bare: Tree): Tree {
  return isList(value) ? treeMap(fromKeyValueList(value, bare)) : value;
}
