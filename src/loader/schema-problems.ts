import type { ErrorObject } from 'ajv';
import checkSchema from './generated/check-schema.js';
import type { Problem } from './report.ts';
import { hasType, resolved, type Schema } from './schema.ts';
import { type Fault, problemOf, wrongType } from './schema-words.ts';
import { isList, isMap, type Path, type Tree, YamlFloat } from './tree.ts';

/** What the schema forbids in a document, in the order of the document. */
export function schemaProblems(document: Tree): Problem[] {
  checkSchema(plain(document));
  const faults = (checkSchema.errors ?? []).map(error => locate(error, document));
  const choices = faults.filter(({ error }) => error.keyword === 'oneOf');
  const problems = faults
    .filter(fault => fault.error.keyword !== 'oneOf' && !choices.some(choice => isNoise(fault, choice)))
    .map(problemOf);
  problems.push(...choices.filter(choice => !meantForm(choice)).map(noFormMeant));
  return problems.sort((a, b) => inDocumentOrder(document, a.path, b.path));
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
function isNoise({ error, path }: Fault, choice: Fault): boolean {
  if (!choice.path.every((step, index) => step === path[index])) return false;
  return !meantForm(choice) || (error.keyword === 'type' && path.length === choice.path.length);
}

function meantForm({ value, schema }: Fault): Schema | undefined {
  return schema.oneOf?.map(resolved).find(form => hasType(value, form.type));
}

/** Compose names the first form then; the hint has them all. */
function noFormMeant({ path, value, schema }: Fault): Problem {
  const forms = schema.oneOf!.map(form => [resolved(form).type ?? []].flat());
  return wrongType({ path, value, named: forms[0]!, expected: [...new Set(forms.flat())] });
}

function inDocumentOrder(document: Tree, a: Path, b: Path): number {
  let tree: Tree | undefined = document;
  for (const [index, step] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (step !== other) return positionOf(step, tree) - positionOf(other, tree);
    tree = isMap(tree) ? tree[step] : isList(tree) ? tree[Number(step)] : undefined;
  }
  return a.length - b.length;
}

function positionOf(step: string | number, tree: Tree | undefined): number {
  return typeof step === 'number' || !isMap(tree) ? Number(step) : Object.keys(tree).indexOf(step);
}
