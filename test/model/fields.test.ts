import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { decode } from '../../src/loader/decode.ts';
import { type Tree, type TreeMap, treeMap } from '../../src/loader/tree.ts';
import {
  fileObjectFields,
  modelFields,
  networkFields,
  type Shape,
  serviceFields,
  volumeFields,
} from '../../src/model/fields.ts';

const script = pathToFileURL(resolve(import.meta.dirname, '../../scripts/attribute-paths.mjs')).href;
const { attributePaths } = (await import(script)) as { attributePaths: () => string[] };

const sections = {
  services: serviceFields,
  networks: networkFields,
  volumes: volumeFields,
  secrets: fileObjectFields,
  configs: fileObjectFields,
  models: modelFields,
};

/** Attributes that are used up while files become a model. */
const consumed: readonly string[] = [
  ...['services.*.extends', 'services.*.extends.file', 'services.*.extends.service', 'services.*.pull_refresh_after'],
  ...['networks', 'volumes', 'secrets', 'configs'].map(section => `${section}.*.external.name`),
];

/** Where attributes differ a little, but share a type, which has what any of them may have. */
const ofOneType: readonly (readonly [RegExp, string])[] = [
  [/^configs\.\*/, 'secrets.*'],
  [/^(services\.\*\.deploy\.resources)\.limits\b/, '$1.reservations'],
  [/^services\.\*\.(?:develop\.watch\[\]\.exec|post_start\[\]|pre_stop\[\])/, 'services.*.pre_start[]'],
];
const typed = (path: string) => ofOneType.reduce((text, [place, other]) => text.replace(place, other), path);

const allowed = new Set(
  attributePaths()
    .filter(path => !consumed.includes(path))
    .map(typed),
);
/** Of schemas/, without the top level, names that users choose, and items of lists. */
const attributes = [...allowed].filter(isNamed).sort();

function isNamed(path: string): boolean {
  return path.includes('.*.') && !/(\.\*|\[\])$/.test(path);
}

// The tables say what is printed and hashed.
test('the tables of fields have the attributes of schemas/, and no others', () => {
  const fields = Object.entries(sections).flatMap(([section, shape]) => fieldPaths(shape, `${section}.*`));
  expect(named(fields)).toEqual(attributes);
});

// The decoders have a key for each field of the model's types, and none besides: the compiler sees to that.
test('the types of the model have the attributes of schemas/, and no others', () => {
  const read = new Set<string>();
  const tree = treeMap(
    Object.keys(sections).map(section => [section, treeMap([['x', listening(`${section}.*`, read)]])]),
  );
  decode(tree, () => {});
  expect(named(read)).toEqual(attributes);
});

function named(paths: Iterable<string>): string[] {
  return [...new Set(paths)].filter(isNamed).sort();
}

function fieldPaths(shape: Shape, parent: string): string[] {
  return shape.flatMap(({ key, shape: inner, each }) => {
    const path = typed(`${parent}.${key}`);
    return [path, ...(inner ? fieldPaths(inner, each ? itemsOf(path) : path) : [])];
  });
}

function itemsOf(path: string): string {
  return allowed.has(typed(`${path}[]`)) ? `${path}[]` : `${path}.*`;
}

/** A mapping that has whatever is asked for, as far as schemas/ go, and notes what that was. */
function listening(parent: string, read: Set<string>): TreeMap {
  return new Proxy(treeMap(), {
    get(_, key) {
      if (typeof key !== 'string') return undefined;
      const path = typed(`${parent}.${key}`);
      read.add(path);
      return valueBelow(path, read);
    },
  });
}

function valueBelow(path: string, read: Set<string>): Tree | undefined {
  const hasBelow = (prefix: string) => [...allowed].some(known => known.startsWith(`${prefix}.`));
  if (hasBelow(`${path}[]`)) return [listening(`${path}[]`, read)];
  if (hasBelow(`${path}.*`)) return treeMap([['x', listening(`${path}.*`, read)]]);
  return hasBelow(path) && !allowed.has(`${path}.*`) ? listening(path, read) : undefined;
}
