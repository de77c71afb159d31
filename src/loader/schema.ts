import compiled from './generated/compose-schema.json' with { type: 'json' };
import { isList, isMap, type Tree, YamlFloat } from './tree.ts';

/** The part of JSON Schema that schemas/*.json are written in; schema-gate.ts knows no more either. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: SchemaType | readonly SchemaType[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema | true>>;
  readonly additionalProperties?: false;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly uniqueItems?: boolean;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly oneOf?: readonly Schema[];
}
export type SchemaType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';

const { $defs, ...root } = compiled as unknown as Schema & { readonly $defs: Readonly<Record<string, Schema>> };

/** The schema of a whole Compose file, as scripts/build-schema.mjs puts it together from schemas/*.json. */
export const composeSchema: Schema = root;

export function resolved(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : resolved($defs[schema.$ref.slice('#/$defs/'.length)]!);
}

/** `integer` includes 1.0, as in JSON Schema. */
export function hasType(tree: Tree, types: Schema['type']): boolean {
  if (types === undefined) return true;
  const own = typeOf(tree);
  const matches = (type: SchemaType) => type === own || (type === 'number' && own === 'integer');
  return typeof types === 'string' ? matches(types) : types.some(matches);
}

function typeOf(tree: Tree): SchemaType {
  if (tree === null) return 'null';
  if (isList(tree)) return 'array';
  if (isMap(tree)) return 'object';
  if (typeof tree === 'string') return 'string';
  if (typeof tree === 'boolean') return 'boolean';
  if (typeof tree === 'bigint') return 'integer';
  return Number.isInteger(tree instanceof YamlFloat ? tree.value : tree) ? 'integer' : 'number';
}
