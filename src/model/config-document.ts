import type { Field, Presence, Shape } from './fields.ts';
import { fileObjectFields, modelFields, networkFields, serviceFields, volumeFields } from './fields.ts';
import { type ComposeFlavour, flavours } from './flavour.ts';
import type { OrderedMap, OrderedValue } from './go-json.ts';
import { compareCodePoints, compareNaturally } from './key-order.ts';
import type { Project } from './project.ts';
import type { FileObject } from './resources.ts';

/** How a part of the model becomes an ordered document: as Compose's JSON or as its YAML, which differ in detail. */
export interface Encoding {
  readonly format: 'json' | 'yaml';
  readonly flavour: ComposeFlavour;
  /** Write `$$` for `$` in values, so that what is printed can be read again. Default: false. */
  readonly escapeDollars?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** What `config` prints of a project: hand it to renderConfigYaml or goJson. */
export function projectDocument(project: Project, encoding: Encoding): OrderedMap {
  const document = new Map<string, OrderedValue>([['name', textOf(project.name, encoding)]]);
  for (const [key, section, shape] of sectionsOf(project)) {
    // Compose forgets the models in its JSON.
    if (key === 'models' && encoding.format === 'json') continue;
    if (key !== 'services' && Object.keys(section).length === 0) continue;
    document.set(key, eachOf(section, shape, encoding));
  }
  addExtensions(document, fieldsOf(project), encoding);
  return encoding.format === 'json' ? sortedByKey(document) : document;
}

function textOf(text: string, { escapeDollars }: Encoding): string {
  return escapeDollars && text.includes('$') ? text.replaceAll('$', '$$$$') : text;
}

function sectionsOf(project: Project): readonly (readonly [string, Fields, Shape])[] {
  const { services, networks, volumes, secrets, configs, models } = project;
  return [
    ['services', services, serviceFields],
    ['networks', networks, networkFields],
    ['volumes', volumes, volumeFields],
    ['secrets', mapEntries(secrets, withoutContent), fileObjectFields],
    [
      'configs',
      mapEntries(configs, config => (config.environment === undefined ? config : withoutContent(config))),
      fileObjectFields,
    ],
    ['models', models, modelFields],
  ];
}

/** What a secret holds is never shown, nor what a config has from a variable. */
function withoutContent({ content, ...file }: FileObject): FileObject {
  return file;
}

function mapEntries<T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Fields {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function fieldsOf(part: object): Fields {
  return part as Fields;
}

/** A part of the model in the order of its table. */
export function structDocument(part: Fields, shape: Shape, encoding: Encoding): OrderedMap {
  const document = new Map<string, OrderedValue>();
  for (const field of shape) {
    const value = fieldValue(part[field.key], field, encoding);
    if (value !== undefined) document.set(encoding.format === 'json' ? (field.jsonKey ?? field.key) : field.key, value);
  }
  // Below the top level, Compose's JSON has no extensions, and so the config hash has none.
  if (encoding.format === 'yaml') addExtensions(document, part, encoding);
  return document;
}

function fieldValue(value: unknown, field: Field, encoding: Encoding): OrderedValue | undefined {
  const presence =
    typeof field.presence === 'function' ? field.presence(flavours[encoding.flavour], encoding.format) : field.presence;
  if (presence === 'always') return alwaysValue(value, field, encoding);
  return isWritten(value, presence) ? encode(value, field, encoding) : undefined;
}

function isWritten(value: unknown, presence: Exclude<Presence, 'always'>): boolean {
  if (value === undefined || value === null || presence === 'never') return false;
  if (presence === 'set') return true;
  return presence === 'unless-true' ? value !== true : !isEmpty(value);
}

/** Compose's YAML leaves out what its JSON shows as null or as an empty mapping. */
function alwaysValue(value: unknown, field: Field, encoding: Encoding): OrderedValue | undefined {
  const isYaml = encoding.format === 'yaml';
  if (value === undefined || value === null) {
    if (isYaml) return undefined;
    return field.shape ? structDocument({}, field.shape, encoding) : null;
  }
  const written = encode(value, field, encoding);
  return isYaml && written instanceof Map && written.size === 0 ? undefined : written;
}

function encode(value: unknown, { shape, each, float32 }: Field, encoding: Encoding): OrderedValue {
  if (float32) return shortestFloat32(Number(value));
  if (!shape) return orderedValue(value, encoding);
  return each
    ? eachOf(value as Fields | readonly Fields[], shape, encoding)
    : structDocument(value as Fields, shape, encoding);
}

function eachOf(items: Fields | readonly unknown[], shape: Shape, encoding: Encoding): OrderedValue {
  const encodeItem = (item: unknown): OrderedValue => {
    // A ulimit is one number, and then 0 stands for both limits left out.
    if (item === 0) return new Map();
    return isRecord(item) ? structDocument(item, shape, encoding) : orderedValue(item, encoding);
  };
  if (isList(items)) return items.map(encodeItem);
  return sortedMap(items, encoding, encodeItem);
}

/** A value without a table: what the user wrote, with the keys of mappings in order. */
export function orderedValue(value: unknown, encoding: Encoding): OrderedValue {
  if (typeof value === 'string') return textOf(value, encoding);
  if (isList(value)) return value.map(item => orderedValue(item, encoding));
  if (isWrappedNumber(value)) return value.value;
  if (isRecord(value)) return sortedMap(value, encoding, item => orderedValue(item, encoding));
  if (value === undefined) return null;
  return value as OrderedValue;
}

function sortedMap(record: Fields, encoding: Encoding, encodeItem: (item: unknown) => OrderedValue): OrderedMap {
  const keys = Object.keys(record).sort(encoding.format === 'json' ? compareCodePoints : compareNaturally);
  return new Map(keys.map(key => [keyOf(key, encoding), encodeItem(record[key])]));
}

/** No key is interpolated, so a doubled dollar would stay doubled. Compose doubles it; only its JSON is taken as it is. */
function keyOf(key: string, encoding: Encoding): string {
  return encoding.format === 'json' ? textOf(key, encoding) : key;
}

function addExtensions(document: Map<string, OrderedValue>, part: Fields, encoding: Encoding): void {
  const names = Object.keys(part).filter(key => key.startsWith('x-'));
  if (names.length === 0) return;
  const extensions = Object.fromEntries(names.map(key => [key, part[key]]));
  for (const [key, value] of sortedMap(extensions, encoding, item => orderedValue(item, encoding)))
    document.set(key, value);
}

function sortedByKey(document: OrderedMap): OrderedMap {
  return new Map([...document].sort(([a], [b]) => compareCodePoints(a, b)));
}

/** The number with the fewest digits that is the same 32 bit float. */
function shortestFloat32(value: number): number {
  const float = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(float.toPrecision(digits));
    if (Math.fround(shorter) === float) return shorter;
  }
  return Number(float.toPrecision(9));
}

/** In a model that was not decoded, the loader keeps floats apart from integers by an object of a class. */
function isWrappedNumber(value: unknown): value is { readonly value: number } {
  if (!isRecord(value) || typeof value.value !== 'number') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype !== null && prototype !== Object.prototype;
}

function isEmpty(value: unknown): boolean {
  if (isList(value)) return value.length === 0;
  return isRecord(value) ? Object.keys(value).length === 0 : !value;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !isList(value);
}
