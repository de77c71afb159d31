import { sprintf } from './printf.ts';
import { isTrue, Struct, show, toJson, typeOf, type Value, ValueError } from './values.ts';

type Kind = 'string' | 'int' | 'list' | 'any';

/** A function that templates may call. */
export interface TemplateFunction {
  readonly parameters: readonly Kind[];
  /** Of further arguments; undefined: there are none. */
  readonly rest?: Kind;
  readonly call: (...values: readonly Value[]) => Value;
}

/** Texts are checked to be texts before a function is called, and so on. */
type Checked = (...values: readonly never[]) => Value;

function define(parameters: readonly Kind[], call: Checked, rest?: Kind): TemplateFunction {
  return { parameters, call: call as TemplateFunction['call'], ...(rest === undefined ? {} : { rest }) };
}

/** Go's own functions, and those that Docker adds. `and` and `or` read no argument that they don't need. */
export const functions: Readonly<Record<string, TemplateFunction>> = {
  and: define(['any'], () => undefined, 'any'),
  or: define(['any'], () => undefined, 'any'),
  not: define(['any'], (value: Value) => !isTrue(value)),
  eq: define(
    ['any', 'any'],
    (first: Value, ...others: Value[]) => others.some(other => compare(first, other) === 0),
    'any',
  ),
  ne: define(['any', 'any'], (a: Value, b: Value) => compare(a, b) !== 0),
  lt: define(['any', 'any'], (a: Value, b: Value) => order(a, b) < 0),
  le: define(['any', 'any'], (a: Value, b: Value) => order(a, b) <= 0),
  gt: define(['any', 'any'], (a: Value, b: Value) => order(a, b) > 0),
  ge: define(['any', 'any'], (a: Value, b: Value) => order(a, b) >= 0),
  len: define(['any'], length),
  index: define(['any'], (value: Value, ...keys: Value[]) => keys.reduce(item, value), 'any'),
  slice: define(['any'], slice, 'int'),
  print: define([], (...values: Value[]) => print(values), 'any'),
  println: define([], (...values: Value[]) => `${values.map(show).join(' ')}\n`, 'any'),
  printf: define(['string'], (format: string, ...values: Value[]) => sprintf(format, values), 'any'),
  html: define([], (...values: Value[]) => print(values).replace(/[<>&'"]/g, escaped), 'any'),
  js: define([], (...values: Value[]) => scriptText(print(values)), 'any'),
  urlquery: define([], (...values: Value[]) => new URLSearchParams({ '': print(values) }).toString().slice(1), 'any'),
  json: define(['any'], toJson),
  split: define(['string', 'string'], (text: string, by: string) => text.split(by)),
  join: define(['list', 'string'], (values: Value[], by: string) => values.map(show).join(by)),
  title: define(['string'], (text: string) =>
    text.replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, letter => letter.toUpperCase()),
  ),
  lower: define(['string'], (text: string) => text.toLowerCase()),
  upper: define(['string'], (text: string) => text.toUpperCase()),
  pad: define(['string', 'int', 'int'], (text: string, before: number, after: number) =>
    text === '' ? '' : ' '.repeat(before) + text + ' '.repeat(after),
  ),
  truncate: define(['string', 'int'], (text: string, characters: number) => [...text].slice(0, characters).join('')),
};

/** A heading is a name, whatever is made of the values below it. */
export const headingFunctions: typeof functions = {
  ...functions,
  ...Object.fromEntries(
    ['json', 'title', 'lower', 'upper'].map(name => [name, define(['any'], (text: Value) => text)]),
  ),
  truncate: define(['any', 'int'], (text: Value) => text),
};

/** Whether a value is one that a parameter takes. */
export function fits(value: Value, kind: Kind): boolean {
  if (kind === 'list') return Array.isArray(value);
  if (kind === 'int') return Number.isInteger(value);
  return kind === 'any' || typeof value === 'string';
}

/** Zero when equal. Values of different types aren't compared. */
function compare(a: Value, b: Value): number {
  if (Array.isArray(a) || a instanceof Struct) throw new ValueError(`non-comparable type ${show(a)}: ${typeOf(a)}`);
  if (typeOf(a) !== typeOf(b)) throw new ValueError(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`);
  if (a === b) return 0;
  return a! < b! ? -1 : 1;
}

function order(a: Value, b: Value): number {
  if (typeof a === 'boolean' || a === undefined) throw new ValueError('invalid type for comparison');
  return compare(a, b);
}

function length(value: Value): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  throw new ValueError(value === undefined ? 'len of nil pointer' : `len of type ${typeOf(value)}`);
}

function item(value: Value, key: Value): Value {
  if (typeof value !== 'string' && !Array.isArray(value)) {
    throw new ValueError(value === undefined ? 'index of untyped nil' : `can't index item of type ${typeOf(value)}`);
  }
  if (typeof key !== 'number') throw new ValueError(`cannot index slice/array with type ${typeOf(key)}`);
  const items = typeof value === 'string' ? [...Buffer.from(value)] : value;
  if (key < 0 || key >= items.length) throw new ValueError(`index out of range: ${key}`);
  return items[key];
}

function slice(value: Value, ...ends: number[]): Value {
  if (typeof value !== 'string' && !Array.isArray(value))
    throw new ValueError(`can't slice item of type ${typeOf(value)}`);
  const beyond = ends.find(end => end < 0 || end > length(value));
  if (beyond !== undefined) throw new ValueError(`index out of range: ${beyond}`);
  return typeof value === 'string'
    ? Buffer.from(value)
        .subarray(...ends)
        .toString()
    : value.slice(...ends);
}

/** A blank between neighbours of which neither is a text. */
function print(values: readonly Value[]): string {
  return values
    .map((value, at) => {
      const blank = at > 0 && typeof value !== 'string' && typeof values[at - 1] !== 'string';
      return `${blank ? ' ' : ''}${show(value)}`;
    })
    .join('');
}

/** For the inside of a text of JavaScript, as Go writes it. */
function scriptText(text: string): string {
  return text.replace(/[\\'"<>&=\p{Cc}\u2028\u2029]/gu, character => {
    if (/[\\'"]/.test(character)) return `\\${character}`;
    return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

function escaped(character: string): string {
  const names: Readonly<Record<string, string>> = {
    '<': '&lt;',
    '>': '&gt;',
    '&': '&amp;',
    "'": '&#39;',
    '"': '&#34;',
  };
  return names[character]!;
}
