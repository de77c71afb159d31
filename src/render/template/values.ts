/** What templates work with. Numbers are Go's integers, and its floats where they have a fraction. */
export type Value = string | number | boolean | undefined | Struct | readonly Value[];

/** A value with named fields, in their order. */
export class Struct {
  /** Go's name of its type, for errors: `api.PortPublisher`. */
  readonly type: string;
  readonly fields: Readonly<Record<string, Value>>;
  /** For one whose fields are methods, as Docker's rows have them: those that take a text. */
  readonly methods: Readonly<Record<string, (argument: string) => Value>> | undefined;

  constructor(type: string, fields: Struct['fields'], methods?: Struct['methods']) {
    this.type = type;
    this.fields = fields;
    this.methods = methods;
  }
}

/** The names in the first row of a table; what has none is `<no value>`. */
export class Headings {
  readonly names: Readonly<Record<string, string>>;

  constructor(names: Headings['names']) {
    this.names = names;
  }
}

/** Thrown by functions; whoever called says where. */
export class ValueError extends Error {}

export function isTrue(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value instanceof Struct || Boolean(value);
}

export function typeOf(value: Value): string {
  if (value === undefined) return '<nil>';
  if (value instanceof Struct) return value.type;
  if (Array.isArray(value)) return `[]${value.length > 0 ? typeOf(value[0]) : 'string'}`;
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

/** As Go's `%v`. */
export function show(value: Value): string {
  if (value === undefined) return '<nil>';
  if (value instanceof Struct) return `{${Object.values(value.fields).map(show).join(' ')}}`;
  if (Array.isArray(value)) return `[${value.map(show).join(' ')}]`;
  return String(value);
}

/** As Go's encoder: the fields of a row in the order of their names, and in it `<`, `>` and `&` escaped. */
export function toJson(value: Value): string {
  if (value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (!(value instanceof Struct)) return JSON.stringify(value);
  const names = Object.keys(value.fields);
  const entries = (value.methods ? names.sort() : names).map(
    name => `${JSON.stringify(name)}:${toJson(value.fields[name])}`,
  );
  const json = `{${entries.join(',')}}`;
  return value.methods ? escapeHtml(json) : json;
}

function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
