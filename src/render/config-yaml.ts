import type { FlavourRules } from '../model/flavour.ts';
import type { OrderedMap, OrderedValue } from '../model/go-json.ts';
import { type Place, yamlScalar } from './yaml-scalar.ts';

/**
 * A document as YAML, text for text as Docker Compose prints it. No YAML library for JavaScript writes the style of
 * Go's (which texts are quoted and how, blocks, `? ` before long keys), so this small emitter does.
 */
export function renderConfigYaml(
  document: OrderedMap,
  { blocksOfLineBreaks }: Pick<FlavourRules, 'blocksOfLineBreaks'> = { blocksOfLineBreaks: false },
): string {
  return mapLines(document, { indent: '', blocksOfLineBreaks }).join('');
}

const indentStep = '  ';
/** Longer keys than this stand behind a question mark. */
const longestSimpleKey = 128;

function mapLines(map: OrderedMap, place: Place): string[] {
  return [...map].flatMap(([key, value]) => [`${place.indent}${keyText(key, place)}:`, ...valueLines(value, place)]);
}

function keyText(key: string, place: Place): string {
  if (!key.includes('\n') && Buffer.byteLength(key) <= longestSimpleKey)
    return yamlScalar(key, { ...place, isKey: true });
  return `? ${yamlScalar(key, deeper(place))}\n${place.indent}`;
}

function valueLines(value: OrderedValue, place: Place): string[] {
  return isInline(value) ? [` ${inlineText(value, deeper(place))}\n`] : ['\n', ...linesOf(value, deeper(place))];
}

function linesOf(value: OrderedValue, place: Place): string[] {
  if (isInline(value)) return [`${place.indent}${inlineText(value, place)}\n`];
  return isMap(value)
    ? mapLines(value, place)
    : (value as readonly OrderedValue[]).flatMap(item => itemLines(item, place));
}

/** The first line of an item stands behind its dash. */
function itemLines(item: OrderedValue, place: Place): string[] {
  const below = deeper(place);
  const [first, ...rest] = linesOf(item, below);
  return [`${place.indent}- ${first!.slice(below.indent.length)}`, ...rest];
}

function deeper(place: Place): Place {
  return { ...place, indent: place.indent + indentStep };
}

function isInline(value: OrderedValue): value is string | number | bigint | boolean | null {
  if (isMap(value)) return value.size === 0;
  return !isList(value) || value.length === 0;
}

function inlineText(value: OrderedValue, place: Place): string {
  if (isMap(value)) return '{}';
  return isList(value) ? '[]' : yamlScalar(value, place);
}

function isMap(value: OrderedValue): value is OrderedMap {
  return value instanceof Map;
}

function isList(value: OrderedValue): value is readonly OrderedValue[] {
  return Array.isArray(value);
}
