import { composeSchema, hasType, resolved, type Schema } from './schema.ts';
import { expression, fingerprint } from './schema-gate.ts';
import { isList, isMap, type Path, type Tree } from './tree.ts';

/** Two items of a list that may not have the same one twice: the first of them, and one that repeats it. */
export interface Duplicate {
  readonly path: Path;
  readonly first: number;
  readonly second: number;
}

/** Every repetition in a document that the schema forbids. */
export function findDuplicates(document: Tree): Duplicate[] {
  return duplicatesIn(document, composeSchema, []);
}

function duplicatesIn(tree: Tree, reference: Schema, path: Path): Duplicate[] {
  const schema = meantForm(tree, resolved(reference));
  if (isMap(tree)) {
    return Object.keys(tree).flatMap(key =>
      schemasOfKey(key, schema).flatMap(part => duplicatesIn(tree[key]!, part, [...path, key])),
    );
  }
  if (!isList(tree)) return [];
  const { items, uniqueItems } = schema;
  const below = items === undefined ? [] : tree.flatMap((item, index) => duplicatesIn(item, items, [...path, index]));
  return uniqueItems ? [...repeated(tree, path), ...below] : below;
}

function meantForm(tree: Tree, schema: Schema): Schema {
  return schema.oneOf?.map(resolved).find(form => hasType(tree, form.type)) ?? schema;
}

function schemasOfKey(key: string, { properties = {}, patternProperties = {} }: Schema): Schema[] {
  const own = Object.hasOwn(properties, key) ? [properties[key]!] : [];
  const matching = Object.keys(patternProperties).filter(pattern => expression(pattern).test(key));
  return [...own, ...matching.map(pattern => patternProperties[pattern]!).filter(part => part !== true)];
}

function repeated(list: readonly Tree[], path: Path): Duplicate[] {
  const places = new Map<string, number>();
  const found: Duplicate[] = [];
  for (const [second, item] of list.entries()) {
    const text = fingerprint(item);
    const first = places.get(text);
    if (first === undefined) places.set(text, second);
    else found.push({ path, first, second });
  }
  return found;
}
