import { nearest } from '../diagnostics/nearest.ts';
import { composeSchema, resolved, type Schema, type SchemaType } from './schema.ts';
import { isMap, type Path, type Tree, YamlFloat } from './tree.ts';

/** What to do about a key that its place does not know: another spelling, or another place. */
export function hintForUnknownKey(
  key: string,
  { path, value, schema }: { path: Path; value: Tree; schema: Schema },
): string | undefined {
  const meant = nearest(key, Object.keys(schema.properties ?? {}));
  if (meant !== undefined) return `did you mean "${meant}"?`;
  if (path.length === 0 && isMap(value) && looksLikeService(value[key])) return `services stand below "services:"`;
  const home = homeOf(known => known === key, composeSchema);
  if (home !== undefined) return `"${key}" belongs in ${home.place}`;
  const below = homeOf(known => key.length > 4 && nearest(key, [known]) !== undefined, schema);
  if (below !== undefined) return `did you mean "${below.key}"? It belongs in ${[...path, below.place].join('.')}`;
  if (schema.patternProperties && '^x-' in schema.patternProperties) {
    return `remove it, or call it "x-${key}" if it is for another program`;
  }
  return namesPattern(schema) ? 'names consist of letters, digits, ".", "_" and "-"' : undefined;
}

function looksLikeService(value: Tree | undefined): boolean {
  return isMap(value) && ('image' in value || 'build' in value);
}

function namesPattern(schema: Schema): boolean {
  return schema.properties === undefined && schema.patternProperties !== undefined;
}

interface Home {
  readonly key: string;
  /** `services.<name>.build`. */
  readonly place: string;
}

function homeOf(isMeant: (key: string) => boolean, root: Schema): Home | undefined {
  const homes = knownHomes.get(root) ?? homesBelow(root);
  knownHomes.set(root, homes);
  return homes.find(({ key }) => isMeant(key));
}

const knownHomes = new Map<Schema, readonly Home[]>();

/** Every key that a schema knows, those nearest to its root first. Walks level by level. */
function homesBelow(root: Schema): Home[] {
  const homes: Home[] = [];
  let level: { schema: Schema; place: string }[] = [{ schema: resolved(root), place: '' }];
  while (level.length > 0) {
    for (const { schema, place } of level) {
      const keys = Object.keys(schema.properties ?? {});
      homes.push(...keys.map(key => ({ key, place: place === '' ? 'the top level of the file' : place })));
    }
    level = level.flatMap(({ schema, place }) => partsOf(schema, place));
  }
  return homes;
}

function partsOf(schema: Schema, place: string): { schema: Schema; place: string }[] {
  const below = (step: string, part: Schema) => ({ schema: resolved(part), place: place ? `${place}.${step}` : step });
  return [
    ...Object.entries(schema.properties ?? {}).map(([key, part]) => below(key, part)),
    ...Object.values(schema.patternProperties ?? {}).flatMap(part => (part === true ? [] : [below('<name>', part)])),
    ...(schema.items ? [{ schema: resolved(schema.items), place: `${place}[]` }] : []),
    ...(schema.oneOf ?? []).map(form => ({ schema: resolved(form), place })),
  ];
}

/** How to write a value so that it has one of the types. */
export function hintForType(value: Tree, expected: readonly SchemaType[]): string | undefined {
  if (value === null) return 'give it a value, or remove the key';
  if (expected.includes('string') && isScalarButText(value)) return `write it in quotes: "${textOf(value)}"`;
  const scalars: readonly SchemaType[] = ['integer', 'number', 'boolean', 'null'];
  const ways = expected
    .filter(type => !expected.includes('string') || !scalars.includes(type))
    .map(type => howToWrite[type]);
  return `write ${[...new Set(ways)].join(', or ')}`;
}

const howToWrite: Readonly<Record<SchemaType, string>> = {
  object: 'a mapping: lines of "key: value", indented',
  array: 'a list: lines that begin with "- "',
  string: 'one value',
  integer: 'a whole number without quotes',
  number: 'a number without quotes',
  boolean: 'true or false without quotes',
  null: 'nothing',
};

function isScalarButText(value: Tree): value is number | bigint | boolean | YamlFloat {
  return ['number', 'bigint', 'boolean'].includes(typeof value) || value instanceof YamlFloat;
}

function textOf(value: number | bigint | boolean | YamlFloat): string {
  return String(value instanceof YamlFloat ? value.value : value);
}

/** The allowed value that was probably meant. */
export function hintForValue(value: Tree, allowed: readonly string[]): string {
  const meant = typeof value === 'string' ? nearest(value, allowed) : undefined;
  return meant === undefined ? `write ${allowed.join(' or ')}` : `did you mean "${meant}"?`;
}

/** What a pattern of plain alternatives allows; any other pattern of the schema is one of names. */
export function hintForPattern(value: Tree, pattern: string): string {
  const alternatives = pattern.split('|');
  if (alternatives.length === 1) return 'use two characters or more: letters, digits, ".", "_" and "-"';
  const meant = typeof value === 'string' ? nearest(value, alternatives) : undefined;
  const words = alternatives.filter(word => /^\w+$/.test(word));
  return meant === undefined ? `write one of ${words.join(', ')}` : `did you mean "${meant}"?`;
}

export function hintForRange({ minimum, maximum }: Schema): string {
  if (maximum === undefined) return `write ${minimum} or more`;
  return `write a number from ${minimum} to ${maximum}`;
}
