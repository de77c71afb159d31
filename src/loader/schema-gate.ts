import { composeSchema, hasType, resolved, type Schema } from './schema.ts';
import { isList, isMap, type Tree, type TreeMap, YamlFloat } from './tree.ts';

/**
 * Whether a document fits the schema, and no word about why not. ajv is the validator of record and says why, but
 * its code takes longer to load than this takes to run, and nearly all files fit. A property test holds the two equal.
 */
export function fitsSchema(document: Tree): boolean {
  return fits(document, composeSchema);
}

function fits(tree: Tree, reference: Schema): boolean {
  const schema = resolved(reference);
  if (!hasType(tree, schema.type)) return false;
  if (schema.oneOf && schema.oneOf.filter(branch => fits(tree, branch)).length !== 1) return false;
  if (isMap(tree)) return mapFits(tree, schema);
  if (isList(tree)) return listFits(tree, schema);
  if (typeof tree === 'string') return textFits(tree, schema);
  return schema.enum === undefined && numberFits(tree, schema);
}

function mapFits(map: TreeMap, schema: Schema): boolean {
  if (schema.required?.some(key => !(key in map))) return false;
  for (const key in map) {
    if (!valueFits(key, map[key]!, schema)) return false;
  }
  return true;
}

function valueFits(key: string, value: Tree, { properties, patternProperties, additionalProperties }: Schema): boolean {
  let known = false;
  if (properties && Object.hasOwn(properties, key)) {
    known = true;
    if (!fits(value, properties[key]!)) return false;
  }
  for (const pattern in patternProperties) {
    if (!expression(pattern).test(key)) continue;
    known = true;
    const part = patternProperties[pattern]!;
    if (part !== true && !fits(value, part)) return false;
  }
  return known || additionalProperties !== false;
}

function listFits(list: readonly Tree[], { items, uniqueItems }: Schema): boolean {
  if (uniqueItems && new Set(list.map(fingerprint)).size < list.length) return false;
  return items === undefined || list.every(item => fits(item, items));
}

function textFits(text: string, { enum: allowed, pattern }: Schema): boolean {
  return (allowed?.includes(text) ?? true) && (pattern === undefined || expression(pattern).test(text));
}

function numberFits(tree: Tree, { minimum, maximum }: Schema): boolean {
  if (minimum === undefined && maximum === undefined) return true;
  const value = tree instanceof YamlFloat ? tree.value : Number(tree);
  return value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
}

const expressions = new Map<string, RegExp>();

export function expression(pattern: string): RegExp {
  let known = expressions.get(pattern);
  if (known === undefined) {
    known = new RegExp(pattern, 'u');
    expressions.set(pattern, known);
  }
  return known;
}

/** The same text for equal values: keys in one order, and numbers by value, since 1 equals 1.0. */
export function fingerprint(tree: Tree): string {
  if (isMap(tree)) {
    const entries = Object.keys(tree)
      .sort()
      .map(key => `${JSON.stringify(key)}:${fingerprint(tree[key]!)}`);
    return `{${entries.join()}}`;
  }
  if (isList(tree)) return `[${tree.map(fingerprint).join()}]`;
  if (typeof tree === 'string') return JSON.stringify(tree);
  return String(tree instanceof YamlFloat ? tree.value : tree);
}
