import type { ErrorObject } from 'ajv';
import checkSchema from './generated/check-schema.js';
import type { Problem } from './report.ts';
import { hasType, resolved, type Schema } from './schema.ts';
import { findDuplicates } from './schema-duplicates.ts';
import { fitsSchema } from './schema-gate.ts';
import { duplicateItem, type Fault, problemOf, wrongType } from './schema-words.ts';
import { isList, isMap, type Path, type Tree, type TreeMap, treeMap, YamlFloat } from './tree.ts';

/**
 * What the schema forbids in a document, in the order of the document. Each service, network and so on is checked by
 * itself, since ajv takes quadratic time for what has very many mistakes.
 */
export function schemaProblems(document: Tree): Problem[] {
  return partsOf(document).flatMap(part => (fitsSchema(part) ? [] : problemsOfPart(part)));
}

function partsOf(document: Tree): Tree[] {
  if (!isMap(document)) return [document];
  return Object.entries(document).flatMap(([section, value]) => {
    if (!isMap(value) || Object.keys(value).length === 0) return [treeMap([[section, value]])];
    return Object.entries(value).map(entry => treeMap([[section, treeMap([entry])]]));
  });
}

function problemsOfPart(document: Tree): Problem[] {
  checkSchema(plain(document));
  const faults = (checkSchema.errors ?? []).map(error => locate(error, document));
  const choices = new Map(
    faults.filter(({ error }) => error.keyword === 'oneOf').map(choice => [keyOf(choice.path), choice]),
  );
  const problems = faults.filter(fault => fault.error.keyword !== 'oneOf' && !isNoise(fault, choices)).map(problemOf);
  for (const choice of choices.values()) if (!meantForm(choice)) problems.push(noFormMeant(choice));
  for (const duplicate of findDuplicates(document)) problems.push(duplicateItem(duplicate));
  return inDocumentOrder(problems, document);
}

/** The document as ajv takes it: numbers as numbers, whatever their notation. */
function plain(tree: Tree): unknown {
  if (tree instanceof YamlFloat) return tree.value;
  if (typeof tree === 'bigint') return Number(tree);
  if (isList(tree)) return tree.map(plain);
  if (!isMap(tree)) return tree;
  const copy: Record<string, unknown> = Object.create(null);
  for (const key in tree) copy[key] = plain(tree[key]!);
  return copy;
}

function locate(error: ErrorObject, document: Tree): Fault {
  const path: (string | number)[] = [];
  let value = document;
  for (const step of error.instancePath.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(isList(value) ? Number(key) : key);
    value = isList(value) ? value[Number(key)]! : isMap(value) ? value[key]! : null;
  }
  return { error, path, value, schema: error.parentSchema as Schema };
}

/**
 * Of a value that may have one of several forms, ajv says what is wrong with it as each of them. People mean the
 * form whose type they wrote, so only the faults of that one are shown.
 */
function isNoise({ error, path }: Fault, choices: ReadonlyMap<string, Fault>): boolean {
  return [...path, 0].some((_, depth) => {
    const choice = choices.get(keyOf(path.slice(0, depth)));
    return choice !== undefined && (!meantForm(choice) || (error.keyword === 'type' && path.length === depth));
  });
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

function meantForm({ value, schema }: Fault): Schema | undefined {
  return schema.oneOf?.map(resolved).find(form => hasType(value, form.type));
}

/** Compose names the first form then; the hint has them all. */
function noFormMeant({ path, value, schema }: Fault): Problem {
  const forms = schema.oneOf!.map(form => [resolved(form).type ?? []].flat());
  return wrongType({ path, value, named: forms[0]!, expected: [...new Set(forms.flat())] });
}

function inDocumentOrder(problems: readonly Problem[], document: Tree): Problem[] {
  const known = new Map<TreeMap, ReadonlyMap<string, number>>();
  return problems
    .map(problem => ({ problem, place: placeOf(problem.path, document, known) }))
    .sort((a, b) => comparePlaces(a.place, b.place))
    .map(({ problem }) => problem);
}

/** The path by numbers: how many keys or items stand before each step. */
function placeOf(path: Path, document: Tree, known: Map<TreeMap, ReadonlyMap<string, number>>): number[] {
  let tree: Tree | undefined = document;
  return path.map(step => {
    const parent: Tree | undefined = tree;
    tree = isMap(parent) ? parent[step] : isList(parent) ? parent[Number(step)] : undefined;
    return isMap(parent) ? (positionsIn(parent, known).get(String(step)) ?? -1) : Number(step);
  });
}

function positionsIn(map: TreeMap, known: Map<TreeMap, ReadonlyMap<string, number>>): ReadonlyMap<string, number> {
  const positions = known.get(map) ?? new Map(Object.keys(map).map((key, index) => [key, index]));
  known.set(map, positions);
  return positions;
}

function comparePlaces(a: readonly number[], b: readonly number[]): number {
  const different = a.findIndex((position, depth) => position !== b[depth]);
  if (different < 0) return a.length - b.length;
  return b[different] === undefined ? 1 : a[different]! - b[different];
}
