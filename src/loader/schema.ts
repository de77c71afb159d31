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
  const own = typesOf(tree);
  return typeof types === 'string' ? own.includes(types) : types.some(type => own.includes(type));
}

const whole: readonly SchemaType[] = ['integer', 'number'];

function typesOf(tree: Tree): readonly SchemaType[] {
  if (tree === null) return ['null'];
  if (isMap(tree)) return ['object'];
  if (isList(tree)) return ['array'];
  if (tree instanceof YamlFloat) return Number.isInteger(tree.value) ? whole : ['number'];
  if (typeof tree === 'bigint') return whole;
  if (typeof tree === 'number') return Number.isInteger(tree) ? whole : ['number'];
  return [typeof tree === 'string' ? 'string' : 'boolean'];
}
