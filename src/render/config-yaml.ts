import type { OrderedMap, OrderedValue } from '../model/go-json.ts';
import { yamlScalar } from './yaml-scalar.ts';

/**
 * A document as YAML, text for text as Docker Compose prints it. No YAML library for JavaScript writes the style of
 * Go's (which texts are quoted and how, blocks, `? ` before long keys), so this small emitter does.
 */
export function renderConfigYaml(document: OrderedMap): string {
  return mapLines(document, '').join('');
}

const indentStep = '  ';
/** Longer keys than this stand behind a question mark. */
const longestSimpleKey = 128;

function mapLines(map: OrderedMap, indent: string): string[] {
  return [...map].flatMap(([key, value]) => [`${indent}${keyText(key, indent)}:`, ...valueLines(value, indent)]);
}

function keyText(key: string, indent: string): string {
  if (!key.includes('\n') && Buffer.byteLength(key) <= longestSimpleKey)
    return yamlScalar(key, { indent, isKey: true });
  return `? ${yamlScalar(key, { indent: indent + indentStep })}\n${indent}`;
}

function valueLines(value: OrderedValue, indent: string): string[] {
  const deeper = indent + indentStep;
  return isInline(value) ? [` ${inlineText(value, deeper)}\n`] : ['\n', ...linesOf(value, deeper)];
}

function linesOf(value: OrderedValue, indent: string): string[] {
  if (isInline(value)) return [`${indent}${inlineText(value, indent)}\n`];
  return isMap(value)
    ? mapLines(value, indent)
    : (value as readonly OrderedValue[]).flatMap(item => itemLines(item, indent));
}

/** The first line of an item stands behind its dash. */
function itemLines(item: OrderedValue, indent: string): string[] {
  const deeper = indent + indentStep;
  const [first, ...rest] = linesOf(item, deeper);
  return [`${indent}- ${first!.slice(deeper.length)}`, ...rest];
}

function isInline(value: OrderedValue): value is string | number | boolean | null {
  if (isMap(value)) return value.size === 0;
  return !isList(value) || value.length === 0;
}

function inlineText(value: OrderedValue, indent: string): string {
  if (isMap(value)) return '{}';
  return isList(value) ? '[]' : yamlScalar(value, { indent });
}

function isMap(value: OrderedValue): value is OrderedMap {
  return value instanceof Map;
}

function isList(value: OrderedValue): value is readonly OrderedValue[] {
  return Array.isArray(value);
}
