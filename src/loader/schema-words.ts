import type { ErrorObject } from 'ajv';
import type { Problem } from './report.ts';
import type { Schema, SchemaType } from './schema.ts';
import type { Duplicate } from './schema-duplicates.ts';
import { hintForPattern, hintForRange, hintForType, hintForUnknownKey, hintForValue } from './schema-hints.ts';
import type { Path, Tree } from './tree.ts';

/** One complaint of ajv, with what it is about. */
export interface Fault {
  readonly error: ErrorObject;
  readonly path: Path;
  readonly value: Tree;
  /** The schema in which the failing keyword stands. */
  readonly schema: Schema;
}

/** A fault as a problem, in the words of Docker Compose. */
export function problemOf(fault: Fault): Problem {
  const { error, path, value, schema } = fault;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(fault, String(error.params.additionalProperty));
    case 'type': {
      const expected = [schema.type ?? []].flat();
      return wrongType({ path, value, named: expected, expected });
    }
    case 'required':
      return missingKey(path, String(error.params.missingProperty));
    case 'enum':
      return problem('not-allowed-value', path, {
        text: `value must be ${oneOf(schema.enum!)}`,
        hint: hintForValue(value, schema.enum!),
      });
    case 'pattern':
      return problem('not-allowed-value', path, {
        text: `${quoted(String(value))} does not match pattern ${quoted(schema.pattern!)}`,
        hint: hintForPattern(value, schema.pattern!),
      });
    case 'minimum':
      return problem('out-of-range', path, {
        text: `must be greater than or equal to ${schema.minimum}`,
        hint: hintForRange(schema),
      });
    case 'maximum':
      return problem('out-of-range', path, {
        text: `must be less than or equal to ${schema.maximum}`,
        hint: hintForRange(schema),
      });
    default:
      throw new Error(`the schema uses ${error.keyword}, for which there are no words`);
  }
}

interface WrongType {
  readonly path: Path;
  readonly value: Tree;
  /** The types that the message names. */
  readonly named: readonly SchemaType[];
  /** All types that would do. */
  readonly expected: readonly SchemaType[];
}

export function wrongType({ path, value, named, expected }: WrongType): Problem {
  return problem('wrong-type', path, { text: `must be a ${anyOf(named)}`, hint: hintForType(value, expected) });
}

function unknownKey({ path, value, schema }: Fault, key: string): Problem {
  const hint = hintForUnknownKey(key, { path, value, schema });
  const text = `additional properties ${quoted(key)} not allowed`;
  return { ...problem('unknown-key', path, { text, hint }), path: [...path, key], atKey: true };
}

/** Points at the key of the mapping that lacks one; an item of a list has no key. */
function missingKey(path: Path, key: string): Problem {
  const found = problem('missing-key', path, { text: `missing property ${quoted(key)}`, hint: `add "${key}:" to it` });
  return typeof path.at(-1) === 'string' ? { ...found, atKey: true } : found;
}

export function duplicateItem({ path, first, second }: Duplicate): Problem {
  const text = `items at ${first} and ${second} are equal`;
  return { ...problem('duplicate-item', path, { text, hint: 'leave one of them out' }), path: [...path, second] };
}

/** Compose separates the steps of a path by dots here, list indexes too. */
function problem(code: string, path: Path, { text, hint }: { text: string; hint?: string | undefined }): Problem {
  const message = path.length === 0 ? text : `${path.join('.')} ${text}`;
  return { severity: 'error', code, message, path, ...(hint === undefined ? {} : { hint }) };
}

function anyOf(types: readonly SchemaType[]): string {
  const names = types.map(type => (type === 'object' ? 'mapping' : type)).sort();
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? quoted(values[0]!) : `one of ${values.map(quoted).join(', ')}`;
}

function quoted(text: string): string {
  return `'${text}'`;
}
