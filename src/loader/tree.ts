/**
 * What a YAML document becomes before it is a model: plain values, with mappings as null-prototype objects, so that
 * a key such as `__proto__` is just a key. Integers and floats are told apart, since Compose treats `1` and `1.0`
 * differently in places (sizes, values turned into text).
 */
export type Tree = Scalar | readonly Tree[] | TreeMap;
export type Scalar = string | number | bigint | boolean | null | YamlFloat;
export interface TreeMap {
  [key: string]: Tree;
}

/** A number written with a fraction or an exponent, or `.inf`/`.nan`. */
export class YamlFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Where a value stands in a document: mapping keys and list indexes from the root. */
export type Path = readonly (string | number)[];

export function isMap(tree: Tree | undefined): tree is TreeMap {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree) && !(tree instanceof YamlFloat);
}

export function isList(tree: Tree | undefined): tree is readonly Tree[] {
  return Array.isArray(tree);
}

/** A mapping without a prototype, filled from `entries` if given. */
export function treeMap(entries: Iterable<readonly [string, Tree]> = []): TreeMap {
  const map: TreeMap = Object.create(null);
  for (const [key, value] of entries) map[key] = value;
  return map;
}

/** `services.web.ports[0]`, as Compose writes paths. */
export function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}
